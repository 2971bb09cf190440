"""The amount of a discount: a percentage, or an amount of the event's currency. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from app.core.fields import camel, value_of
from app.core.money import from_minor, rescaled, to_minor
from app.core.problems import Path, Problem, ProblemCode
from app.discounts.values import DiscountType

# Hundredths of a per cent.
WHOLE = 10_000


@dataclass(frozen=True, slots=True)
class Discount:
    """`minor` counts minor units of the currency if FIXED, else hundredths of a per cent."""

    type: str
    minor: int


def changed_discount(
    patch: Mapping[str, object],
    old: Discount | None,
    currency: str,
    path: Path,
    *,
    name: str = "discount",
    default: Discount | None = None,
) -> tuple[Discount | None, list[Problem]]:
    """Merge `discount_type` and the amount, whose key is `name`, into the stored discount.

    Without a `default`, a new discount needs both, and a new type needs an amount. None if there are problems.
    """
    before = old or default
    kind, problems = _type(patch, before, default, path)
    at = (*path, camel(name))
    given: Decimal | None = value_of(patch, name)
    if given is not None and kind is not None:
        minor, faults = _to_minor(given, kind, currency, at)
        return Discount(kind, minor), problems + faults
    if given is None and name in patch and default is not None:
        minor = default.minor
    elif name not in patch and before is not None and (kind in (None, before.type) or not before.minor):
        minor = before.minor
    else:
        if given is None:
            sentence = "A discount needs an amount; one of another type needs a new one."
            problems.append(Problem(ProblemCode.REQUIRED, sentence, at))
        return None, problems
    return None if kind is None else Discount(kind, minor), problems


def rescaled_discount(discount: Discount, old: str, new: str, path: Path) -> tuple[Discount, list[Problem]]:
    """The same number in another currency; refused if that has too few decimals."""
    if discount.type != DiscountType.FIXED or old == new:
        return discount, []
    minor = rescaled(discount.minor, old, new)
    if minor is None:
        sentence = f"A discount of {from_minor(discount.minor, old)} {old} cannot be expressed in {new}."
        return discount, [Problem(ProblemCode.INVALID, sentence, path)]
    return replace(discount, minor=minor), []


def _type(
    patch: Mapping[str, object], before: Discount | None, default: Discount | None, path: Path
) -> tuple[str | None, list[Problem]]:
    given: DiscountType | None = value_of(patch, "discount_type")
    if given is not None:
        return given.name, []
    known = default if "discount_type" in patch else before
    if known is not None:
        return known.type, []
    sentence = "A discount needs a type: PERCENTAGE or FIXED."
    return None, [Problem(ProblemCode.REQUIRED, sentence, (*path, "discountType"))]


def _to_minor(amount: Decimal, kind: str, currency: str, path: Path) -> tuple[int, list[Problem]]:
    if kind == DiscountType.FIXED:
        return to_minor(amount, currency, path)
    scaled = amount.scaleb(2)
    if not 0 <= scaled <= WHOLE:
        return 0, [Problem(ProblemCode.OUT_OF_RANGE, "A percentage must be between 0 and 100.", path)]
    if int(scaled) != scaled:
        return 0, [Problem(ProblemCode.INVALID, "A percentage has at most 2 decimals.", path)]
    return int(scaled), []
