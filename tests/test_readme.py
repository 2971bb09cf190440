"""The pages' tables list exactly the settings, commands, scopes and limits; the README's examples work."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typer

from app.auth.rules import PERMISSIONS, Scope
from app.cli import commands
from app.db.engine import POOL_SIZE
from app.demo.operations import load_demo
from app.graph.limits.document_limits import MESSAGES
from app.settings.documents import DocumentSettings
from app.settings.service import PREFIX, Settings
from tests.gateway import Gateway

# What is not a value but follows from other settings.
DERIVED = {
    "MARQUEE_DOCUMENTS": "none",
    "MARQUEE_LISTEN_DATABASE_URL": "`MARQUEE_DATABASE_URL`",
    "MARQUEE_READ_DATABASE_URL": "none",
    "MARQUEE_WEBHOOK_NETWORKS": "none",
    "MARQUEE_HOSTS": "none",
    "MARQUEE_REDIS_URL": "none",
    "MARQUEE_TRUSTED_PROXIES": "none",
    "MARQUEE_ORIGINS": "none",
    "MARQUEE_FILES": "`marquee-files` beside the database's file",
    "MARQUEE_PUBLIC_URL": "`http://127.0.0.1:<port>`",
    "MARQUEE_STORE_URL": "`<public url>/events/{organisation}/{event}`",
}
ROOT = Path(__file__).parent.parent


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def section_of(name: str, heading: str) -> str:
    (section,) = page(name).split(f"\n## {heading}\n")[1:]
    return section.split("\n## ")[0]


def table_after(name: str, heading: str) -> list[list[str]]:
    """The rows of the first table in a section, without its head."""
    section = section_of(name, heading)
    rows = [line.strip("|").split(" | ") for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def test_every_setting_is_listed_with_its_default() -> None:
    listed = {name.strip("`"): default for name, default, _ in table_after("docs/configuration.md", "Settings")}
    fields = {f"{PREFIX}{name.upper()}": field.default for name, field in Settings.model_fields.items()}
    assert list(listed) == list(fields)
    for name, default in fields.items():
        shown = json.dumps(default) if isinstance(default, bool) else default
        assert listed[name] == (DERIVED.get(name, "on, off in production") if default is None else f"`{shown}`")


def options_of(command: Any) -> set[str]:
    return {name for item in command.params for name in item.opts if name.startswith("--")} - {"--help"}


def test_every_command_is_listed_with_its_options() -> None:
    group = typer.main.get_group(commands)
    known: dict[str, set[str]] = {"": options_of(group)}
    for name, command in group.commands.items():
        parts = getattr(command, "commands", None)
        if parts is None:
            known[name] = options_of(command)
        else:
            known.update({f"{name} {part}": options_of(inner) for part, inner in parts.items()})
    listed = {}
    for usage, _ in table_after("docs/cli.md", "Commands"):
        words = re.findall(r"--[a-z-]+|[a-z-]+|[A-Z_]+", usage.strip("`").removeprefix("marquee "))
        name = " ".join(word for word in words if not word.startswith("--") and word.islower())
        listed[name] = {word for word in words if word.startswith("--")}
    assert listed == known


def test_every_scope_and_permission_is_named() -> None:
    named = set(
        re.findall(r"`((?:events?|organisation|agenda|file|interaction|webhook)\.[a-z_]+)`", page("docs/cli.md"))
    )
    assert named == {*Scope, *PERMISSIONS}


def test_the_number_of_connections_is_that_of_the_pools() -> None:
    # One pool reads, one writes.
    assert f"opens at most {2 * POOL_SIZE} connections" in page("docs/operations.md")


def test_every_limit_of_a_document_is_listed_with_its_default() -> None:
    settings = {f"{PREFIX}{name.upper()}": field.default for name, field in DocumentSettings.model_fields.items()}
    listed = table_after("docs/limits.md", "Documents")
    assert {name.strip("`") for name, *_ in listed} == set(MESSAGES) - {"introspection", "introspectionDepth"}
    for _, _, setting, default in listed:
        assert f"{settings[setting.strip('`')]:,}" == default, setting


def example(heading: str) -> tuple[str, Any]:
    """The document and the answer that a section shows."""
    section = section_of("README.md", heading)
    document, answer = (re.findall(f"```{kind}\n(.*?)```", section, re.DOTALL)[0] for kind in ("graphql", "json"))
    return document, json.loads(answer)


def test_the_examples_return_what_the_readme_shows(gateway: Gateway) -> None:
    gateway.clock.set(datetime(2026, 11, 21, tzinfo=UTC))
    demo = gateway.write(lambda db: load_demo(db, gateway.clock.now))
    query, answer = example("A query")
    assert gateway.gql(query) == answer
    mutation, answer = example("A mutation")
    found = gateway.gql('{ organisationBySlug(slug: "marquee-demo") { uuid } }')
    uuid = found["organisationBySlug"]["uuid"]
    assert gateway.gql(mutation, demo.token, organisation=uuid) == answer
