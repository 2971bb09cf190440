"""The tables of events. What other files ask for is named here."""

from app.events.tables.categories import CategoryRow, EventCategoryRow, EventTagRow
from app.events.tables.event import EventRow
from app.events.tables.parts import BannerRow, EventPart, ResourceRow, ScheduledStartRow, TimeslotTemplateRow

__all__ = [
    "BannerRow",
    "CategoryRow",
    "EventCategoryRow",
    "EventPart",
    "EventRow",
    "EventTagRow",
    "ResourceRow",
    "ScheduledStartRow",
    "TimeslotTemplateRow",
]
