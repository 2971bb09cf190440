"""The money of an event: prices, refunds, fees and taxes, its early bird discount, and its coupons."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlmodel import Session as DbSession

from app.core.ids import new_uuid
from app.core.problems import Problem, Warning
from app.db.bulk import delete_all, detach, insert_all, update_all
from app.db.rows import set_values, values_of
from app.db.timestamps import stamp
from app.discounts.rules import Discount, rescaled_discount
from app.discounts.values import DiscountType
from app.events.columns import EventValues
from app.events.commerce.columns import CouponValues, LineValues
from app.events.commerce.patches import FeeRatePatch
from app.events.commerce.rules.coupons import CouponPlan, PlannedCoupon, plan_coupons
from app.events.commerce.rules.prices import (
    FEE_RATES,
    FEE_TAXES,
    TAXES,
    change_commerce,
    problems_with_currency,
)
from app.events.commerce.store import (
    coupons_of,
    has_price,
    linked_tickets,
    park_codes,
    set_currency,
    ticket_amounts,
    ticket_ids,
    unlink,
    write_ticket_amounts,
)
from app.events.commerce.tables import CouponRow, CouponTicketRow, FeeRateRow, FeeTaxRow, TaxRow
from app.events.common.part.copying import fresh_early_bird
from app.events.common.part.lists import ListTable, NewLists, plan_lists, write_lists
from app.events.common.part.movement import Movement, ZoneChange, move_early_bird
from app.events.common.part.protocol import INPUT, Edit, OwnTable, Part, Planned
from app.events.tables import EventRow


def _fee_rate(item: FeeRatePatch, _currency: str) -> LineValues:
    # As it was sent, with its trailing zeros; minus zero becomes zero.
    return {"name": item["name"], "value": f"{abs(item['value']):f}"}


LISTS = (ListTable(FEE_RATES, FeeRateRow, _fee_rate), ListTable(FEE_TAXES, FeeTaxRow), ListTable(TAXES, TaxRow))


@dataclass(frozen=True, slots=True)
class Facts:
    """The stored coupons and the ids of all tickets, where the request needs them.

    `ticket_amounts`: the fixed discounts of tickets, and `has_price`: whether any price is stored; both matter for a
    new currency only.
    """

    coupons: Mapping[UUID, CouponRow] = field(default_factory=dict)
    tickets: Collection[UUID] = ()
    ticket_amounts: Mapping[UUID, int] = field(default_factory=dict)
    has_price: bool = False


@dataclass(slots=True)
class Money:
    """`coupons`: the `stored` coupons in the new zone and currency. `plan` is None where no coupons were sent."""

    lists: NewLists
    coupons: dict[UUID, CouponRow] = field(default_factory=dict)
    stored: Mapping[UUID, CouponRow] = field(default_factory=dict)
    plan: CouponPlan | None = None
    ticket_amounts: dict[UUID, int] = field(default_factory=dict)


def move_coupon(row: CouponRow, zone_change: ZoneChange) -> None:
    """Move the dated ends of a coupon's window; where a change of clocks would turn it round, it lasts a second."""
    if row.starts_at is not None:
        row.starts_at = zone_change.moment(row.starts_at)
    if row.ends_at is not None:
        row.ends_at = zone_change.moment(row.ends_at)
    if row.starts_at is not None and row.ends_at is not None:
        row.ends_at = max(row.starts_at + timedelta(seconds=1), row.ends_at)
    zone_change.rename(row)


class Commerce(Part[Facts, Money]):
    fields = frozenset({"pricing", "refund", "early_bird_discount", "coupons", *(each.rule.path[0] for each in LISTS)})
    tables = (
        *(OwnTable(each.table) for each in LISTS),
        OwnTable(CouponRow, "Coupon", fresh=lambda row: {"used": 0}, zone_change=move_coupon),
        OwnTable(CouponTicketRow),
    )

    def move(self, event: EventRow, movement: Movement) -> None:
        move_early_bird(event, movement)

    def fresh(self, event: EventValues) -> EventValues:
        return {**EventValues(), **fresh_early_bird(event)}

    def read(self, db: DbSession, event: EventRow, edit: Edit) -> Facts:
        if edit.created:
            return Facts()
        changed, items = edit.currency != edit.old_currency, edit.patch.get("coupons") or ()
        named = any(tickets.get("uuids") for item in items if (tickets := item.get("tickets")) is not None)
        coupons = detach(db, coupons_of(db, event.id)) if changed or "coupons" in edit.patch else []
        return Facts(
            {row.id: row for row in coupons},
            ticket_ids(db, event.id) if named else (),
            ticket_amounts(db, event.id) if changed else {},
            has_price(db, event.id) if changed else False,
        )

    def plan(self, facts: Facts, edit: Edit, event: EventValues) -> Planned[Money]:
        currency, at = (edit.old_currency, edit.currency), (*INPUT, "currency")
        lists, problems = plan_lists(LISTS, {}, edit, event)
        change = change_commerce(event, edit.patch, zone=edit.timezone, currency=currency, now=edit.now, path=INPUT)
        planned = Planned(
            Money(lists, _coupons_in_zone(facts, edit), facts.coupons),
            {**EventValues(), **change.columns},
            [*problems_with_currency(*currency, facts.has_price, at), *problems, *change.problems],
            change.warnings,
        )
        unfit: dict[UUID, list[Problem]] = {}
        if edit.old_currency != edit.currency:
            unfit = _follow_currency(planned, facts, currency)
        if "coupons" in edit.patch:
            _plan_coupons(planned, facts, edit, unfit)
        else:
            planned.problems += [problem for problems in unfit.values() for problem in problems]
        return planned

    def stores_rows(self, rows: Money, edit: Edit) -> bool:
        return bool(rows.lists) or rows.plan is not None or edit.old_currency != edit.currency

    def write(self, db: DbSession, event: EventRow, planned: Planned[Money], edit: Edit) -> list[Warning]:
        write_lists(db, event, planned.rows.lists, created=edit.created)
        if edit.old_currency != edit.currency:
            set_currency(db, event.id, edit.currency)
            write_ticket_amounts(db, planned.rows.ticket_amounts)
        if planned.rows.plan is not None:
            _write_coupons(db, event, planned.rows, planned.rows.plan)
        elif edit.old_currency != edit.currency:
            update_all(db, list(planned.rows.coupons.values()))
        return []


