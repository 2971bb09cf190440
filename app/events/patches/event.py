"""The inputs of createEvent and updateEvent."""

from typing import Required
from uuid import UUID

from app.core.named_types import CurrencyCode, TimeZone
from app.discounts.patches import EarlyBirdDiscountPatch
from app.events.commerce.patches import CouponPatch, EventPricingPatch, FeesPatch, RefundPatch, TaxPatch
from app.events.dates.patches import OccurrenceRulePatch
from app.events.listing.patches import ListingPatch
from app.events.page.patches import BannerPatch, PagePatch, ResourcePatch
from app.events.place.patches import EventConfigurationPatch
from app.events.settings.patches import EventSettingsPatch
from app.events.social.patches import SocialPatch
from app.events.values import EventStatusChange
from app.occurrences.values import BookingsChoice


class EventPatch(PagePatch, SocialPatch, total=False):
    slug: str | None
    display_name: str | None
    description: str | None
    cover_image_file_uuid: UUID | None
    is_update_org_settings: bool | None
    occurrence: OccurrenceRulePatch | None
    banners: list[BannerPatch] | None
    timezone: TimeZone | None
    enable_datetime_conversion: bool | None
    currency: CurrencyCode | None
    configuration: EventConfigurationPatch | None
    listing: ListingPatch | None
    resources: list[ResourcePatch] | None
    settings: EventSettingsPatch | None
    pricing: EventPricingPatch | None
    refund: RefundPatch | None
    fees: FeesPatch | None
    taxes: list[TaxPatch] | None
    early_bird_discount: EarlyBirdDiscountPatch | None
    coupons: list[CouponPatch] | None


class CreateEventPatch(EventPatch, total=False):
    name: Required[str]


class UpdateEventPatch(EventPatch, total=False):
    name: str | None
    organisation_uuid: UUID | None
    status: EventStatusChange | None
    bookings: BookingsChoice | None
    move_to: UUID | None
    keep_instants: bool | None
