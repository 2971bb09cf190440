"""An update to the stored values writes nothing; any other raises each version by one, however much it changes."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from graphql import GraphQLInputObjectType, get_named_type

from app.events.tables import CouponRow, ProductRow, SurveyQuestionRow
from app.schema import schema
from app.tickets.tables import PriceRow
from tests.builders import Stored, everything, stored
from tests.gateway import Gateway
from tests.versions.event_inputs import coupons, events, lists
from tests.versions.inputs import Case, parts, prices, tickets
from tests.versions.objects import World, make_world

WRITING = ("INSERT", "UPDATE", "DELETE")
# What to do with bookings and the state of an event are no stored values.
ACTS = {"updateEvent": {"status", "bookings", "moveTo"}, "updateOccurrence": {"bookings", "moveTo"}}


@pytest.fixture
def world(gateway: Gateway) -> World:
    return make_world(gateway)


def send(world: World, case: Case) -> None:
    """An update that goes through."""
    mutation, what, given = case
    payload = world.client.payload(mutation, f"{what}.version", uuid=world.uuids[what], input=given)
    assert (case, payload["userErrors"]) == (case, [])
    assert payload[what]["version"] == world.version(what)


def write(world: World, case: Case) -> list[str]:
    """The writing statements of an update, and the tables that are different after it."""
    before = everything(world.gateway)
    with world.gateway.statements() as statements:
        send(world, case)
    after = everything(world.gateway)
    return [text for text in statements if text.lstrip().upper().startswith(WRITING)] + [
        name for name in before if before[name] != after[name]
    ]


def raised(before: dict[str, list[Stored]], after: dict[str, list[Stored]]) -> set[int]:
    """By how much the versions of rows are greater."""
    old = {row["id"]: row["version"] for rows in before.values() for row in rows if "version" in row}
    new = {row["id"]: row["version"] for rows in after.values() for row in rows if "version" in row}
    return {new[uuid] - version for uuid, version in old.items() if uuid in new}


def change_and_repeat(world: World, cases: Iterable[Case]) -> None:
    """Each case changes something when it is sent, and nothing when it is sent again."""
    for case in cases:
        mutation, what, _given = case
        before, version = everything(world.gateway), world.version(what)
        send(world, case)
        assert (case, world.version(what)) == (case, version + 1)
        assert (case, raised(before, everything(world.gateway))) == (case, {0, 1})
        world.gateway.clock.advance(timedelta(seconds=20))
        assert (case, write(world, case)) == (case, [])
        assert (mutation, write(world, (mutation, what, {}))) == (mutation, [])


def ids(world: World, table: Any, what: str) -> list[str]:
    """The ids of a list of the object, in its order."""
    rows = stored(world.gateway, table, **{f"{what}_id": UUID(world.uuids[what])})
    return [str(row["id"]) for row in sorted(rows, key=lambda row: row["position"])]


def test_an_update_of_a_part_to_the_stored_values_writes_nothing(world: World) -> None:
    change_and_repeat(world, parts(world.uuids))


def test_an_update_of_a_ticket_to_the_stored_values_writes_nothing(world: World) -> None:
    change_and_repeat(world, tickets(world.uuids))
    send(world, ("updateTicket", "ticket", prices(None, None)))
    first, second = ids(world, PriceRow, "ticket")
    assert write(world, ("updateTicket", "ticket", prices(first, second))) == []
    change_and_repeat(world, [("updateTicket", "ticket", prices(second))])


def test_an_update_of_an_event_to_the_stored_values_writes_nothing(world: World) -> None:
    change_and_repeat(world, events(world.uuids))


def test_a_list_of_an_event_is_written_only_if_it_changes(world: World) -> None:
    whole = coupons(world.uuids, None, None) | lists(world.uuids)
    send(world, ("updateEvent", "event", whole))
    products, questions = ids(world, ProductRow, "event"), ids(world, SurveyQuestionRow, "event")
    first, second = ids(world, CouponRow, "event")
    kept = coupons(world.uuids, first, second) | lists(world.uuids, products, questions)
    assert write(world, ("updateEvent", "event", kept)) == []
    # Equal items without uuids are the stored ones, but for coupons, which count how often they were used.
    assert write(world, ("updateEvent", "event", lists(world.uuids))) == []
    assert [ids(world, table, "event") for table in (ProductRow, SurveyQuestionRow)] == [products, questions]
    change_and_repeat(
        world,
        [
            ("updateEvent", "event", lists(world.uuids, products[::-1], questions[::-1])),
            ("updateEvent", "event", coupons(world.uuids, second, first)),
            ("updateEvent", "event", coupons(world.uuids, second)),
        ],
    )


def test_a_change_of_zone_and_rule_raises_each_version_by_one(world: World) -> None:
    rule = {"type": "DAILY", "startsOn": {"local": "2026-07-01T18:00"}, "ends": {"type": "AFTER_COUNT", "count": 2}}
    send(world, ("updateEvent", "event", {"occurrence": rule | {"durationMinutes": 180}}))
    before = everything(world.gateway)
    given = {"timezone": "Europe/Berlin", "occurrence": rule | {"durationMinutes": 240}}
    send(world, ("updateEvent", "event", given))
    after = everything(world.gateway)
    assert raised(before, after) == {0, 1}
    for name in ("event", "occurrence", "session", "session_occurrence"):
        assert (name, raised({name: before[name]}, {name: after[name]})) == (name, {1})


def test_the_same_choice_and_the_same_answer_write_nothing(world: World) -> None:
    event, user = world.uuids["event"], world.uuids["user"]
    given = {"settings": {"enableRsvp": True}, "sessionSettings": {"enabled": True}}
    send(world, ("updateEvent", "event", given))
    world.client.do("publishEvent", "message", uuid=event)
    act: dict[str, Any] = {"eventUuid": event, "userUuid": user}
    chosen = act | {"input": {"sessionOccurrenceUuids": [world.uuids["sessionOccurrence"]]}}
    assert world.client.do("selectSessions", "sessionSelection.version", **chosen) == 1
    world.client.do("rsvpEvent", "message", **act, input={"status": "GOING"})
    world.gateway.clock.advance(timedelta(minutes=1))
    before = everything(world.gateway)
    assert world.client.do("selectSessions", "sessionSelection.version", **chosen) == 1
    world.client.do("rsvpEvent", "message", **act, input={"status": "GOING"})
    assert everything(world.gateway) == before
    assert world.client.do("selectSessions", "sessionSelection.version", **act, input={"sessionUuids": []}) == 2


def test_the_cases_have_every_field_of_every_update() -> None:
    uuids: Any = defaultdict(str)
    sent: dict[str, set[str]] = {"updateTicket": {*prices()}, "updateEvent": {*coupons(uuids), *lists(uuids)}}
    for name, _what, given in (*parts(uuids), *tickets(uuids), *events(uuids)):
        sent.setdefault(name, set()).update(given)
    fields = schema._schema.mutation_type.fields  # type: ignore[union-attr]
    for name, field in fields.items():
        if name.startswith("update"):
            kind = get_named_type(field.args["input"].type)
            assert isinstance(kind, GraphQLInputObjectType)
            assert (name, kind.fields.keys() - sent[name]) == (name, ACTS.get(name, set()))