COMMERCE = Commerce()


def _coupons_in_zone(facts: Facts, edit: Edit) -> dict[UUID, CouponRow]:
    rows = {uuid: CouponRow(**row.model_dump()) for uuid, row in facts.coupons.items()}
    if edit.zone_change is not None:
        for row in rows.values():
            move_coupon(row, edit.zone_change)
    return rows


def _follow_currency(planned: Planned[Money], facts: Facts, currency: tuple[str, str]) -> dict[UUID, list[Problem]]:
    """Amounts keep their number. Returns the problems with those of coupons, which may be replaced."""
    path, unfit = (*INPUT, "currency"), {}
    for uuid, minor in facts.ticket_amounts.items():
        discount, problems = rescaled_discount(Discount(DiscountType.FIXED.name, minor), *currency, path)
        planned.rows.ticket_amounts[uuid] = discount.minor
        planned.problems += problems
    for uuid, row in planned.rows.coupons.items():
        discount, problems = rescaled_discount(Discount(row.discount_type, row.discount_minor), *currency, path)
        row.discount_minor, row.currency = discount.minor, currency[1]
        if problems:
            unfit[uuid] = problems
    return unfit


def _plan_coupons(planned: Planned[Money], facts: Facts, edit: Edit, unfit: Mapping[UUID, list[Problem]]) -> None:
    items = edit.patch["coupons"] or ()
    plan = plan_coupons(
        items,
        {uuid: values_of(row, CouponValues) for uuid, row in planned.rows.coupons.items()},
        facts.tickets,
        zone=edit.timezone,
        currency=edit.currency,
        path=(*INPUT, "coupons"),
    )
    planned.rows.plan = plan
    planned.problems += plan.problems
    planned.warnings += plan.warnings
    for item in items:
        uuid = item.get("uuid")
        if uuid is not None and item.get("discount") is None:
            planned.problems += unfit.get(uuid, [])


def _write_coupons(db: DbSession, event: EventRow, money: Money, plan: CouponPlan) -> None:
    changed, added, renamed, relinked, links = [], [], [], [], []
    linked = linked_tickets(db, event.id) if any(each.id and each.tickets is not None for each in plan.rows) else {}
    for planned in plan.rows:
        row = money.coupons[planned.id] if planned.id is not None else _new_coupon(event)
        old_key = row.code_key
        _set(row, planned)
        if planned.tickets is not None and linked.get(row.id, set()) != {*planned.tickets}:
            relinked.append(row.id)
            links += [
                CouponTicketRow(coupon_id=row.id, ticket_id=ticket, event_id=event.id) for ticket in planned.tickets
            ]
        if planned.id is None:
            added.append(row)
            continue
        changed += [row] if row.model_dump() != money.stored[row.id].model_dump() else []
        renamed += [row.id] if row.code_key != old_key else []
    delete_all(db, CouponRow, plan.gone)
    park_codes(db, renamed)
    update_all(db, changed)
    insert_all(db, added)
    unlink(db, [uuid for uuid in relinked if uuid in linked])
    insert_all(db, links)


def _new_coupon(event: EventRow) -> CouponRow:
    return CouponRow(
        id=new_uuid(),
        organisation_id=event.organisation_id,
        event_id=event.id,
        timezone=event.timezone,
        currency=event.currency,
        code="",
        code_key="",
        discount_type=DiscountType.PERCENTAGE.name,
        discount_minor=0,
    )


def _set(row: CouponRow, planned: PlannedCoupon) -> None:
    set_values(row, planned.columns)
    stamp(row, "starts", row.starts_at)
    stamp(row, "ends", row.ends_at)
