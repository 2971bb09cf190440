"""The prices of a ticket: a list that replaces the stored one, in which a uuid keeps its row. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from app.core import limits
from app.core.fields import Choice, Number, Rules, Text, check, complete, sent, too_many
from app.core.money import to_minor
from app.core.problems import Path, Problem, ProblemCode
from app.tickets.columns import MinimumValues, PriceValues
from app.tickets.patches import PricePatch

PRICE = Rules(
    PriceValues,
    {
        "name": Text(limits.DISPLAY_NAME),
        "quantity_included": Number(1, limits.COUNT, default=1),
    },
)
MINIMUM = Rules(
    MinimumValues,
    {"enable": Choice(default=False), "mandatory": Choice(default=False), "quantity": Number(1, limits.COUNT)},
    enable="minimum_quantity_enabled",
    mandatory="minimum_quantity_mandatory",
    quantity="minimum_quantity",
)


@dataclass(frozen=True, slots=True)
class StoredPrice:
    """The values of a stored price that a change depends on."""

    id: UUID
    amount_minor: int
    quantity_sold: int = 0
    minimum_quantity_enabled: bool = False
    minimum_quantity: int | None = None


@dataclass(slots=True)
class PricePlan:
    """`rows` in their new order: the id of a stored row, or None for a new one, and its columns."""

    rows: list[tuple[UUID | None, PriceValues]] = field(default_factory=list)
    gone: list[UUID] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def amounts(self) -> list[int]:
        return [columns["amount_minor"] for _uuid, columns in self.rows]


def plan_prices(
    items: Sequence[PricePatch] | None, stored: Mapping[UUID, StoredPrice], currency: str, path: Path
) -> PricePlan:
    """The rows of the list; null removes all. An item that keeps its row keeps the fields that were not sent."""
    plan = PricePlan(problems=too_many(items, limits.PRICES, path))
    if plan.problems:
        return plan
    kept: set[UUID] = set()
    for index, item in enumerate(items or ()):
        at = (*path, str(index))
        uuid = item.get("uuid")
        plan.problems += _problems_with_uuid(uuid, stored, kept, at)
        old = stored.get(uuid) if uuid is not None else None
        columns, problems = _columns(item, old, currency, at)
        plan.problems += problems
        plan.rows.append((old.id if old else None, {**columns, "position": index}))
        kept |= {uuid} if uuid is not None else set()
    plan.gone = [uuid for uuid in stored if uuid not in kept]
    plan.problems += _problems_with_removal([stored[uuid] for uuid in plan.gone], path)
    return plan


def _problems_with_uuid(uuid: UUID | None, stored: Collection[UUID], kept: set[UUID], path: Path) -> Iterator[Problem]:
    if uuid is not None and uuid not in stored:
        sentence = "The ticket has no price with this uuid; leave it out for a new one."
        yield Problem(ProblemCode.NOT_FOUND, sentence, (*path, "uuid"))
    elif uuid in kept:
        yield Problem(ProblemCode.NOT_UNIQUE, "The list has this price already.", (*path, "uuid"))


def _columns(item: PricePatch, old: StoredPrice | None, currency: str, path: Path) -> tuple[PriceValues, list[Problem]]:
    problems = check(item, PRICE, path)
    amount, faults = to_minor(item["amount"], currency, (*path, "amount"))
    plain = sent(item, PRICE) if old else complete(item, PRICE)
    minimum, more = _minimum(item, old, (*path, "minimumQuantity"))
    columns: PriceValues = {**plain, **minimum, "amount_minor": amount, "currency": currency}
    return columns, problems + faults + more


def _minimum(item: PricePatch, old: StoredPrice | None, path: Path) -> tuple[MinimumValues, list[Problem]]:
    """The columns of `minimum_quantity`. An enabled minimum needs a number, sent or stored."""
    if "minimum_quantity" not in item:
        return (MinimumValues() if old else complete({}, MINIMUM)), []
    given = item["minimum_quantity"]
    if given is None:
        return complete({}, MINIMUM), []
    problems = check(given, MINIMUM, path)
    columns = sent(given, MINIMUM) if old else complete(given, MINIMUM)
    enabled = columns.get("minimum_quantity_enabled", old is not None and old.minimum_quantity_enabled)
    if enabled and columns.get("minimum_quantity", old.minimum_quantity if old else None) is None:
        sentence = "A minimum quantity that is switched on needs a quantity of at least 1."
        problems.append(Problem(ProblemCode.REQUIRED, sentence, (*path, "quantity")))
    return columns, problems


def _problems_with_removal(rows: Sequence[StoredPrice], path: Path) -> list[Problem]:
    return [
        Problem(
            ProblemCode.INVALID,
            f"The price {row.id} has been sold {row.quantity_sold} times and cannot be taken away.",
            path,
        )
        for row in rows
        if row.quantity_sold > 0
    ]
