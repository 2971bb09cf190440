"""One ticket as it was and as it is to be: the columns of a patch, and all that is wrong with them. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias
from uuid import UUID

from app.booking.rules import change_window
from app.core import limits
from app.core.fields import (
    Address,
    Choice,
    Number,
    Rules,
    Text,
    camel,
    check,
    complete,
    sent,
    too_many,
    value_of,
)
from app.core.money import from_minor, to_minor
from app.core.problems import Path, Problem, ProblemCode, Warning
from app.discounts.rules import change_early_bird
from app.tickets.columns import TicketAttributeValues, TicketValues
from app.tickets.patches import TicketAttributePatch, TicketPatch, TicketSettingsPatch
from app.tickets.rules.prices import PricePlan, StoredPrice, plan_prices
from app.tickets.values import TicketCategory, TicketDisplayOrder

TICKET = Rules(
    TicketValues,
    {
        "name": Text(limits.DISPLAY_NAME, required=True),
        "description": Text(limits.DESCRIPTION, least=0),
        "category": Choice(default=TicketCategory.PAID),
        "quantity": Number(0, limits.COUNT),
        "quantity_per_occurrence": Number(0, limits.COUNT),
        "max_quantity_per_customer": Number(1, limits.COUNT),
        "display_order": Choice(default=TicketDisplayOrder.NATURAL),
        "active": Choice(default=True),
        "instruction": Text(limits.INSTRUCTION, least=0),
        "url_digital_pass": Address(stored=True),
    },
)
ATTRIBUTE = Rules(
    TicketAttributeValues,
    {
        "name": Text(limits.DISPLAY_NAME, required=True),
        "value": Text(limits.DISPLAY_NAME, least=0),
    },
)
DonationColumn: TypeAlias = Literal["donation_min_minor", "donation_max_minor", "donation_default_minor"]
DONATION: dict[str, DonationColumn] = {
    "min_donation_amount": "donation_min_minor",
    "max_donation_amount": "donation_max_minor",
    "default_donation_amount": "donation_default_minor",
}


@dataclass(frozen=True, slots=True)
class EventTerms:
    """The values of its event that a ticket depends on."""

    currency: str
    timezone: str
    booking_ends_level: str


@dataclass(slots=True)
class TicketPlan:
    """The `columns` that change; `prices` and `attributes` are None if they do not."""

    columns: TicketValues = field(default_factory=TicketValues)
    prices: PricePlan | None = None
    attributes: list[TicketAttributeValues] | None = None
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)


def plan_ticket(
    patch: TicketPatch,
    stored: TicketValues,
    prices: Mapping[UUID, StoredPrice],
    *,
    event: EventTerms,
    now: datetime,
    path: Path,
    most_on_a_date: int = 0,
) -> TicketPlan:
    """Merge a patch into the columns of a ticket; a new one has the defaults.

    `most_on_a_date`: the most that are sold on any one date.
    """
    plan = TicketPlan(problems=check(patch, TICKET, path))
    plan.columns = sent(patch, TICKET)
    if "session_uuid" in patch:
        plan.columns["session_id"] = patch["session_uuid"]
    if "parent_uuid" in patch:
        plan.columns["parent_id"] = patch["parent_uuid"]
    _plan_donation(plan, patch, event.currency, path)
    if "prices" in patch:
        plan.prices = plan_prices(patch["prices"], prices, event.currency, (*path, "prices"))
        plan.problems += plan.prices.problems
    if "custom_attributes" in patch:
        _plan_attributes(plan, patch["custom_attributes"], (*path, "customAttributes"))
    if "early_bird_discount" in patch:
        early = change_early_bird(
            stored,
            patch["early_bird_discount"],
            zone=event.timezone,
            currency=event.currency,
            now=now,
            path=(*path, "earlyBirdDiscount"),
        )
        plan.columns = {**plan.columns, **early.columns}
        plan.problems += early.problems
        plan.warnings += early.warnings
    if "settings" in patch:
        _plan_window(plan, patch["settings"], stored, event, now, (*path, "settings"))
    merged: TicketValues = {**stored, **plan.columns}
    stored_amounts = [price.amount_minor for price in prices.values()]
    amounts = stored_amounts if plan.prices is None else plan.prices.amounts
    plan.problems += _problems_with_category(merged, amounts, patch, path)
    plan.problems += _problems_with_quantity(merged, patch, most_on_a_date, path)
    return plan


def too_many_tickets(count: int, path: Path) -> list[Problem]:
    """Limit how many tickets an event has; archived tickets do not count."""
    if count < limits.TICKETS:
        return []
    sentence = f"An event has at most {limits.TICKETS} tickets that are not archived."
    return [Problem(ProblemCode.TOO_MANY, sentence, path)]


def problems_with_changing_ticket(archived: bool, path: Path = ("uuid",)) -> list[Problem]:
    """An archived ticket cannot be changed."""
    if archived:
        return [Problem(ProblemCode.LOCKED, "An archived ticket cannot be changed.", path)]
    return []


def _plan_donation(plan: TicketPlan, patch: TicketPatch, currency: str, path: Path) -> None:
    for name, column in DONATION.items():
        if name not in patch:
            continue
        plan.columns[column] = None
        if (amount := value_of(patch, name)) is not None:
            minor, problems = to_minor(amount, currency, (*path, camel(name)))
            plan.problems += problems
            # An invalid amount is not compared with the others as well.
            plan.columns[column] = None if problems else minor


def _plan_attributes(plan: TicketPlan, items: Sequence[TicketAttributePatch] | None, path: Path) -> None:
    """Replace the list; null removes all."""
    if found := too_many(items, limits.TICKET_ATTRIBUTES, path):
        plan.problems += found
        return
    plan.attributes = [{**complete(item, ATTRIBUTE), "position": index} for index, item in enumerate(items or ())]
    for index, item in enumerate(items or ()):
        plan.problems += check(item, ATTRIBUTE, (*path, str(index)))


def _plan_window(
    plan: TicketPlan,
    settings: TicketSettingsPatch | None,
    stored: TicketValues,
    event: EventTerms,
    now: datetime,
    path: Path,
) -> None:
    change = change_window(stored, settings, zone=event.timezone, now=now, path=path)
    plan.columns = {**plan.columns, **change.columns}
    plan.problems += change.problems
    plan.warnings += change.warnings
    ends = None if settings is None else settings.get("booking_ends_on")
    level = None if ends is None else ends.get("level")
    if level is not None and level != event.booking_ends_level:
        sentence = f"The event decides this, and there it is {event.booking_ends_level}."
        plan.problems.append(Problem(ProblemCode.INVALID, sentence, (*path, "bookingEndsOn", "level")))


def _problems_with_category(
    merged: TicketValues, amounts: Sequence[int], patch: TicketPatch, path: Path
) -> Iterator[Problem]:
    category = merged["category"]
    if category != TicketCategory.PAID and any(amounts):
        sentence = f"A {category} ticket has no price above 0."
        if patch.get("prices") is None:
            yield Problem(ProblemCode.INVALID, sentence, (*path, "category"))
        else:
            for index, amount in enumerate(amounts):
                if amount:
                    yield Problem(ProblemCode.INVALID, sentence, (*path, "prices", str(index), "amount"))
    if category == TicketCategory.DONATION:
        yield from _problems_with_donation(merged, patch, path)
        return
    for name, column in DONATION.items():
        if merged[column] is not None:
            about = name if name in patch else "category"
            sentence = "Only a DONATION ticket has donation amounts."
            yield Problem(ProblemCode.INVALID, sentence, (*path, camel(about)))


def _problems_with_donation(merged: TicketValues, patch: TicketPatch, path: Path) -> Iterator[Problem]:
    """The least, the suggested and the greatest donation must be in this order."""
    least, most, suggested = (merged[column] for column in DONATION.values())
    about, sentence = "default_donation_amount", ""
    if least is not None and most is not None and least > most:
        about, sentence = "max_donation_amount", "The greatest donation cannot be below the least"
    elif least is not None and suggested is not None and suggested < least:
        sentence = "The suggested donation cannot be below the least"
    elif most is not None and suggested is not None and suggested > most:
        sentence = "The suggested donation cannot be above the greatest"
    bound = most if "above" in sentence else least
    if sentence and bound is not None:
        amount = from_minor(bound, merged["currency"])
        sent_ones = (name for name in (about, *DONATION) if value_of(patch, name) is not None)
        at = (*path, camel(next(sent_ones, "category")))
        yield Problem(ProblemCode.OUT_OF_RANGE, f"{sentence}, {amount} {merged['currency']}.", at)


def _problems_with_quantity(merged: TicketValues, patch: TicketPatch, most: int, path: Path) -> Iterator[Problem]:
    quantity, sold = merged["quantity"], merged["quantity_sold"]
    if quantity is not None and 0 <= quantity < sold:
        sentence = f"{sold} are sold already; the quantity cannot be less."
        yield Problem(ProblemCode.OUT_OF_RANGE, sentence, (*path, "quantity"))
    each = patch.get("quantity_per_occurrence")
    if each is not None and 0 <= each < most:
        sentence = f"{most} are sold on one date already; the quantity for each date cannot be less."
        yield Problem(ProblemCode.OUT_OF_RANGE, sentence, (*path, "quantityPerOccurrence"))
