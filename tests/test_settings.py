"""The MARQUEE_* variables: defaults, spellings that are taken, and refusals that a person can act on."""

import os
import re
from typing import Any

import pytest
from pydantic import ValidationError

from app.settings.service import Environment, Operations, ServiceSettings, Settings, SettingsError, load_settings

DATABASE_IS = "it must be sqlite:///<file> or postgresql://<user>:<password>@<host>/<database>."
LISTEN_IS = "it must be postgresql://<user>:<password>@<host>/<database> (unset: MARQUEE_DATABASE_URL)."
READ_IS = (
    "it must be postgresql://<user>:<password>@<host>/<database>, a standby server of the PostgreSQL database"
    " that MARQUEE_DATABASE_URL names (unset: none)."
)
FILES_IS = "it must be a folder (unset: marquee-files beside the database's file, or in the working folder)."
PUBLIC_IS = "it must be an http or https address without query and fragment (unset: http://127.0.0.1:<port>)."
STORE_IS = (
    "it must be an http or https address with {organisation} and {event} in it"
    " (unset: <public url>/events/{organisation}/{event})."
)
ORIGINS_ARE = (
    "it must be * or origins such as https://app.example.com, separated by commas (unset: only this service's own)."
)
AGE_IS = "it must be a whole number of seconds from 0 (always ask again) to 86400."
SWITCH_IS = "it must be true or false (unset: on in development, off in production)."


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.upper().startswith("MARQUEE_"):
            monkeypatch.delenv(name)


def test_nothing_has_to_be_set() -> None:
    assert load_settings().model_dump(include=set(ServiceSettings.model_fields)) == {
        "database_url": "sqlite:///marquee.db",
        "env": Environment.DEVELOPMENT,
        "host": "127.0.0.1",
        "port": 8000,
        "log_level": "info",
        "graphiql": None,
        "introspection": None,
        "files": None,
        "max_upload_mib": 25,
        "operations": Operations.OPEN,
        "documents": None,
        "origins": None,
        "max_age_s": 0,
        "federation": False,
        "public_url": None,
        "store_url": None,
    }


def test_every_variable_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "MARQUEE_DATABASE_URL": "postgresql://marquee@db/marquee",
        "MARQUEE_ENV": "Production",
        "MARQUEE_HOST": "::",
        "MARQUEE_PORT": "0",
        "MARQUEE_LOG_LEVEL": "WARNING",
        "MARQUEE_GRAPHIQL": "true",
        "MARQUEE_INTROSPECTION": "0",
        "MARQUEE_FILES": "/srv/files",
        "MARQUEE_MAX_UPLOAD_MIB": "7",
        "MARQUEE_OPERATIONS": "Trusted-Only",
        "MARQUEE_DOCUMENTS": "/srv/documents.json",
        "MARQUEE_ORIGINS": "https://app.example, http://[::1]:3000",
        "MARQUEE_MAX_AGE_S": "60",
        "MARQUEE_FEDERATION": "1",
        "MARQUEE_PUBLIC_URL": "https://api.example/marquee/",
        "MARQUEE_STORE_URL": "https://shop.example/{organisation}/e/{event}?ref=1",
    }.items():
        monkeypatch.setenv(name, value)
    assert load_settings().model_dump(include=set(ServiceSettings.model_fields)) == {
        "database_url": "postgresql://marquee@db/marquee",
        "env": Environment.PRODUCTION,
        "host": "::",
        "port": 0,
        "log_level": "warning",
        "graphiql": True,
        "introspection": False,
        "files": "/srv/files",
        "max_upload_mib": 7,
        "operations": Operations.TRUSTED_ONLY,
        "documents": "/srv/documents.json",
        "origins": "https://app.example, http://[::1]:3000",
        "max_age_s": 60,
        "federation": True,
        "public_url": "https://api.example/marquee",
        "store_url": "https://shop.example/{organisation}/e/{event}?ref=1",
    }


