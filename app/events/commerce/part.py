"""The money of an event for createEvent and updateEvent alike: the columns of its row, and its coupons."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session as DbSession

from app.core.fields import Patch
from app.core.ids import new_uuid
from app.core.problems import Path, Problem, Warning
from app.db.bulk import delete_all, detach, insert_all, update_all
from app.db.timestamps import stamp
from app.discounts.rules import Discount, rescaled_discount
from app.discounts.values import DiscountType
from app.events.commerce.rules.coupons import CouponPlan, PlannedCoupon, plan_coupons
from app.events.commerce.rules.prices import change_commerce
from app.events.commerce.store import (
    coupons_of,
    park_codes,
    ticket_amounts,
    ticket_ids,
    unlink,
    write_ticket_amounts,
)
from app.events.dates.part.timezone_change import Move
from app.events.tables import CouponRow, CouponTicketRow, EventRow


@dataclass
class Commerce:
    """What is to be written, and what is wrong with it. `plan` is None where no coupons were sent.

    `rows` are the stored coupons, detached, already in the event's zone and currency.
    """

    rows: dict[UUID, CouponRow] = field(default_factory=dict)
    plan: CouponPlan | None = None
    ticket_amounts: dict[UUID, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)


def change_money(
    db: DbSession, event: EventRow, patch: Patch, path: Path, now: datetime, *, old_currency: str, way: Move | None
) -> Commerce:
    """Set what the patch says in the event's row, whose time zone and currency are set already."""
    done = Commerce()
    currency = (old_currency, event.currency)
    change = change_commerce(event.model_dump(), patch, zone=event.timezone, currency=currency, now=now, path=path)
    for column, value in change.columns.items():
        setattr(event, column, value)
    done.problems += change.problems
    done.warnings += change.warnings
    unfit: dict[UUID, list[Problem]] = {}
    if old_currency != event.currency:
        unfit = _follow_currency(db, event, done, currency, way, (*path, "currency"))
    if "coupons" in patch:
        _plan_coupons(db, event, patch, done, unfit, way, (*path, "coupons"))
    else:
        done.problems += [problem for problems in unfit.values() for problem in problems]
    return done


def write_money(db: DbSession, event: EventRow, done: Commerce) -> None:
    """Store the coupons, and the amounts of tickets in a new currency. The event itself is stored already."""
    write_ticket_amounts(db, done.ticket_amounts)
    if done.plan is None:
        update_all(db, list(done.rows.values()))
        return
    kept, added, renamed, links = [], [], [], []
    for planned in done.plan.rows:
        row = done.rows[planned.id] if planned.id is not None else _new_coupon(event)
        old_key = row.code_key
        _set(row, planned)
        links += [
            CouponTicketRow(coupon_id=row.id, ticket_id=ticket, event_id=event.id) for ticket in planned.tickets or ()
        ]
        if planned.id is None:
            added.append(row)
            continue
        kept.append(row)
        renamed += [row.id] if row.code_key != old_key else []
    delete_all(db, CouponRow, done.plan.gone)
    park_codes(db, renamed)
    update_all(db, kept)
    insert_all(db, added)
    unlink(db, [planned.id for planned in done.plan.rows if planned.id is not None and planned.tickets is not None])
    insert_all(db, links)


def _plan_coupons(
    db: DbSession,
    event: EventRow,
    patch: Patch,
    done: Commerce,
    unfit: dict[UUID, list[Problem]],
    way: Move | None,
    path: Path,
) -> None:
    done.rows = done.rows or _loaded(db, event, way)
    items = patch["coupons"] or ()
    named = any((item.get("tickets") or {}).get("uuids") for item in items)
    done.plan = plan_coupons(
        items,
        {uuid: row.model_dump() for uuid, row in done.rows.items()},
        ticket_ids(db, event.id) if named else (),
        zone=event.timezone,
        currency=event.currency,
        path=path,
    )
    done.problems += done.plan.problems
    done.warnings += done.plan.warnings
    for item in items:
        if item.get("discount") is None:
            done.problems += unfit.get(item.get("uuid"), [])


def _follow_currency(
    db: DbSession, event: EventRow, done: Commerce, currency: tuple[str, str], way: Move | None, path: Path
) -> dict[UUID, list[Problem]]:
    """Amounts keep their number. What is wrong with those of coupons counts only where they stay."""
    for uuid, minor in ticket_amounts(db, event.id).items():
        discount, problems = rescaled_discount(Discount(DiscountType.FIXED.name, minor), *currency, path)
        done.ticket_amounts[uuid] = discount.minor
        done.problems += problems
    done.rows = _loaded(db, event, way)
    unfit = {}
    for uuid, row in done.rows.items():
        discount, problems = rescaled_discount(Discount(row.discount_type, row.discount_minor), *currency, path)
        row.discount_minor, row.currency = discount.minor, event.currency
        if problems:
            unfit[uuid] = problems
    return unfit


def _loaded(db: DbSession, event: EventRow, way: Move | None) -> dict[UUID, CouponRow]:
    rows = detach(db, coupons_of(db, event.id))
    if way is not None:
        for row in rows:
            way.coupon(row)
    return {row.id: row for row in rows}


def _new_coupon(event: EventRow) -> CouponRow:
    place: Any = {"organisation_id": event.organisation_id, "event_id": event.id, "timezone": event.timezone}
    amount: Any = {"discount_type": DiscountType.PERCENTAGE.name, "discount_minor": 0, "currency": event.currency}
    return CouponRow(id=new_uuid(), code="", code_key="", **place, **amount)


def _set(row: CouponRow, planned: PlannedCoupon) -> None:
    for column, value in planned.columns.items():
        setattr(row, column, value)
    for prefix in ("starts", "ends"):
        stamp(row, prefix, getattr(row, f"{prefix}_at"))
