"""Enums and parts of sessions in the schema."""

from uuid import UUID

import strawberry

from app.core.named_types import JSON, URL
from app.custom_fields.types import CustomField
from app.graph.enums import enum_type
from app.graph.reading.mapping import Expression, column, entity, expression, one, values
from app.sessions.values import (
    CheckInType,
    LinkType,
    ProposalStatus,
    RsvpCapacity,
    SessionInclusion,
    SessionKind,
    SessionStatus,
)

# Minutes of elapsed time of a row with a start and an end.
DURATION = Expression(
    "CAST((strftime('%s', {t}.ends_at) - strftime('%s', {t}.starts_at)) / 60 AS INTEGER)",
    "(extract(epoch FROM {t}.ends_at::timestamptz - {t}.starts_at::timestamptz) / 60)::bigint",
)
NOT_STARTED = "(SELECT s.starts_at FROM session s WHERE s.id = {t}.session_id) > {now}"

enum_type(
    SessionStatus,
    "Whether a session takes place.",
    ACTIVE="It takes place.",
    INACTIVE="It does not; only its organisation sees it.",
)
enum_type(
    ProposalStatus,
    "The status of a session as a proposal. Only LIVE sessions are public.",
    SUBMITTED="Proposed.",
    APPROVED="Accepted.",
    REJECTED="Not accepted.",
    CONVERTED="Turned into a session.",
    LIVE="In the programme.",
)
enum_type(
    SessionKind,
    "Whom a session is for.",
    GENERAL="Everybody.",
    PRIVATE="Only the organisation sees it.",
    ADDITIONAL="Holders of a linked ticket; everybody sees it.",
    ADDPRIVATE="Holders of a linked ticket; only the organisation sees it.",
)
enum_type(
    LinkType,
    "Whether all are linked, or only the listed ones.",
    ALL="All of the event.",
    SPECIFIC="The listed ones.",
)


enum_type(
    SessionInclusion,
    "Whether attendees choose a session.",
    OPTIONAL="They choose it.",
    INCLUDED="Everybody has it.",
)
enum_type(
    CheckInType,
    "How people check in to a session.",
    NO_CHECK_IN_NEEDED="They do not check in.",
    SHOW_QR="They show a code, which staff scan.",
    SCAN_QR="They scan the session's code.",
)
enum_type(
    RsvpCapacity,
    "Whether confirmed places count.",
    UNLIMITED="They do not count.",
    FIXED="They count against the session's capacity.",
)


@strawberry.type(description="The occurrences a session belongs to.")
class SessionOccurrences:
    type: LinkType = column("occurrences_type", "All occurrences of the event, or those in `uuids`.")
    uuids: list[UUID] = values(
        "so.occurrence_id",
        "session_occurrence_link so JOIN occurrence oc ON oc.id = so.occurrence_id WHERE so.session_id = {p}.id",
        "oc.starts_at, oc.id",
        "The occurrences with SPECIFIC; empty with ALL.",
    )


@strawberry.type(description="An address with a title.")
class SessionAddress:
    name: str | None = column("name", "Its title, at most 255 characters.")
    url: URL = column("url", "The address or storage path.")


@entity("session_link")
@strawberry.type(description="A link of a session.")
class SessionLink(SessionAddress):
    uuid: UUID = column("id", "Identifier of the link.")


@entity("session_file")
@strawberry.type(description="A file of a session, such as slides.")
class SessionFile(SessionAddress):
    uuid: UUID = column("id", "Identifier of the file.")


@entity("session_video")
@strawberry.type(description="A video of a session.")
class Video:
    uuid: UUID = column("id", "Identifier of the video.")
    url: URL | None = column(
        "url",
        "The address or storage path; null for outsiders while it is locked.",
        private=f"{{t}}.locked_until_start AND {NOT_STARTED}",
    )
    locked_until_start: bool = column(
        "locked_until_start", "Whether others see the address only once the session has started."
    )


@entity(
    "session_custom_value",
    visible="NOT EXISTS (SELECT 1 FROM custom_field cf WHERE cf.id = {t}.custom_field_id AND cf.internal)",
)
@strawberry.type(description="A session's value of a custom field.")
class CustomFieldValue:
    field: CustomField = one("{c}.id = {p}.custom_field_id", "The custom field.", guarded=True)
    key: str = expression(
        "(SELECT cf.key FROM custom_field cf WHERE cf.id = {t}.custom_field_id)", "The field's key, such as `c_1001`."
    )
    value: JSON = column(
        "value", "Text, a number, a boolean, or for choices a list of options written `{id: 1}`; never null."
    )
