"""Inputs of an early bird discount."""

from app.core import limits
from app.discounts.patches import DiscountMomentPatch, EarlyBirdDiscountPatch
from app.graph.inputs import Input, described, described_input

AMOUNT = (
    "A percentage of 0 to 100 with at most 2 decimals, or an amount not below 0 with at most as many decimals as the"
    " event's currency has."
)
_RELATIVE = "Needed with RELATIVE_TO_OCCURRENCE, refused with SPECIFIC_TIME: "


@described_input(
    "The start or end of a discount. Fields that are not sent keep their values; fields of another type are refused."
)
class DiscountMomentInput(Input[DiscountMomentPatch]):
    utc = described("With SPECIFIC_TIME: the moment in UTC. Send this, `local`, or both if they agree.")
    local = described("With SPECIFIC_TIME: the moment as local time in the event's time zone.")
    relative_to = described(f"{_RELATIVE}what of the event's first occurrence the offset counts from.")
    offset_minutes = described(f"{_RELATIVE}minutes, 0 to {limits.OFFSET_MINUTES:,}.")


@described_input(
    "An early bird discount, which ends no earlier than it starts. Fields that are not sent keep their values; a new"
    " one needs `discountType` and `discount`."
)
class EarlyBirdDiscountInput(Input[EarlyBirdDiscountPatch]):
    discount_type = described("Whether it is a percentage or an amount; never null.")
    discount = described(f"How much it takes off; never null. {AMOUNT}")
    type = described(
        "How its start and end are defined; null means SPECIFIC_TIME. A new type drops the stored start and end."
    )
    is_enable_customise_discount_start = described(
        "Whether it starts at `discountStartsOn`, which is then needed; null means false, and it starts now."
    )
    discount_starts_on = described("When it starts, if the start is customised; refused otherwise.")
    discount_ends_on = described("When it ends; null means when booking closes.")
