"""Clients of the last release keep working: schema.graphql takes nothing from them. What it adds may be noticed."""

import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.evolution import Evolution, Promise, Unreadable, evolution, last_promise, releases

ROOT = Path(__file__).parent.parent

SDL = """
type Query { event(uuid: ID!): Event, clock: String }
type Event { name: String!, seats: Int, phase: Phase! }
enum Phase { LIVE OVER }
input Draft { name: String! }
type Mutation { create(input: Draft!): Event }
"""


@dataclass(frozen=True)
class Repository:
    """A project of its own with one file, made for a test."""

    path: Path

    def git(self, *arguments: str) -> None:
        identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false"]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        subprocess.run(
            ["git", *identity, "-C", str(self.path), *arguments], env=environment, capture_output=True, check=True
        )

    def commit(self, sdl: str | None, tag: str | None = None) -> None:
        """The next state of the project, and perhaps a release of it."""
        file = self.path / "schema.graphql"
        if sdl is None:
            file.unlink(missing_ok=True)
        else:
            file.write_text(sdl, encoding="utf-8")
        self.git("add", "--all")
        self.git("commit", "--allow-empty", "--message", "Next.")
        if tag is not None:
            self.git("tag", tag)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "project")
    made.path.mkdir()
    made.git("init", "--initial-branch", "main")
    return made


def test_the_schema_breaks_no_client_of_the_last_release(record_property: Callable[[str, object], None]) -> None:
    promise = last_promise(ROOT)
    if promise is None:
        # Before the first release nothing is promised.
        assert releases(ROOT) == []
        return
    found = evolution(promise.text, (ROOT / "schema.graphql").read_text(encoding="utf-8"))
    record_property("dangerous", found.dangerous)
    assert found.breaking == [], f"Clients of {promise.tag} would break."


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("clock: String", "", "Field Query.clock was removed."),
        ("seats: Int", "seats: [Int]", "Field Event.seats changed type from Int to [Int]."),
        ("phase: Phase!", "phase: Phase", "Field Event.phase changed type from Phase! to Phase."),
        ("LIVE OVER", "LIVE", "Enum value Phase.OVER was removed."),
        ("name: String! }", "name: String!, seats: Int! }", "A required field Draft.seats was added."),
    ],
)
def test_what_takes_something_from_clients_is_named(repository: Repository, old: str, new: str, said: str) -> None:
    repository.commit(SDL, "v1.0.0")
    changed = SDL.replace(old, new)
    repository.commit(changed)
    promise = last_promise(repository.path)
    assert promise == Promise("v1.0.0", SDL)
    assert evolution(promise.text, changed) == Evolution([said], [])


def test_what_only_adds_passes_and_what_clients_may_notice_is_listed(repository: Repository) -> None:
    repository.commit(SDL, "v1.0.0")
    promise = last_promise(repository.path)
    assert promise is not None
    more = SDL.replace("clock: String", "clock: String, zone: String").replace(
        "type Event {", "type Event { colour: Int,"
    )
    assert evolution(promise.text, more) == Evolution([], [])
    noticed = SDL.replace("LIVE OVER", "LIVE OVER SOON").replace("name: String! }", "name: String!, seats: Int }")
    assert evolution(promise.text, noticed) == Evolution(
        [], ["Enum value Phase.SOON was added.", "An optional field Draft.seats was added."]
    )


def test_the_last_release_of_the_history_counts(repository: Repository) -> None:
    later, other = SDL.replace("clock", "time"), SDL.replace("clock", "moment")
    repository.commit(SDL, "v0.9.0")
    repository.commit(later, "v0.10.0")
    repository.commit(SDL, "nightly")
    assert last_promise(repository.path) == Promise("v0.10.0", later)
    # What was released elsewhere is promised there.
    repository.git("checkout", "-b", "elsewhere", "v0.9.0")
    repository.commit(other, "v0.9.1")
    assert last_promise(repository.path) == Promise("v0.9.1", other)
    repository.git("checkout", "main")
    assert last_promise(repository.path) == Promise("v0.10.0", later)


def test_before_the_first_release_there_is_nothing_to_keep(repository: Repository) -> None:
    assert last_promise(repository.path) is None
    repository.commit(SDL, "nightly")
    assert (last_promise(repository.path), releases(repository.path)) == (None, [])
    # Its first release is younger than this state of the project.
    repository.commit(SDL, "v1.0.0")
    repository.git("checkout", "nightly")
    assert (last_promise(repository.path), releases(repository.path)) == (None, ["v1.0.0"])


def test_without_a_repository_there_is_nothing_to_keep(tmp_path: Path) -> None:
    assert (last_promise(tmp_path), releases(tmp_path)) == (None, [])


def test_a_release_that_cannot_be_read_is_an_error(repository: Repository, tmp_path: Path) -> None:
    repository.commit(SDL, "v1.0.0")
    repository.commit(SDL)
    short = Repository(tmp_path / "short")
    repository.git("clone", "--depth", "1", "--no-tags", f"file://{repository.path}", str(short.path))
    # It has forgotten all releases, and who has none has nothing to keep; who knows of one must see it.
    assert last_promise(short.path) is None
    short.git("fetch", "--depth", "1", "origin", "tag", "v1.0.0")
    with pytest.raises(Unreadable, match="describe"):
        last_promise(short.path)
    short.git("fetch", "--unshallow")
    assert last_promise(short.path) == Promise("v1.0.0", SDL)
    repository.commit(None, "v1.0.1")
    with pytest.raises(Unreadable, match=r"refs/tags/v1\.0\.1:schema\.graphql"):
        last_promise(repository.path)
