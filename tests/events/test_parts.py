"""An event is planned as a whole before anything of it changes."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from app.auth.rules import Caller, Scope
from app.discounts.values import DiscountType
from app.events.operations.parts import PARTS, edit_of, own_tables, plan_event
from app.events.store import event_to_change
from app.events.store.parts import organisation_of
from app.occurrences.values import OccurrenceEndsType, OccurrenceType
from tests.events.editing import CREATE, UPDATE, create, daily
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
    assert all(each.columns for each in plan.parts)


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
    of_parts = [own.table for part in PARTS for own in part.tables]
    assert set(of_parts) < set(tables)
    columns = [column for part in PARTS for column in part.fresh]
    assert len(columns) == len(set(columns))
