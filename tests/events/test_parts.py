"""An event is planned as a whole before any of it changes."""

from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from app.auth.rules import Caller, Scope
from app.discounts.values import DiscountType
from app.events.common.part.neighbour import Neighbour
from app.events.common.part.protocol import EventCopy
from app.events.dates.part.dates import DATES
from app.events.dates.tables import ScheduledStartRow
from app.events.operations.neighbours import SPEAKERS
from app.events.operations.parts import PARTS, edit_of, own_tables, plan_copy, plan_event
from app.events.settings.part import EVENT_SETTINGS
from app.events.store import event_to_change
from app.events.store.parts import organisation_of
from app.occurrences.values import OccurrenceEndsType, OccurrenceType
from app.speakers.tables import SpeakerRow
from tests.builders import event_of, make_row, make_speaker
from tests.events.editing import CREATE, UPDATE, create, daily
from tests.events.whole_event import make_whole_event
from tests.gateway import START, Gateway

# Something for every part, in another time zone and another currency.
PATCH: Any = {
    "name": "Winter Ball",
    "description": "Dancing",
    "timezone": "Europe/Berlin",
    "currency": "EUR",
    "configuration": {"venue": {"name": "Pier", "latitude": 1.5, "longitude": 2.5}},
    "listing": {"categories": [{"name": "Dance"}], "tags": ["winter"]},
    "banners": [{"image": "a.png"}],
    "location": "On the pier",
    "has_discussion_community": True,
    "occurrence": {
        "type": OccurrenceType.DAILY,
        "duration_minutes": 60,
        "ends": {"type": OccurrenceEndsType.AFTER_COUNT, "count": 4},
    },
    "settings": {"event_capacity": 50, "boxoffice": True},
    "premium": True,
    "pricing": {"price_is_fee_inclusive": True},
    "coupons": [{"code": "EARLY", "discount_type": DiscountType.PERCENTAGE, "discount": Decimal(10)}],
}
REFUSED = {"name": "Ball", "timezone": "Europe/Berlin", "banners": [{"image": "a.png"}], "location": ""}


def test_a_plan_changes_neither_the_event_nor_the_store(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, occurrence=daily(3), listing={"tags": ["summer"]})
    make_speaker(gateway, event_of(gateway, uuid))
    make_row(gateway, ScheduledStartRow, event_of(gateway, uuid), starts_at=START)
    caller = Caller(None, UUID(acme.uuid), frozenset(Scope))

    def work(db: Any) -> tuple[Any, ...]:
        event = event_to_change(db, caller, uuid)
        before = event.model_dump()
        organisation = organisation_of(db, event.organisation_id, lock=False)
        with gateway.statements() as statements:
            plan = plan_event(db, event, edit_of(event, organisation, PATCH, START, created=False))
        changed = {name for name, value in event.model_dump().items() if value != before[name]}
        written = [sql for sql in statements if not sql.lstrip().upper().startswith("SELECT")]
        return changed, set(db.dirty) | set(db.new) | set(db.deleted), written, plan

    changed, waiting, written, plan = gateway.write(work)
    assert (changed, waiting, written, plan.problems) == (set(), set(), [], [])
    assert {"name", "timezone", "currency", "venue_x", "search_text", "location", "starts_at", "boxoffice"} <= set(
        plan.columns
    )
    moved, edited = plan.parts[: len(PARTS)], plan.parts[len(PARTS) :]
    tables = [{type(row) for rows in planned.rows for row in rows} for planned in moved]
    assert {part: found for part, found in zip(PARTS, tables, strict=True) if found} == {
        DATES: {ScheduledStartRow},
        SPEAKERS: {SpeakerRow},
    }
    assert [part for part, planned in zip(PARTS, moved, strict=True) if planned.columns] == [DATES, EVENT_SETTINGS]
    assert [part for part, planned in zip(PARTS, edited, strict=True) if planned.columns] == [
        part for part in PARTS if not isinstance(part, Neighbour)
    ]


def test_a_plan_of_a_copy_changes_nothing_and_each_column_belongs_to_one_part(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_whole_event(gateway, acme)
    caller = Caller(None, UUID(acme.uuid), frozenset(Scope))

    def work(db: Any) -> tuple[Any, ...]:
        source = event_to_change(db, caller, event.id)
        before = source.model_dump()
        with gateway.statements() as statements:
            plan = plan_copy(db, source, EventCopy({source.id: uuid4()}, START))
        written = [sql for sql in statements if not sql.lstrip().upper().startswith("SELECT")]
        return source.model_dump() == before, set(db.dirty) | set(db.new) | set(db.deleted), written, plan

    is_same, waiting, written, plan = gateway.write(work)
    assert (is_same, waiting, written, plan.problems) == (True, set(), [], [])
    columns = [column for planned in plan.parts for column in planned.columns]
    assert len(columns) == len(set(columns))
    assert {"id", "slug", "version", "lifecycle", "rsvp_count", "booked_count", "rescheduled_at"} <= set(columns)


def test_a_refusal_has_sent_no_write(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, occurrence=daily(3))
    token = gateway.token(acme)
    for call, variables in ((CREATE, {"org": acme.uuid}), (UPDATE, {"uuid": uuid})):
        gateway.gql("{ __typename }", token)
        with gateway.statements() as statements:
            (payload,) = gateway.gql(call, token, **variables, input=REFUSED).values()
        assert [error["path"] for error in payload["userErrors"]] == [["input", "location"]]
        assert [sql for sql in statements if not sql.lstrip().upper().startswith("SELECT")] == []


def test_each_table_belongs_to_one_part() -> None:
    tables = [own.table for own in own_tables()]
    assert len(tables) == len(set(tables))
