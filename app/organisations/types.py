"""Organisations in the schema."""

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from app.core.named_types import URL, CurrencyCode, TimeZone
from app.events.lists import LISTED, dates_of, events_of
from app.graph.changes import ChangePage, changes_of
from app.graph.connections import Connection
from app.graph.node import Node
from app.graph.reading.mapping import Feed, column, entity, expression, global_id, many, part, zoned
from app.graph.times import ZonedDateTime
from app.interactions.lists import FOLLOWS, metrics
from app.privacy.lists import records_of

if TYPE_CHECKING:
    from app.custom_fields.types import CustomField
    from app.events.types import Event
    from app.interactions.types import Metric, OrganisationInteractions
    from app.occurrences.found.types import FoundOccurrenceConnection
    from app.privacy.types import PrivacyRecord

LazyCustomField = Annotated["CustomField", strawberry.lazy("app.custom_fields.types")]
LazyPrivacyRecord = Annotated["PrivacyRecord", strawberry.lazy("app.privacy.types")]
LazyInteractions = Annotated["OrganisationInteractions", strawberry.lazy("app.interactions.types")]
LazyMetric = Annotated["Metric", strawberry.lazy("app.interactions.types")]
ORGANISATION_METRICS = {
    "FOLLOWER_COUNT": FOLLOWS,
    "EVENT_COUNT": (
        f"(SELECT count(*) FROM event ev WHERE ev.organisation_id = {{t}}.id AND {LISTED.replace('{t}', 'ev')}"
        " AND ev.visible_in_organisation_profile)"
    ),
}
LazyEvent = Annotated["Event", strawberry.lazy("app.events.types")]
LazyFound = Annotated["FoundOccurrenceConnection", strawberry.lazy("app.occurrences.found.types")]
IN_PROFILE = f"({LISTED}) AND {{t}}.visible_in_organisation_profile"


@entity("organisation", tenant="id", aggregate=None)
@strawberry.type(description="An organisation: it owns events, users, files and applications.")
class Organisation(Node):
    id: strawberry.ID = global_id("Organisation")
    uuid: UUID = column("id", "Identifier of the organisation.")
    slug: str = column("slug", "Readable part of its addresses, unique in this gateway.")
    name: str = column("name", "Name of the organisation, at most 255 characters.")
    info: str | None = column("info", "The organisation's description of itself.")
    image: URL | None = column("image", "Address or storage path of its image.")
    calendar_url: URL = expression(
        "{public_url} || '/organisations/' || {t}.slug || '.ics'",
        "Where calendar programs subscribe to the dates of its listed events (iCalendar).",
    )
    timezone: TimeZone = column("timezone", "Default time zone of its events.")
    currency: CurrencyCode = column("currency", "Default currency of its events.")
    enable_datetime_conversion: bool = column(
        "enable_datetime_conversion", "Default of its events for whether clients show times in the viewer's zone."
    )
    events: Connection[LazyEvent] = events_of("{c}.organisation_id = {p}.id", "Its events.", listed=IN_PROFILE)
    occurrences: LazyFound = dates_of(
        "{c}.organisation_id = {p}.id",
        "The dates of all its events together, without those of cancelled events and those outside their rule.",
        listed=IN_PROFILE,
    )
    custom_fields: list[LazyCustomField] = many(
        "{c}.organisation_id = {p}.id",
        "{c}.position, {c}.id",
        "The custom fields of its sessions, at most 200; outsiders do not see internal ones.",
    )
    interactions: LazyInteractions = part("What users have done to it, and its preferences.")
    metrics: list[LazyMetric] = metrics(
        ORGANISATION_METRICS,
        "Numbers of its followers and listed events, the same for everybody.",
    )
    privacy_records: Connection[LazyPrivacyRecord] | None = records_of(
        "{c}.organisation_id = {p}.id",
        "Which users' data were exported or erased, the newest first. Visible to the organisation only.",
    )
    changes: ChangePage = changes_of(
        Feed("{p}.id"),
        "What has changed in it since a position: the organisation itself, its events, users, communities and all else"
        " in it, as far as the caller may see it.",
    )
    created_on: ZonedDateTime = zoned("created", "When it was created.")
    updated_on: ZonedDateTime = zoned("updated", "When it was last changed.")
    version: int = column("version", "Counts the changes; starts at 1.")
