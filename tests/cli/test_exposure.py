"""The checks and warnings of `marquee serve` before it accepts clients."""

import sys
from typing import Any

import pytest

from app.cli.exposure import OTHER_FILES, check_hosts, raise_file_limit, warn_of_development
from app.settings.service import Environment, Settings, SettingsError
from tests.cli.running import Marquee, address

resource = pytest.importorskip("resource")

HOSTS = (
    "MARQUEE_HOSTS is not set, and in production it has to be: name the hosts that clients ask for, such as"
    " api.example.com, separated by commas, or * for any."
)
ON_SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@ON_SQLITE
def test_production_does_not_start_without_hosts(unprepared: Marquee, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MARQUEE_ENV", "production")
    result = unprepared("serve", "--port", "0")
    assert (result.code, result.out, result.err) == (2, "", f"{HOSTS}\n")


@pytest.mark.parametrize(
    ("env", "hosts"),
    [(Environment.DEVELOPMENT, None), (Environment.PRODUCTION, "api.example.com"), (Environment.PRODUCTION, "*")],
)
def test_development_and_production_with_hosts_start(env: Environment, hosts: str | None) -> None:
    check_hosts(Settings(env=env, hosts=hosts))
    with pytest.raises(SettingsError):
        check_hosts(Settings(env=Environment.PRODUCTION))


@pytest.mark.parametrize(
    ("settings", "shown"),
    [
        ({}, "GraphiQL and the whole schema"),
        ({"graphiql": False}, "the whole schema"),
        ({"introspection": False}, "GraphiQL"),
        ({"graphiql": False, "introspection": False}, "what helps developers"),
    ],
)
@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "marquee.example"])
def test_development_mode_on_a_public_address_prints_a_warning(
    capsys: pytest.CaptureFixture[str], settings: dict[str, Any], shown: str, host: str
) -> None:
    warn_of_development(Settings(**settings), host)
    output = capsys.readouterr()
    assert (output.out, output.err) == (
        "",
        f"WARNING: this is development mode on {host}, and it shows {shown} to everybody who reaches this port,"
        " without a token: set MARQUEE_ENV=production, or listen on 127.0.0.1.\n",
    )


@pytest.mark.parametrize(
    ("env", "host"),
    [
        (Environment.DEVELOPMENT, "127.0.0.1"),
        (Environment.DEVELOPMENT, "127.0.0.53"),
        (Environment.DEVELOPMENT, "::1"),
        (Environment.DEVELOPMENT, "localhost"),
        (Environment.PRODUCTION, "0.0.0.0"),
    ],
)
def test_otherwise_there_is_no_warning(capsys: pytest.CaptureFixture[str], env: Environment, host: str) -> None:
    warn_of_development(Settings(env=env), host)
    assert capsys.readouterr().err == ""


@ON_SQLITE
def test_serve_prints_the_warning(prepared: Marquee) -> None:
    with prepared.process("serve", "--port", "0", "--host", "0.0.0.0") as process:
        address(process)
        process.terminate()
        _, err = process.communicate()
    assert "WARNING: this is development mode on 0.0.0.0, and it shows GraphiQL and the whole schema" in err


class Limit:
    """The file limit of this process, restored afterwards."""

    def __init__(self, soft: int, hard: int, *, highest: int = sys.maxsize) -> None:
        self.soft, self.hard, self.highest = soft, hard, highest

    def get(self, _which: int) -> tuple[int, int]:
        return self.soft, self.hard

    def set(self, _which: int, limits: tuple[int, int]) -> None:
        if limits[0] > self.highest:
            raise ValueError("not allowed to raise maximum limit")
        self.soft, self.hard = limits


@pytest.mark.parametrize(
    ("soft", "hard", "highest", "raised", "room"),
    [
        (4_096, 4_096, sys.maxsize, 4_096, 2_000),
        (1_024, 1_048_576, sys.maxsize, 1_048_576, 2_000),
        (256, resource.RLIM_INFINITY, sys.maxsize, 2_000 + OTHER_FILES, 2_000),
        (resource.RLIM_INFINITY, resource.RLIM_INFINITY, sys.maxsize, resource.RLIM_INFINITY, 2_000),
        (1_024, 1_500, sys.maxsize, 1_500, 1_500 - OTHER_FILES),
        (1_024, 1_024, sys.maxsize, 1_024, 1_024 - OTHER_FILES),
        (1_024, 1_048_576, 1_024, 1_024, 1_024 - OTHER_FILES),
        (100, 100, sys.maxsize, 100, 50),
    ],
)
def test_the_file_limit_is_raised_or_limits_the_connections(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    soft: int,
    hard: int,
    highest: int,
    raised: int,
    room: int,
) -> None:
    limit = Limit(soft, hard, highest=highest)
    monkeypatch.setattr(resource, "getrlimit", limit.get)
    monkeypatch.setattr(resource, "setrlimit", limit.set)
    assert raise_file_limit(2_000) == room
    assert (limit.soft, limit.hard) == (raised, hard)
    output = capsys.readouterr().err
    if room == 2_000:
        assert output == ""
    else:
        assert output.startswith(
            f"This process may open {raised:,} files, so it takes {room:,} connections instead of "
        )
        assert output.count("\n") == 1