def test_variables_of_the_tests_and_unknown_ones_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MARQUEE_TEST_POSTGRES", "nothing of ours")
    monkeypatch.setenv("MARQUEE_COLOUR", "blue")
    assert load_settings() == Settings()


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        (
            "PORT",
            "65536",
            "MARQUEE_PORT is 65536; it must be a whole number from 0 (any free port) to 65535.",
        ),
        ("PORT", "-1", "MARQUEE_PORT is -1; it must be a whole number from 0 (any free port) to 65535."),
        ("PORT", "http", "MARQUEE_PORT is http; it must be a whole number from 0 (any free port) to 65535."),
        ("PORT", "", "MARQUEE_PORT is empty; it must be a whole number from 0 (any free port) to 65535."),
        ("ENV", "staging", "MARQUEE_ENV is staging; it must be development or production."),
        ("HOST", "", "MARQUEE_HOST is empty; it must be a host name or an address to listen on."),
        ("HOST", "a b", "MARQUEE_HOST is something else; it must be a host name or an address to listen on."),
        ("LOG_LEVEL", "loud", "MARQUEE_LOG_LEVEL is loud; it must be debug, info, warning or error."),
        ("GRAPHIQL", "maybe", f"MARQUEE_GRAPHIQL is maybe; {SWITCH_IS}"),
        ("FILES", "", "MARQUEE_FILES is empty; " + FILES_IS),
        (
            "MAX_UPLOAD_MIB",
            "0",
            "MARQUEE_MAX_UPLOAD_MIB is 0; it must be a whole number from 1 to 1024.",
        ),
        (
            "OPERATIONS",
            "closed",
            "MARQUEE_OPERATIONS is closed; it must be open, report or trusted-only.",
        ),
        (
            "DOCUMENTS",
            "",
            "MARQUEE_DOCUMENTS is empty; it must be a file or folder of trusted documents (unset: none).",
        ),
        ("ORIGINS", "", f"MARQUEE_ORIGINS is empty; {ORIGINS_ARE}"),
        ("ORIGINS", "https://app.example/", f"MARQUEE_ORIGINS is something else; {ORIGINS_ARE}"),
        ("ORIGINS", "https://app.example,*", f"MARQUEE_ORIGINS is something else; {ORIGINS_ARE}"),
        ("ORIGINS", "example", f"MARQUEE_ORIGINS is example; {ORIGINS_ARE}"),
        ("FEED_DAYS", "0", "MARQUEE_FEED_DAYS is 0; it must be a whole number of days from 1 to 3650."),
        ("FEED_DAYS", "3651", "MARQUEE_FEED_DAYS is 3651; it must be a whole number of days from 1 to 3650."),
        ("MAX_AGE_S", "-1", f"MARQUEE_MAX_AGE_S is -1; {AGE_IS}"),
        ("MAX_AGE_S", "86401", f"MARQUEE_MAX_AGE_S is 86401; {AGE_IS}"),
        ("FEDERATION", "maybe", "MARQUEE_FEDERATION is maybe; it must be true or false."),
        ("PUBLIC_URL", "api.example", f"MARQUEE_PUBLIC_URL is something else; {PUBLIC_IS}"),
        ("PUBLIC_URL", "https://api.example/?a", f"MARQUEE_PUBLIC_URL is something else; {PUBLIC_IS}"),
        ("PUBLIC_URL", 'https://api.example/"', f"MARQUEE_PUBLIC_URL is something else; {PUBLIC_IS}"),
        ("STORE_URL", "https://shop.example/{event}", f"MARQUEE_STORE_URL is something else; {STORE_IS}"),
        ("STORE_URL", "https://{organisation}/{event}/{x}", f"MARQUEE_STORE_URL is something else; {STORE_IS}"),
        ("INTROSPECTION", "", f"MARQUEE_INTROSPECTION is empty; {SWITCH_IS}"),
        ("DATABASE_URL", "", f"MARQUEE_DATABASE_URL is empty; {DATABASE_IS}"),
        (
            "DATABASE_URL",
            "mysql://db/x",
            f"MARQUEE_DATABASE_URL names no engine that Marquee knows; {DATABASE_IS}",
        ),
        (
            "DATABASE_URL",
            "marquee.db",
            f"MARQUEE_DATABASE_URL names no engine that Marquee knows; {DATABASE_IS}",
        ),
        (
            "DATABASE_URL",
            "sqlite://",
            f"MARQUEE_DATABASE_URL names no engine that Marquee knows; {DATABASE_IS}",
        ),
        (
            "LISTEN_DATABASE_URL",
            "sqlite:///m.db",
            f"MARQUEE_LISTEN_DATABASE_URL names no PostgreSQL database; {LISTEN_IS}",
        ),
        ("LISTEN_DATABASE_URL", "postgresql://db/", f"MARQUEE_LISTEN_DATABASE_URL names no database; {LISTEN_IS}"),
        (
            "READ_DATABASE_URL",
            "sqlite:///m.db",
            f"MARQUEE_READ_DATABASE_URL names no PostgreSQL database; {READ_IS}",
        ),
        (
            "READ_DATABASE_URL",
            "postgresql://standby/m",
            "MARQUEE_READ_DATABASE_URL is set, and MARQUEE_DATABASE_URL names a SQLite file, which has no standby"
            f" server; {READ_IS}",
        ),
        (
            "READ_MAX_LAG_S",
            "0",
            "MARQUEE_READ_MAX_LAG_S is 0; it must be a whole number of seconds from 1 to 3600.",
        ),
        ("DATABASE_URL", "sqlite:///", f"MARQUEE_DATABASE_URL names no file; {DATABASE_IS}"),
        ("DATABASE_URL", "sqlite:///:memory:", f"MARQUEE_DATABASE_URL names no file; {DATABASE_IS}"),
        ("DATABASE_URL", "postgresql://db/", f"MARQUEE_DATABASE_URL names no database; {DATABASE_IS}"),
        ("DATABASE_URL", "postgresql://db?x=/y", f"MARQUEE_DATABASE_URL names no database; {DATABASE_IS}"),
        (
            "DATABASE_URL",
            "sqlite:///m.db?mode=ro",
            f"MARQUEE_DATABASE_URL has options, which a file has not; {DATABASE_IS}",
        ),
        ("DATABASE_URL", "postgresql://db:x/m", f"MARQUEE_DATABASE_URL has no readable host or port; {DATABASE_IS}"),
        ("DATABASE_URL", "postgresql://[db/m", f"MARQUEE_DATABASE_URL has no readable host or port; {DATABASE_IS}"),
        (
            "DATABASE_URL",
            "postgresql://db/m?prepareThreshold=0",
            "MARQUEE_DATABASE_URL has an option other than host, port, sslmode, application_name, connect_timeout"
            f" and channel_binding; {DATABASE_IS}",
        ),
        (
            "DATABASE_URL",
            "postgresql://db/m?sslmode=on",
            "MARQUEE_DATABASE_URL has an sslmode that is not one of disable, allow, prefer, require, verify-ca,"
            f" verify-full; {DATABASE_IS}",
        ),
    ],
)
def test_a_refusal_names_the_variable_the_fault_and_what_is_allowed(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(f"MARQUEE_{name}", value)
    with pytest.raises(SettingsError, match=f"^{re.escape(sentence)}$"):
        load_settings()


def test_every_fault_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MARQUEE_ENV", "staging")
    monkeypatch.setenv("MARQUEE_PORT", "many")
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert [line.split(";")[0] for line in str(refused.value).splitlines()] == [
        "MARQUEE_ENV is staging",
        "MARQUEE_PORT is many",
    ]


@pytest.mark.parametrize(
    "name", ["DATABASE_URL", "LISTEN_DATABASE_URL", "READ_DATABASE_URL", "ENV", "PORT", "LOG_LEVEL", "GRAPHIQL"]
)
def test_a_refusal_never_repeats_a_password(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(f"MARQUEE_{name}", "mysql://marquee:hunter2@db/marquee")
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert "hunter2" not in str(refused.value)
    assert refused.value.__suppress_context__


def test_printed_settings_hide_the_password() -> None:
    url = "postgresql://marquee:hunter2@db/marquee"
    assert "hunter2" not in repr(Settings(database_url=url, listen_database_url=url, read_database_url=url))


def test_a_replica_belongs_to_a_postgresql_database() -> None:
    settings = Settings(database_url="postgresql://db/m", read_database_url="postgres://u@standby/m?sslmode=require")
    assert settings.read_database_url == "postgresql://u@standby/m?sslmode=require"
    assert (settings.read_max_lag_s, Settings().read_database_url) == (10, None)


def test_settings_cannot_be_changed_once_read() -> None:
    settings = load_settings()
    with pytest.raises(ValidationError, match="frozen"):
        settings.port = 1


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("sqlite:////var/lib/marquee.db", "sqlite:////var/lib/marquee.db"),
        ("postgres://u@db/m", "postgresql://u@db/m"),
        ("postgresql://u:p%40ss@db:5433/m?sslmode=require", "postgresql://u:p%40ss@db:5433/m?sslmode=require"),
        ("postgresql:///m?host=/run/postgresql", "postgresql:///m?host=/run/postgresql"),
    ],
)
def test_an_address_is_kept_as_it_is_but_for_its_old_scheme(url: str, kept: str) -> None:
    assert Settings(database_url=url).database_url == kept


