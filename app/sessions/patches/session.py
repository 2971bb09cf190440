"""Patches of createSession and updateSession."""

import datetime as dt
from typing import Required, TypedDict
from uuid import UUID

from app.core.named_types import URL, TimeZone
from app.core.patches import ZonedDateTimePatch
from app.sessions.patches.parts import (
    CustomFieldValuePatch,
    SessionFilePatch,
    SessionLinkPatch,
    SessionOccurrencesPatch,
    SessionTicketsPatch,
    VideoPatch,
)
from app.sessions.values import CheckInType, ProposalStatus, RsvpCapacity, SessionInclusion, SessionKind, SessionStatus


class SessionPatch(TypedDict, total=False):
    display_name: str | None
    description: str | None
    details: str | None
    language: str | None
    status: SessionStatus | None
    sell_session: bool | None
    image: URL | None
    image_file_uuid: UUID | None
    starts_on: ZonedDateTimePatch | None
    duration_minutes: int | None
    ends_on: ZonedDateTimePatch | None
    use_event_timezone: bool | None
    timezone: TimeZone | None
    capacity: int | None
    occurrences: SessionOccurrencesPatch | None
    tickets: SessionTicketsPatch | None
    track_uuid: UUID | None
    location_uuid: UUID | None
    schedule_date_uuid: UUID | None
    speaker_uuids: list[UUID] | None
    links: list[SessionLinkPatch] | None
    files: list[SessionFilePatch] | None
    short_name: str | None
    badge_name: str | None
    secure_id: str | None
    webinar_url: URL | None
    sold_out_message: str | None
    proposal_status: ProposalStatus | None
    kind: SessionKind | None
    inclusion: SessionInclusion | None
    selected_by_default: bool | None
    locked_when_saved: bool | None
    prevent_session_conflicts: bool | None
    wait_list_enabled: bool | None
    check_in_type: CheckInType | None
    rsvp: bool | None
    rsvp_capacity: RsvpCapacity | None
    colour: str | None
    tags: list[str] | None
    video: VideoPatch | None
    additional_videos: list[VideoPatch] | None
    custom_fields: list[CustomFieldValuePatch] | None
    agenda_tab_uuid: UUID | None
    location: str | None
    date: dt.date | None
    start_time: dt.time | None
    end_time: dt.time | None
    event_uuid: UUID | None


class UpdateSessionPatch(SessionPatch, total=False):
    name: str | None
    uuid: UUID | None


class CreateSessionPatch(SessionPatch, total=False):
    name: Required[str]
