"""The tables of events. What other files ask for is named here."""

from app.events.tables.categories import CategoryRow, EventCategoryRow, EventTagRow
from app.events.tables.commerce import CouponRow, CouponTicketRow, FeeRateRow, FeeTaxRow, TaxRow
from app.events.tables.event import EventRow
from app.events.tables.page import (
    ActivityRow,
    CustomAttributeRow,
    EventLinkRow,
    JoinUrlRow,
    ProductRow,
    SurveyQuestionRow,
    SurveySettingRow,
    TrackingCodeRow,
)
from app.events.tables.parts import BannerRow, EventPart, ResourceRow, ScheduledStartRow, TimeslotTemplateRow

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
