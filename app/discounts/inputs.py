"""What is sent about an early bird discount."""

from app.core import limits
from app.discounts.patches import DiscountMomentPatch, EarlyBirdDiscountPatch
from app.graph.inputs import Input, described, described_input

AMOUNT = (
    "A percentage of 0 to 100 with at most 2 decimals, or an amount not below 0 with at most as many decimals as the"
    " event's currency has."
)
_SOURCE = "Source: EventBookings `early_bird_discount"
_RELATIVE = "Needed with RELATIVE_TO_OCCURRENCE, refused with SPECIFIC_TIME: "


@described_input("A moment of a discount. What is left out stays; what is not of its type is refused.")
class DiscountMomentInput(Input[DiscountMomentPatch]):
    utc = described("With SPECIFIC_TIME: the moment in UTC. This, `local`, or both, which must then agree.")
    local = described("With SPECIFIC_TIME: the moment as a wall clock in the event's time zone.")
    relative_to = described(f"{_RELATIVE}what the offset counts from, of the event's first occurrence.")
    offset_minutes = described(f"{_RELATIVE}minutes, 0 to {limits.OFFSET_MINUTES}.")


@described_input(
    "A discount for who books early, which ends no earlier than it starts. What is left out stays; a new one needs"
    f" `discountType` and `discount`. {_SOURCE}`."
)
class EarlyBirdDiscountInput(Input[EarlyBirdDiscountPatch]):
    discount_type = described(f"Whether it is a percentage or an amount; never null. {_SOURCE}.discount_type`.")
    discount = described(f"How much it takes off; never null. {AMOUNT} {_SOURCE}.discount`.")
    type = described(
        f"How its moments are given; null is SPECIFIC_TIME. Another one forgets the stored moments. {_SOURCE}.type`."
    )
    is_enable_customise_discount_start = described(
        "Whether `discountStartsOn` holds, which is then needed; null is false: it starts now."
        f" {_SOURCE}.is_enable_customise_discount_start`."
    )
    discount_starts_on = described(
        f"When it starts, where that is customised; refused else. {_SOURCE}.discount_starts_on`."
    )
    discount_ends_on = described(f"When it ends; null is with the booking itself. {_SOURCE}.discount_ends_on`.")
