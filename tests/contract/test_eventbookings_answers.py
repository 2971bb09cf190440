"""Every field of an event that EventBookings documents is filled on one event, and answered at its path of the map."""

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from tests.contract.field_map import pairs
from tests.contract.world import World, answered, make_world
from tests.gateway import Gateway

FIELDS = [
    (row, at)
    for row, at in pairs()
    if (row.system, row.operation, row.direction) == ("eventbookings", "Event", "response") and not row.group
]
# A session's status is a number in one sample, and a time zone is written in capitals.
SPELLINGS = {"1": "ACTIVE", "AUSTRALIA/SYDNEY": "Australia/Sydney"}


def test_every_documented_value_of_an_event_comes_back(gateway: Gateway) -> None:
    world = make_world(gateway)
    paths = [path for _row, at in FIELDS for path in at.paths if path != "Event.occurrences.nodes.timeslots.uuid"]
    first = world.client.read("event", world.event, paths)
    assert _missing(world, first) == []
    gateway.restart()
    assert world.client.read("event", world.event, paths) == first


def _missing(world: World, answers: dict[str, list[Any]]) -> list[Any]:
    """Each documented value that stands at none of its paths, with what stands there instead."""
    found = []
    for row, at in FIELDS:
        values = [value for value in _at_path(row.path) if value is not None]
        assert values, f"The example has no {row.path}"
        there = [_plain(answer) for path in at.paths for answer in answers.get(path, world.words["TIMESLOT_UUID"])]
        for value in values:
            words = world.words.get(value, [value]) if isinstance(value, str) else [value]
            wanted = [_plain(word) for word in words]
            if row.path.endswith(".attributes[].name"):
                # The name says which object the value is, and that is there.
                wanted = [item for item in there if item is not None][:1]
            if row.path.endswith("event_duration"):
                wanted = [Decimal(value) * 60]
            if not any(item in there for item in wanted):
                found.append((row.path, value, there))
    return found


def _at_path(path: str) -> list[Any]:
    return _at(answered(), path.split(".")[1:])


def _at(value: Any, names: list[str]) -> list[Any]:
    """What stands at a documented path; every item of the lists on the way."""
    if not names:
        return [value]
    name = names[0].removesuffix("[]")
    if name not in value:
        return []
    inner = value[name]
    items = inner if names[0].endswith("[]") else [inner]
    return [found for item in items for found in _at(item, names[1:])]


def _plain(value: Any) -> Any:
    """One spelling for what is one value: numbers as numbers, moments as moments."""
    if not isinstance(value, str):
        return value if value is None or isinstance(value, bool | dict) else Decimal(str(value))
    value = SPELLINGS.get(value, value)
    for read in (Decimal, _moment):
        try:
            return read(value)
        except (InvalidOperation, ValueError):
            continue
    return value


def _moment(value: str) -> datetime:
    return datetime.fromisoformat(value).replace(tzinfo=None)


def test_the_example_has_a_value_for_every_documented_field() -> None:
    assert len(FIELDS) == 282
    empty = [row.path for row, _at in FIELDS if all(value is None for value in _at_path(row.path))]
    assert empty == []
