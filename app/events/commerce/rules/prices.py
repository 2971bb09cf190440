"""The money in an event's own row: pricing, refund, fees, and its early bird. Pure."""

from dataclasses import dataclass, field
from datetime import datetime

from app.core import limits
from app.core.fields import Choice, Number, Rules, Text, check, sent_object
from app.core.problems import Path, Problem, ProblemCode, Warning
from app.discounts.patches import EarlyBirdDiscountPatch
from app.discounts.rules import Discount, change_early_bird, changed_discount, rescaled_discount
from app.discounts.values import DiscountType
from app.events.commerce.columns import (
    FeesValues,
    LineValues,
    MoneyValues,
    PolicyValues,
    PricingValues,
    RefundValues,
)
from app.events.commerce.patches import FeeRatePatch, RefundAmountPatch, RefundPatch, RefundPolicyPatch
from app.events.common.rules import ListRule
from app.events.patches.event import EventPatch

PRICING = Rules(
    PricingValues,
    {"price_is_fee_inclusive": Choice(default=False), "price_is_tax_inclusive": Choice(default=False)},
)
REFUND = Rules(RefundValues, {"available": Choice(default=False)}, available="refund_available")
POLICY = Rules(
    PolicyValues,
    {
        "automatic": Choice(default=False),
        "cancel_before_event_starts_hours": Number(0, limits.REFUND_HOURS, default=0),
    },
    automatic="refund_automatic",
    cancel_before_event_starts_hours="refund_cancel_before_hours",
)
FEES = Rules(
    FeesValues,
    {"pass_on": Choice(default=False), "price_is_tax_inclusive": Choice(default=False)},
    pass_on="fees_pass_on",
    price_is_tax_inclusive="fees_price_is_tax_inclusive",
)
# A number as it was sent; it is stored as text.
FEE_RATE = Rules(
    FeeRatePatch,
    {"name": Text(limits.DISPLAY_NAME, required=True), "value": Number(0, 10**16, required=True)},
)
LINE = Rules(
    LineValues,
    {
        "name": Text(limits.DISPLAY_NAME, required=True),
        "value": Text(limits.DISPLAY_NAME, least=0, required=True),
    },
)
FEE_RATES = ListRule(("fees", "rates"), FEE_RATE, limits.FEES)
FEE_TAXES = ListRule(("fees", "taxes"), LINE, limits.FEES)
TAXES = ListRule(("taxes",), LINE, limits.FEES)
NOTHING_KEPT = Discount(DiscountType.PERCENTAGE.name, 0)


@dataclass(slots=True)
class CommerceChange:
    """The columns that a patch changes, without local times: those follow when all moments are resolved."""

    columns: MoneyValues = field(default_factory=MoneyValues)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)


def change_commerce(
    stored: MoneyValues, patch: EventPatch, *, zone: str, currency: tuple[str, str], now: datetime, path: Path
) -> CommerceChange:
    """Merge what was sent into the stored columns; null for an object resets all of it.

    `currency` is the one before and the one from now on: what is counted in it keeps its number.
    """
    change = CommerceChange()
    base: MoneyValues = {**stored, **_rescaled(change, stored, patch, currency, (*path, "currency"))}
    change.problems += _problems_with_objects(patch, path)
    if "pricing" in patch:
        change.columns = {**change.columns, **sent_object(patch["pricing"], PRICING)}
    if "fees" in patch:
        change.columns = {**change.columns, **sent_object(patch["fees"], FEES)}
    if "refund" in patch:
        _change_refund(change, base, patch["refund"], currency[1], (*path, "refund"))
    if "early_bird_discount" in patch:
        at = (*path, "earlyBirdDiscount")
        early = change_early_bird(base, patch["early_bird_discount"], zone=zone, currency=currency[1], now=now, path=at)
        change.columns = {**change.columns, **early.columns}
        change.problems += early.problems
        change.warnings += early.warnings
    return change


def _change_refund(
    change: CommerceChange, base: MoneyValues, given: RefundPatch | None, currency: str, path: Path
) -> None:
    refund: RefundPatch = {"available": None, "policy": None} if given is None else given
    change.columns = {**change.columns, **sent_object(refund, REFUND)}
    if "policy" not in refund:
        return
    sent_policy = refund["policy"]
    change.columns = {**change.columns, **sent_object(sent_policy, POLICY)}
    policy: RefundPolicyPatch = {"amount": None} if sent_policy is None else sent_policy
    if "amount" in policy:
        _change_amount(change, base, policy["amount"], currency, (*path, "policy", "amount"))


def _change_amount(
    change: CommerceChange, base: MoneyValues, given: RefundAmountPatch | None, currency: str, path: Path
) -> None:
    old = Discount(base["refund_discount_type"], base["refund_discount_minor"])
    kept: Discount | None = NOTHING_KEPT
    if given is not None:
        kept, problems = changed_discount(given, old, currency, path, name="discount_unit", default=NOTHING_KEPT)
        change.problems += problems
    if kept is not None:
        change.columns |= {"refund_discount_type": kept.type, "refund_discount_minor": kept.minor}


def _rescaled(
    change: CommerceChange, stored: MoneyValues, patch: EventPatch, currency: tuple[str, str], path: Path
) -> MoneyValues:
    """Fixed amounts in the new currency. One that is replaced by the patch need not fit it."""
    amount: RefundAmountPatch = _policy_of(patch).get("amount") or {}
    early: EarlyBirdDiscountPatch = patch.get("early_bird_discount") or {}
    found: MoneyValues = {}
    if stored["refund_discount_type"] == DiscountType.FIXED:
        kept = amount.get("discount_unit") is None
        minor = _in_currency(change, stored["refund_discount_minor"], currency, path, kept=kept)
        found["refund_discount_minor"] = minor
    off = stored["early_bird_discount_minor"] if stored["early_bird_discount_type"] == DiscountType.FIXED else None
    if off is not None:
        kept = early.get("discount") is None
        found["early_bird_discount_minor"] = _in_currency(change, off, currency, path, kept=kept)
    if currency[0] != currency[1]:
        change.columns |= found
    return found


def _in_currency(change: CommerceChange, minor: int, currency: tuple[str, str], path: Path, *, kept: bool) -> int:
    discount, problems = rescaled_discount(Discount(DiscountType.FIXED.name, minor), *currency, path)
    change.problems += problems if kept else []
    return discount.minor


def problems_with_currency(old: str, new: str, has_price: bool, path: Path) -> list[Problem]:
    """Amounts are stored in minor units of the currency, so it stays once there is one."""
    if old == new or not has_price:
        return []
    sentence = f"A ticket or product of this event has a price in {old}, so the currency cannot change any more."
    return [Problem(ProblemCode.INVALID, sentence, path)]


def _policy_of(patch: EventPatch) -> RefundPolicyPatch:
    refund: RefundPatch = patch.get("refund") or {}
    return refund.get("policy") or {}


def _problems_with_objects(patch: EventPatch, path: Path) -> list[Problem]:
    return [
        *check(patch.get("pricing") or {}, PRICING, (*path, "pricing")),
        *check(patch.get("refund") or {}, REFUND, (*path, "refund")),
        *check(_policy_of(patch), POLICY, (*path, "refund", "policy")),
        *check(patch.get("fees") or {}, FEES, (*path, "fees")),
    ]
