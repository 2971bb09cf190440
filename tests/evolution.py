"""What a change of schema.graphql does to the clients of the last release: the gate of test_evolution.py."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from graphql import build_schema, find_breaking_changes, find_dangerous_changes

FILE = "schema.graphql"
RELEASES = "v*"


class Unreadable(Exception):
    """There are releases, and what the last of them promised cannot be read."""


@dataclass(frozen=True)
class Promise:
    """The schema that a release published."""

    tag: str
    text: str


@dataclass(frozen=True)
class Evolution:
    """A sentence for each change that breaks clients, and for each that they may notice: an enum's new value, say."""

    breaking: list[str]
    dangerous: list[str]


def evolution(before: str, after: str) -> Evolution:
    """What clients of one schema meet in another; both are SDL."""
    old, new = build_schema(before), build_schema(after)
    return Evolution(
        [change.description for change in find_breaking_changes(old, new)],
        [change.description for change in find_dangerous_changes(old, new)],
    )


def releases(repository: Path) -> list[str]:
    """The tags of all releases, whether or not the current commit comes from them."""
    # Without a repository (an unpacked archive) there is nothing to compare with.
    if not (repository / ".git").exists():
        return []
    return _git(repository, "tag", "--list", RELEASES).split()


def last_promise(repository: Path) -> Promise | None:
    """The schema of the nearest release in the current commit's history; None before the first.

    Raises Unreadable for a shallow history, which may hide a release, and for a release without a schema.
    """
    if not releases(repository):
        return None
    try:
        tag = _git(repository, "describe", "--tags", "--abbrev=0", "--match", RELEASES).strip()
    except Unreadable:
        if _git(repository, "rev-parse", "--is-shallow-repository").strip() == "true":
            raise
        return None
    return Promise(tag, _git(repository, "show", f"refs/tags/{tag}:{FILE}"))


def _git(repository: Path, *arguments: str) -> str:
    # A hook of git names its own repository in the environment.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = ["git", "-C", str(repository), *arguments]
    ran = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, check=False)
    if ran.returncode:
        raise Unreadable(f"{ran.stderr.strip()} ({' '.join(arguments)})")
    return ran.stdout
