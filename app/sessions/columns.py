"""The stored values of sessions, of their rows and of their lists, by column."""

from typing import TypeAlias, TypedDict
from uuid import UUID


class SessionValues(TypedDict, total=False):
    """What plans change of a session, without its times."""

    name: str
    name_key: str
    display_name: str
    short_name: str | None
    badge_name: str | None
    secure_id: str | None
    description: str | None
    details: str | None
    language: str | None
    status: str
    proposal_status: str
    kind: str
    sell_session: bool
    inclusion: str
    selected_by_default: bool
    locked_when_saved: bool
    prevent_session_conflicts: bool
    wait_list_enabled: bool
    check_in_type: str
    rsvp: bool
    rsvp_capacity: str
    colour: str | None
    image: str | None
    image_file_id: UUID | None
    webinar_url: str | None
    sold_out_message: str | None
    capacity: int | None
    track_id: UUID | None
    location_id: UUID | None
    schedule_date_id: UUID | None
    agenda_tab_id: UUID | None
    offset_seconds: int | None
    occurrences_type: str
    tickets_type: str


class SessionOccurrenceValues(TypedDict, total=False):
    """What a patch changes of a session on one date, without its times."""

    enabled: bool
    cancellation_reason: str | None
    capacity: int | None
    rsvp_capacity: str | None


class SessionAddressValues(TypedDict, total=False):
    """A link or a file."""

    name: str | None
    url: str


class SessionVideoValues(TypedDict, total=False):
    """A video."""

    url: str
    locked_until_start: bool


class SessionTagValues(TypedDict):
    """A tag."""

    tag: str


AttachmentValues: TypeAlias = SessionAddressValues | SessionVideoValues | SessionTagValues