@pytest.mark.parametrize(
    ("env", "choice", "enabled"),
    [
        (Environment.DEVELOPMENT, None, True),
        (Environment.DEVELOPMENT, False, False),
        (Environment.PRODUCTION, None, False),
        (Environment.PRODUCTION, True, True),
    ],
)
def test_graphiql_and_introspection_are_off_in_production_unless_set(
    env: Environment, choice: bool | None, enabled: bool
) -> None:
    assert Settings(env=env, graphiql=choice).graphiql_enabled is enabled
    assert Settings(env=env, introspection=choice).introspection_enabled is enabled


@pytest.mark.parametrize(
    ("settings", "folder", "public", "store"),
    [
        ({}, "marquee-files", "http://127.0.0.1:8000", "http://127.0.0.1:8000/events/{organisation}/{event}"),
        (
            {"database_url": "sqlite:////var/lib/marquee/m.db", "port": 81},
            "/var/lib/marquee/marquee-files",
            "http://127.0.0.1:81",
            "http://127.0.0.1:81/events/{organisation}/{event}",
        ),
        (
            {"database_url": "postgresql://db/m", "public_url": "https://api.example/"},
            "marquee-files",
            "https://api.example",
            "https://api.example/events/{organisation}/{event}",
        ),
        (
            {"files": "/srv/f", "store_url": "https://shop.example/{event}@{organisation}"},
            "/srv/f",
            "http://127.0.0.1:8000",
            "https://shop.example/{event}@{organisation}",
        ),
    ],
)
def test_addresses_and_the_folder_follow_from_other_settings(
    settings: dict[str, Any], folder: str, public: str, store: str
) -> None:
    made = Settings(**settings)
    assert (str(made.files_folder), made.public_address, made.store_address) == (folder, public, store)


@pytest.mark.parametrize(
    ("text", "origins"),
    [
        (None, ()),
        ("*", ("*",)),
        ("https://app.example, http://[::1]:3000", ("https://app.example", "http://[::1]:3000")),
        # Browsers send them in small letters, however they are typed.
        ("HTTPS://App.Example", ("https://app.example",)),
    ],
)
def test_origins_are_read_one_by_one(text: str | None, origins: tuple[str, ...]) -> None:
    assert Settings(origins=text).allowed_origins == origins
