"""The contract and its map: every documented field, and the path of ours that carries it.

fields.csv and operations.csv are the documents as data. field_map.csv has a row for each row of fields.csv:

    graphql_path   where it is carried: `Event.settings.boxoffice` for answers (lists and connections are walked
                   through, `nodes` is named), `Mutation.createSession.input.name` for requests,
                   `Mutation.publishEvent.message` for what only the payload says; `a|b` where the documented
                   value decides which of two fields carries it; empty for what is transport only
    reason         why there is no path, or what a reader of the map would otherwise ask
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
SYSTEMS = ("eventbookings", "session-update", "track-sessions", "community-events")

Key = tuple[str, str, str, str]


@dataclass(frozen=True)
class Documented:
    """A row of fields.csv."""

    system: str
    operation: str
    direction: str
    path: str
    kind: str
    rule: str

    @property
    def key(self) -> Key:
        return self.system, self.operation, self.direction, self.path

    @property
    def group(self) -> bool:
        """A container: it needs a path, and holds no value of its own."""
        return self.rule.startswith("group;")


@dataclass(frozen=True)
class Mapped:
    """A row of field_map.csv."""

    system: str
    operation: str
    direction: str
    documented_path: str
    graphql_path: str
    reason: str

    @property
    def key(self) -> Key:
        return self.system, self.operation, self.direction, self.documented_path

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(self.graphql_path.split("|")) if self.graphql_path else ()


def documented() -> list[Documented]:
    return [Documented(*row.values()) for row in _rows("fields.csv")]


def mapped() -> list[Mapped]:
    return [Mapped(**row) for row in _rows("field_map.csv")]


def pairs() -> list[tuple[Documented, Mapped]]:
    """Every documented field with its row of the map, in the contract's order."""
    by_key = {row.key: row for row in mapped()}
    return [(row, by_key[row.key]) for row in documented()]


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
