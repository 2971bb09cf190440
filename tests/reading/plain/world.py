"""Every row of every table as plain dicts, loaded once, and found again by a column."""

from collections import defaultdict
from functools import cache
from typing import Any
from uuid import UUID

from sqlmodel import Session as DbSession
from sqlmodel import SQLModel, select

from app.agenda.tables import AgendaTabRow, LocationRow, ScheduleDateRow, TrackRow
from app.auth.tables import ApplicationRow
from app.communities.tables import CommunityCategoryRow, CommunityMemberRow, CommunityRow, PostRow
from app.custom_fields.tables import CustomFieldOptionRow, CustomFieldRow
from app.events.tables import (
    ActivityRow,
    BannerRow,
    CategoryRow,
    CouponRow,
    CouponTicketRow,
    CustomAttributeRow,
    EventCategoryRow,
    EventLinkRow,
    EventRow,
    EventTagRow,
    FeeRateRow,
    FeeTaxRow,
    FormerSlugRow,
    JoinUrlRow,
    ProductRow,
    ResourceRow,
    ScheduledStartRow,
    SurveyQuestionRow,
    SurveySettingRow,
    TaxRow,
    TimeslotTemplateRow,
    TrackingCodeRow,
)
from app.files.tables import EventFileRow, FileRow
from app.guests.tables import InvitationRow, RsvpRow
from app.interactions.tables import AttendeeRow, FollowRow, MuteRow, ReviewRow, SaveRow, ShareRow, WaitingRow
from app.notices.tables import NoticeRow
from app.occurrences.tables import OccurrenceRow, TimeslotRow
from app.organisations.tables import FormerOrganisationSlugRow, OrganisationRow, PreferenceRow
from app.privacy.tables import PrivacyRecordRow
from app.sessions.tables import (
    SelectedSessionRow,
    SessionCustomValueRow,
    SessionFileRow,
    SessionLinkRow,
    SessionOccurrenceLinkRow,
    SessionOccurrenceRow,
    SessionRow,
    SessionSelectionRow,
    SessionSpeakerRow,
    SessionTagRow,
    SessionTicketRow,
    SessionVideoRow,
)
from app.speakers.tables import SpeakerRow
from app.tickets.tables import PriceRow, TicketAttributeRow, TicketRow
from app.users.tables import UserRow
from app.webhooks.tables import WebhookDeliveryRow, WebhookRow
from tests.gateway import Gateway

Row = dict[str, Any]

# The types of the schema that stand for a table of their own, by the table.
ENTITIES: dict[type[SQLModel], str] = {
    OrganisationRow: "Organisation",
    EventRow: "Event",
    OccurrenceRow: "Occurrence",
    SessionRow: "Session",
    SessionOccurrenceRow: "SessionOccurrence",
    TicketRow: "Ticket",
    TrackRow: "Track",
    LocationRow: "Location",
    ScheduleDateRow: "ScheduleDate",
    SpeakerRow: "Speaker",
    UserRow: "User",
    CommunityRow: "Community",
    PostRow: "Post",
    SessionSelectionRow: "SessionSelection",
    AgendaTabRow: "AgendaTab",
    CustomFieldRow: "CustomField",
    FileRow: "File",
    RsvpRow: "Rsvp",
    InvitationRow: "Invitation",
    SaveRow: "Save",
    ShareRow: "Share",
    ReviewRow: "Review",
    AttendeeRow: "Attendee",
    WaitingRow: "WaitingListEntry",
    NoticeRow: "Notice",
    PrivacyRecordRow: "PrivacyRecord",
    WebhookRow: "Webhook",
    WebhookDeliveryRow: "WebhookDelivery",
}
PARTS: dict[type[SQLModel], str] = {
    ApplicationRow: "Application",
    CategoryRow: "Category",
    JoinUrlRow: "JoinUrl",
    PreferenceRow: "Preference",
    FollowRow: "Follow",
    MuteRow: "Mute",
    BannerRow: "Banner",
    EventLinkRow: "EventLink",
    ActivityRow: "Activity",
    CustomAttributeRow: "CustomAttribute",
    TrackingCodeRow: "TrackingCode",
    SurveySettingRow: "SurveySetting",
    SurveyQuestionRow: "SurveyQuestion",
    ProductRow: "Product",
    ResourceRow: "Resource",
    ScheduledStartRow: "ScheduledStart",
    TimeslotTemplateRow: "TimeslotTemplate",
    TimeslotRow: "Timeslot",
    PriceRow: "Price",
    TicketAttributeRow: "TicketAttribute",
    FeeRateRow: "FeeRate",
    FeeTaxRow: "FeeTax",
    TaxRow: "Tax",
    CouponRow: "Coupon",
    CouponTicketRow: "coupon_ticket",
    CustomFieldOptionRow: "CustomFieldOption",
    SessionLinkRow: "SessionLink",
    SessionFileRow: "SessionFile",
    SessionVideoRow: "Video",
    SessionCustomValueRow: "CustomFieldValue",
    SessionTagRow: "session_tag",
    SelectedSessionRow: "session_selected",
    CommunityMemberRow: "CommunityMember",
    CommunityCategoryRow: "community_category",
    EventCategoryRow: "event_category",
    EventTagRow: "event_tag",
    EventFileRow: "event_file",
    SessionOccurrenceLinkRow: "session_occurrence_link",
    SessionSpeakerRow: "session_speaker",
    SessionTicketRow: "session_ticket",
    FormerSlugRow: "former_slug",
    FormerOrganisationSlugRow: "former_organisation_slug",
}


class World:
    """The rows by the name of their type (link tables: of their table). UUIDs are text."""

    def __init__(self, gateway: Gateway) -> None:
        def load(db: DbSession) -> dict[str, list[Row]]:
            tables = {**ENTITIES, **PARTS}
            return {name: [_plain(name, row) for row in db.exec(select(table))] for table, name in tables.items()}

        self._rows = gateway.read(load)
        self._index = cache(self._indexed)

    def all(self, name: str) -> list[Row]:
        return self._rows[name]

    def find(self, name: str, key: Any, column: str = "id") -> Row | None:
        """The one row with this value in the column."""
        found = self.where(name, column, key)
        return found[0] if found else None

    def get(self, name: str, key: Any) -> Row:
        """A row that must be there."""
        found = self.find(name, key)
        assert found is not None, f"There is no {name} {key}"
        return found

    def where(self, name: str, column: str, value: Any) -> list[Row]:
        """All rows with this value in the column."""
        return self._index(name, column).get(value, [])

    def _indexed(self, name: str, column: str) -> dict[Any, list[Row]]:
        index = defaultdict(list)
        for row in self._rows[name]:
            index[row[column]].append(row)
        return dict(index)


def _plain(name: str, row: SQLModel) -> Row:
    values = {key: str(value) if isinstance(value, UUID) else value for key, value in row.model_dump().items()}
    # What a table calls `type` is found as `own_type`.
    own = {"own_type": values.pop("type")} if "type" in values else {}
    return {"type": name, **own, **values}
