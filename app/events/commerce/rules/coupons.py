"""The coupons of an event: a list that replaces the stored one, in which a uuid keeps its row. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.core import limits
from app.core.datetimes import resolve
from app.core.fields import Choice, Number, Rules, Text, check, complete, missing, sent, too_many
from app.core.patches import ZonedDateTimePatch
from app.core.problems import Path, Problem, ProblemCode, Warning
from app.discounts.rules import Discount, changed_discount
from app.events.commerce.columns import CouponValues, CouponWindowValues, DescribedCouponValues
from app.events.commerce.patches import CouponPatch, CouponTicketsPatch
from app.sessions.values import LinkType

COUPON = Rules(
    DescribedCouponValues,
    {
        "name": Text(limits.DISPLAY_NAME),
        "code": Text(limits.COUPON_CODE, required=True),
        "quantity": Number(0, limits.COUNT),
        "active": Choice(default=True),
    },
)


@dataclass(frozen=True, slots=True)
class PlannedCoupon:
    """`id` is that of a stored row that stays, or None; `tickets` is None where they stay."""

    id: UUID | None
    columns: CouponValues
    tickets: tuple[UUID, ...] | None


@dataclass(slots=True)
class CouponPlan:
    """`rows` in their new order, without wall clocks."""

    rows: list[PlannedCoupon] = field(default_factory=list)
    gone: list[UUID] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)


def code_key(code: str) -> str:
    """What two codes must not share: upper and lower case and blanks around do not count."""
    return code.strip().casefold()


def plan_coupons(
    items: Sequence[CouponPatch] | None,
    stored: Mapping[UUID, CouponValues],
    tickets: Collection[UUID],
    *,
    zone: str,
    currency: str,
    path: Path,
) -> CouponPlan:
    """The planned coupons; null empties the list. In an item that keeps its row, fields not sent keep their values."""
    plan = CouponPlan(problems=too_many(items, limits.COUPONS, path))
    if plan.problems:
        return plan
    kept: set[UUID] = set()
    for index, item in enumerate(items or ()):
        at, uuid = (*path, str(index)), item.get("uuid")
        plan.problems += _problems_with_uuid(uuid, stored, kept, at)
        old = stored.get(uuid) if uuid is not None else None
        columns = _columns(plan, item, old, currency, at)
        columns = {**columns, **_window(plan, item, old, zone, at), "position": index}
        chosen = None
        if "tickets" in item or old is None:
            columns["tickets_type"], chosen = _chosen(item.get("tickets"))
            plan.problems += _problems_with_tickets(columns["tickets_type"], chosen, tickets, (*at, "tickets", "uuids"))
        plan.rows.append(PlannedCoupon(None if old is None else uuid, columns, chosen))
        kept |= {uuid} if uuid is not None else set()
    plan.problems += _repeated_codes(plan.rows, stored, path)
    plan.gone = [uuid for uuid in stored if uuid not in kept]
    plan.problems += _problems_with_taking_away([stored[uuid] for uuid in plan.gone], path)
    return plan


def _columns(plan: CouponPlan, item: CouponPatch, old: CouponValues | None, currency: str, path: Path) -> CouponValues:
    plan.problems += check(item, COUPON, path)
    if old is None:
        plan.problems += missing(item, COUPON, path)
    before = None if old is None else Discount(old["discount_type"], old["discount_minor"])
    discount, problems = changed_discount(item, before, currency, path)
    plan.problems += problems
    described = complete(item, COUPON) if old is None else sent(item, COUPON)
    columns: CouponValues = {**CouponValues(), **described}
    if (code := columns.get("code")) is not None:
        columns["code_key"] = code_key(code)
    if discount is not None:
        columns |= {"discount_type": discount.type, "discount_minor": discount.minor}
    quantity, used = columns.get("quantity"), 0 if old is None else old["used"]
    if quantity is not None and 0 <= quantity < used:
        sentence = f"It was used {used} times already; the quantity cannot be less."
        plan.problems.append(Problem(ProblemCode.OUT_OF_RANGE, sentence, (*path, "quantity")))
    return columns


def _window(plan: CouponPlan, item: CouponPatch, old: CouponValues | None, zone: str, path: Path) -> CouponWindowValues:
    """Both moments, of which each may be left open."""
    starts_at, ends_at = (None, None) if old is None else (old["starts_at"], old["ends_at"])
    if "starts_on" in item:
        starts_at = _moment(plan, item["starts_on"], zone, (*path, "startsOn"))
    if "ends_on" in item:
        ends_at = _moment(plan, item["ends_on"], zone, (*path, "endsOn"))
    if starts_at is not None and ends_at is not None and starts_at >= ends_at:
        sentence = "A coupon ends after it starts."
        plan.problems.append(Problem(ProblemCode.INVALID, sentence, (*path, "endsOn")))
    return {"starts_at": starts_at, "ends_at": ends_at}


def _moment(plan: CouponPlan, given: ZonedDateTimePatch | None, zone: str, path: Path) -> datetime | None:
    if given is None:
        return None
    found = resolve(utc=given.get("utc"), local=given.get("local"), zone=zone).under(path)
    plan.problems += found.problems
    plan.warnings += found.warnings
    return found.instant


def _chosen(given: CouponTicketsPatch | None) -> tuple[str, tuple[UUID, ...]]:
    """`ALL` wins over a list that is sent with it, as it does for sessions."""
    if given is None or given["type"] == LinkType.ALL:
        return LinkType.ALL.name, ()
    return LinkType.SPECIFIC.name, tuple(given.get("uuids") or ())


def _problems_with_tickets(
    kind: str, chosen: Sequence[UUID], tickets: Collection[UUID], path: Path
) -> Iterator[Problem]:
    if kind == LinkType.SPECIFIC and not chosen:
        yield Problem(ProblemCode.REQUIRED, "With SPECIFIC, the tickets have to be named.", path)
    too_long = too_many(chosen, limits.LINKED, path)
    yield from too_long
    seen: set[UUID] = set()
    for index, uuid in enumerate(() if too_long else chosen):
        if uuid in seen:
            yield Problem(ProblemCode.NOT_UNIQUE, "The list has this already.", (*path, str(index)))
        elif uuid not in tickets:
            sentence = "The event has no ticket with this uuid."
            yield Problem(ProblemCode.NOT_FOUND, sentence, (*path, str(index)))
        seen.add(uuid)


def _problems_with_uuid(uuid: UUID | None, stored: Collection[UUID], kept: set[UUID], path: Path) -> Iterator[Problem]:
    if uuid is not None and uuid not in stored:
        sentence = "The event has no coupon with this uuid; leave it out for a new one."
        yield Problem(ProblemCode.NOT_FOUND, sentence, (*path, "uuid"))
    elif uuid in kept:
        yield Problem(ProblemCode.NOT_UNIQUE, "The list has this coupon already.", (*path, "uuid"))


def _repeated_codes(
    rows: Sequence[PlannedCoupon], stored: Mapping[UUID, CouponValues], path: Path
) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, row in enumerate(rows):
        key = row.columns.get("code_key") or (stored[row.id]["code_key"] if row.id is not None else None)
        if key is not None and key in seen:
            sentence = "Another coupon of the event has this code (upper and lower case do not count)."
            yield Problem(ProblemCode.NOT_UNIQUE, sentence, (*path, str(index), "code"))
        seen |= {key} if key is not None else set()


def _problems_with_taking_away(rows: Sequence[CouponValues], path: Path) -> list[Problem]:
    return [
        Problem(
            ProblemCode.INVALID,
            f"The coupon {row['id']} was used {row['used']} times and cannot be taken away; it can be switched off.",
            path,
        )
        for row in rows
        if row["used"] > 0
    ]
