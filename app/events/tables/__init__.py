"""The tables of events. What other files ask for is named here."""

from app.events.tables.categories import CategoryRow, EventCategoryRow, EventTagRow
from app.events.tables.commerce import CouponRow, CouponTicketRow, FeeRateRow, FeeTaxRow, TaxRow
from app.events.tables.event import EventRow
from app.events.tables.parts import BannerRow, EventPart, ResourceRow, ScheduledStartRow, TimeslotTemplateRow

__all__ = [
    "BannerRow",
    "CategoryRow",
    "CouponRow",
    "CouponTicketRow",
    "EventCategoryRow",
    "EventPart",
    "EventRow",
    "EventTagRow",
    "FeeRateRow",
    "FeeTaxRow",
    "ResourceRow",
    "ScheduledStartRow",
    "TaxRow",
    "TimeslotTemplateRow",
]
