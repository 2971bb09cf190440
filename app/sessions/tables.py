"""The tables of sessions (agenda items) and their links."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core import limits
from app.db.columns import (
    AuditColumns,
    any_json,
    at_least,
    counter,
    instant,
    link,
    long_text,
    one_of,
    optional_reference,
    primary_key,
    reference,
    text,
    wall_clock,
)
from app.sessions.values import (
    CheckInType,
    LinkType,
    ProposalStatus,
    RsvpCapacity,
    SessionInclusion,
    SessionKind,
    SessionStatus,
)


class SessionRow(AuditColumns, table=True):
    """`starts_at` and `ends_at` are those of its first enabled date, else of its first date, else its own.

    `offset_seconds`: from the start of a date to its start there, in local time of the event's zone; null until it
    has a date.
    """

    __tablename__ = "session"
    __table_args__ = (
        Index(None, "event_id", "starts_at", "id"),
        Index(None, "event_id", "name_key", "id"),
        one_of("status", SessionStatus),
        one_of("proposal_status", ProposalStatus),
        one_of("kind", SessionKind),
        one_of("inclusion", SessionInclusion),
        one_of("check_in_type", CheckInType),
        one_of("rsvp_capacity", RsvpCapacity),
        one_of("occurrences_type", LinkType),
        one_of("tickets_type", LinkType),
        at_least("capacity", 0),
        CheckConstraint("starts_at < ends_at", name="ends_after_it_starts"),
    )

    id: UUID = primary_key()
    organisation_id: UUID = reference("organisation.id")
    event_id: UUID = reference("event.id")
    name: str = text(limits.NAME)
    name_key: str = text(4 * limits.NAME)
    display_name: str = text(limits.DISPLAY_NAME)
    short_name: str | None = text(limits.DISPLAY_NAME, default=None)
    badge_name: str | None = text(limits.DISPLAY_NAME, default=None)
    secure_id: str | None = text(limits.DISPLAY_NAME, default=None)
    status: str = text(10, default="ACTIVE")
    proposal_status: str = text(10, default="LIVE")
    kind: str = text(10, default="GENERAL")
    sell_session: bool = False
    inclusion: str = text(10, default="OPTIONAL")
    selected_by_default: bool = False
    locked_when_saved: bool = False
    prevent_session_conflicts: bool = False
    wait_list_enabled: bool = False
    check_in_type: str = text(20, default="NO_CHECK_IN_NEEDED")
    rsvp: bool = False
    rsvp_capacity: str = text(10, default="UNLIMITED")
    colour: str | None = text(7, default=None)
    description: str | None = long_text()
    details: str | None = long_text()
    language: str | None = text(limits.LANGUAGE, default=None)
    image: str | None = text(limits.URL, default=None)
    image_file_id: UUID | None = optional_reference("file.id")
    webinar_url: str | None = text(limits.URL, default=None)
    sold_out_message: str | None = long_text()
    starts_at: datetime = instant()
    starts_local: datetime = wall_clock()
    ends_at: datetime = instant()
    ends_local: datetime = wall_clock()
    use_event_timezone: bool = True
    capacity: int | None = None
    track_id: UUID | None = optional_reference("track.id")
    location_id: UUID | None = optional_reference("location.id")
    schedule_date_id: UUID | None = optional_reference("schedule_date.id")
    agenda_tab_id: UUID | None = optional_reference("agenda_tab.id")
    offset_seconds: int | None = None
    occurrences_type: str = text(10, default="ALL")
    tickets_type: str = text(10, default="ALL")


class SessionOccurrenceLinkRow(SQLModel, table=True):
    """A date that a SPECIFIC session is linked to by name."""

    __tablename__ = "session_occurrence_link"

    session_id: UUID = link("session.id")
    occurrence_id: UUID = link("occurrence.id", index=True)


class SessionOccurrenceRow(AuditColumns, table=True):
    """A session on one of its dates; `own_times`: an organiser moved it on this date alone."""

    __tablename__ = "session_occurrence"
    __table_args__ = (
        UniqueConstraint("session_id", "occurrence_id"),
        Index(None, "event_id", "starts_at", "id"),
        Index(None, "occurrence_id", "starts_at", "id"),
        CheckConstraint("starts_at < ends_at", name="ends_after_it_starts"),
        one_of("rsvp_capacity", RsvpCapacity),
        at_least("capacity", 0),
    )

    id: UUID = primary_key()
    organisation_id: UUID = reference("organisation.id")
    event_id: UUID = reference("event.id")
    session_id: UUID = reference("session.id")
    occurrence_id: UUID = reference("occurrence.id")
    starts_at: datetime = instant()
    starts_local: datetime = wall_clock()
    ends_at: datetime = instant()
    ends_local: datetime = wall_clock()
    own_times: bool = False
    enabled: bool = True
    cancellation_reason: str | None = long_text()
    capacity: int | None = None
    rsvp_capacity: str | None = text(10, default=None)
    schedule_date_id: UUID | None = optional_reference("schedule_date.id")


class SessionTicketRow(SQLModel, table=True):
    __tablename__ = "session_ticket"

    session_id: UUID = link("session.id")
    ticket_id: UUID = link("ticket.id", index=True)


class SessionSpeakerRow(SQLModel, table=True):
    __tablename__ = "session_speaker"

    session_id: UUID = link("session.id")
    speaker_id: UUID = link("speaker.id", index=True)
    position: int = counter()


class SessionAttachment(SQLModel):
    """An address with a title."""

    id: UUID = primary_key()
    organisation_id: UUID = reference("organisation.id")
    event_id: UUID = reference("event.id", index=True)
    session_id: UUID = reference("session.id", index=True)
    position: int = counter()
    name: str | None = text(limits.DISPLAY_NAME, default=None)
    url: str = text(limits.URL)


class SessionLinkRow(SessionAttachment, table=True):
    __tablename__ = "session_link"


class SessionFileRow(SessionAttachment, table=True):
    __tablename__ = "session_file"


class SessionVideoRow(SQLModel, table=True):
    """`main`: the session's video, rather than one of the additional ones."""

    __tablename__ = "session_video"

    id: UUID = primary_key()
    organisation_id: UUID = reference("organisation.id")
    event_id: UUID = reference("event.id", index=True)
    session_id: UUID = reference("session.id", index=True)
    main: bool = False
    position: int = counter()
    url: str = text(limits.URL)
    locked_until_start: bool = False


