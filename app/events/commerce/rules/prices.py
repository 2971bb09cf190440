"""The money in an event's own row: pricing, refund, fees, and its early bird. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.core import limits
from app.core.fields import Choice, Number, Rule, Text, check
from app.core.problems import Path, Problem, ProblemCode, Warning
from app.discounts.patches import EarlyBirdDiscountPatch
from app.discounts.rules import Discount, change_early_bird, changed_discount, rescaled_discount
from app.discounts.values import DiscountType
from app.events.commerce.patches import RefundAmountPatch, RefundPatch, RefundPolicyPatch
from app.events.common.rules import ListRule, columns_of_object
from app.events.patches.event import EventPatch

PRICING: dict[str, Rule] = {
    "price_is_fee_inclusive": Choice(default=False),
    "price_is_tax_inclusive": Choice(default=False),
}
REFUND: dict[str, Rule] = {"available": Choice(default=False)}
POLICY: dict[str, Rule] = {
    "automatic": Choice(default=False),
    "cancel_before_event_starts_hours": Number(0, limits.REFUND_HOURS, default=0),
}
FEES: dict[str, Rule] = {
    "pass_on": Choice(default=False),
    "price_is_tax_inclusive": Choice(default=False),
}
FEE_RATE: dict[str, Rule] = {
    "name": Text(limits.DISPLAY_NAME, required=True),
    "value": Number(0, 10**16, required=True),
}
LINE: dict[str, Rule] = {
    "name": Text(limits.DISPLAY_NAME, required=True),
    "value": Text(limits.DISPLAY_NAME, least=0, required=True),
}
FEE_RATES = ListRule(("fees", "rates"), FEE_RATE, limits.FEES)
FEE_TAXES = ListRule(("fees", "taxes"), LINE, limits.FEES)
TAXES = ListRule(("taxes",), LINE, limits.FEES)
NOTHING_KEPT = Discount(DiscountType.PERCENTAGE.name, 0)

# The columns of fields that have another name, or a name that another object has, too.
_REFUND = {"available": "refund_available"}
_POLICY = {"automatic": "refund_automatic", "cancel_before_event_starts_hours": "refund_cancel_before_hours"}
_FEES = {"pass_on": "fees_pass_on", "price_is_tax_inclusive": "fees_price_is_tax_inclusive"}


@dataclass(slots=True)
class CommerceChange:
    """The columns that a patch comes to, without wall clocks: those follow when all moments are resolved."""

    columns: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)


def change_commerce(
    stored: Mapping[str, Any], patch: EventPatch, *, zone: str, currency: tuple[str, str], now: datetime, path: Path
) -> CommerceChange:
    """Merge what was sent into the stored columns; null for an object sets all of it back.

    `currency` is the one before and the one from now on: what is counted in it keeps its number.
    """
    change = CommerceChange()
    base = {**stored, **_rescaled(change, stored, patch, currency, (*path, "currency"))}
    change.problems += _problems_with_objects(patch, path)
    if "pricing" in patch:
        change.columns |= columns_of_object(patch["pricing"], PRICING, {name: name for name in PRICING})
    if "fees" in patch:
        change.columns |= columns_of_object(patch["fees"], FEES, _FEES)
    if "refund" in patch:
        _change_refund(change, base, patch["refund"], currency[1], (*path, "refund"))
    if "early_bird_discount" in patch:
        at = (*path, "earlyBirdDiscount")
        early = change_early_bird(base, patch["early_bird_discount"], zone=zone, currency=currency[1], now=now, path=at)
        change.columns |= early.columns
        change.problems += early.problems
        change.warnings += early.warnings
    return change


def _change_refund(
    change: CommerceChange, base: Mapping[str, Any], given: RefundPatch | None, currency: str, path: Path
) -> None:
    refund: RefundPatch = {"available": None, "policy": None} if given is None else given
    change.columns |= columns_of_object(refund, REFUND, _REFUND)
    if "policy" not in refund:
        return
    sent_policy = refund["policy"]
    change.columns |= columns_of_object(sent_policy, POLICY, _POLICY)
    policy: RefundPolicyPatch = {"amount": None} if sent_policy is None else sent_policy
    if "amount" in policy:
        _change_amount(change, base, policy["amount"], currency, (*path, "policy", "amount"))


def _change_amount(
    change: CommerceChange, base: Mapping[str, Any], given: RefundAmountPatch | None, currency: str, path: Path
) -> None:
    old = Discount(base["refund_discount_type"], base["refund_discount_minor"])
    kept: Discount | None = NOTHING_KEPT
    if given is not None:
        kept, problems = changed_discount(given, old, currency, path, name="discount_unit", default=NOTHING_KEPT)
        change.problems += problems
    if kept is not None:
        change.columns |= {"refund_discount_type": kept.type, "refund_discount_minor": kept.minor}


def _rescaled(
    change: CommerceChange, stored: Mapping[str, Any], patch: EventPatch, currency: tuple[str, str], path: Path
) -> dict[str, Any]:
    """Fixed amounts in the new currency. One that is replaced by the patch need not fit it."""
    amount: RefundAmountPatch = _policy_of(patch).get("amount") or {}
    early: EarlyBirdDiscountPatch = patch.get("early_bird_discount") or {}
    replaced = {"refund": amount.get("discount_unit") is not None, "early_bird": early.get("discount") is not None}
    found: dict[str, Any] = {}
    for name, is_replaced in replaced.items():
        kind, minor = f"{name}_discount_type", f"{name}_discount_minor"
        if stored[kind] != DiscountType.FIXED:
            continue
        discount, problems = rescaled_discount(Discount(stored[kind], stored[minor]), *currency, path)
        found[minor] = discount.minor
        change.problems += [] if is_replaced else problems
    change.columns |= found if currency[0] != currency[1] else {}
    return found


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
