"""The tables of events. What other files ask for is named here."""

from app.events.commerce.tables import CouponRow, CouponTicketRow, FeeRateRow, FeeTaxRow, TaxRow
from app.events.common.tables import EventPart
from app.events.dates.tables import ScheduledStartRow, TimeslotTemplateRow
from app.events.listing.tables import CategoryRow, EventCategoryRow, EventTagRow
from app.events.page.tables import (
    ActivityRow,
    BannerRow,
    CustomAttributeRow,
    EventLinkRow,
    JoinUrlRow,
    ProductRow,
    ResourceRow,
    SurveyQuestionRow,
    SurveySettingRow,
)
from app.events.settings.tables import TrackingCodeRow
from app.events.tables.event import EventRow
from app.events.tables.former_slugs import FormerSlugRow

__all__ = [
    "ActivityRow",
    "BannerRow",
    "CategoryRow",
    "CouponRow",
    "CouponTicketRow",
    "CustomAttributeRow",
    "EventCategoryRow",
    "EventLinkRow",
    "EventPart",
    "EventRow",
    "EventTagRow",
    "FeeRateRow",
    "FeeTaxRow",
    "FormerSlugRow",
    "JoinUrlRow",
    "ProductRow",
    "ResourceRow",
    "ScheduledStartRow",
    "SurveyQuestionRow",
    "SurveySettingRow",
    "TaxRow",
    "TimeslotTemplateRow",
    "TrackingCodeRow",
]