class SessionTagRow(SQLModel, table=True):
    __tablename__ = "session_tag"

    session_id: UUID = link("session.id")
    position: int = Field(primary_key=True)
    tag: str = text(limits.TAG)


class SessionCustomValueRow(SQLModel, table=True):
    """A session's value of a custom field; an empty value has no row."""

    __tablename__ = "session_custom_value"
    __table_args__ = (UniqueConstraint("session_id", "custom_field_id"),)

    id: UUID = primary_key()
    organisation_id: UUID = reference("organisation.id")
    event_id: UUID = reference("event.id", index=True)
    session_id: UUID = reference("session.id")
    custom_field_id: UUID = reference("custom_field.id", index=True)
    value: Any = any_json()


class SessionSelectionRow(AuditColumns, table=True):
    """One user's selection of the sessions of one event."""

    __tablename__ = "session_selection"
    __table_args__ = (UniqueConstraint("event_id", "user_id"), Index(None, "event_id", "created_at", "id"))

    id: UUID = primary_key()
    organisation_id: UUID = reference("organisation.id")
    event_id: UUID = reference("event.id")
    user_id: UUID = reference("user_account.id", index=True)


class SelectedSessionRow(SQLModel, table=True):
    """A chosen session, on one of its dates, or as a whole while it has none."""

    __tablename__ = "session_selected"
    __table_args__ = (
        UniqueConstraint("selection_id", "session_id", "session_occurrence_id", name="uq_session_selected_once"),
    )

    id: UUID = primary_key()
    selection_id: UUID = reference("session_selection.id")
    session_id: UUID = reference("session.id", index=True)
    session_occurrence_id: UUID | None = reference("session_occurrence.id", index=True, nullable=True)
