"""Connections of sessions on their dates: order and arguments."""

from collections.abc import Container
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

import strawberry

from app.graph.connections import OrderDirection, described, paged
from app.graph.reading.mapping import Bound, Condition, Page, Sql
from app.sessions.values import SessionKind

# SQL over a session on one of its dates `{c}`: it is in that track, and on the track's day if that has one.
IN_TRACK = (
    "EXISTS (SELECT 1 FROM session s JOIN track tr ON tr.id = s.track_id WHERE s.id = {c}.session_id"
    " AND tr.id = {track} AND (tr.schedule_date_id IS NULL OR tr.schedule_date_id = {c}.schedule_date_id))"
)
# SQL over `{c}` for one track, location or speaker `{p}`.
OF_TRACK = (
    "{c}.event_id = {p}.event_id AND ({p}.schedule_date_id IS NULL OR {p}.schedule_date_id = {c}.schedule_date_id)"
    " AND {c}.session_id IN (SELECT s.id FROM session s WHERE s.track_id = {p}.id)"
)
AT_LOCATION = (
    "{c}.event_id = {p}.event_id AND {c}.session_id IN (SELECT s.id FROM session s WHERE s.location_id = {p}.id)"
)
OF_SPEAKER = (
    "{c}.event_id = {p}.event_id"
    " AND {c}.session_id IN (SELECT ss.session_id FROM session_speaker ss WHERE ss.speaker_id = {p}.id)"
)
UNDER_DAY = "{c}.schedule_date_id = {p}.id"
# Neither it nor its date is called off.
TAKES_PLACE = "({c}.enabled AND EXISTS (SELECT 1 FROM occurrence oc WHERE oc.id = {c}.occurrence_id AND oc.enabled))"


@strawberry.enum(description="What sessions on their dates can be ordered by.")
class SessionOccurrenceOrderField(Enum):
    STARTS_ON = strawberry.enum_value("STARTS_ON", description="When they start.")


@strawberry.input(description="How sessions on their dates are ordered.")
class SessionOccurrenceOrder:
    field: SessionOccurrenceOrderField = strawberry.field(description="The field to order by.")
    direction: OrderDirection = strawberry.field(description="The direction.")


def _same(column: str) -> Condition:
    def condition(_sql: Sql, c: str, value: Bound) -> str:
        return f"{c}.{column} = {value.uuid()}"

    return condition


def _of_session(column: str) -> Condition:
    def condition(_sql: Sql, c: str, value: Bound) -> str:
        wanted = value.text() if column == "kind" else value.uuid()
        return f"EXISTS (SELECT 1 FROM session s WHERE s.id = {c}.session_id AND s.{column} = {wanted})"

    return condition


def _from(_sql: Sql, c: str, value: Bound) -> str:
    return f"{c}.ends_at > {value.instant()}"


def _until(_sql: Sql, c: str, value: Bound) -> str:
    return f"{c}.starts_at < {value.instant()}"


def _track(_sql: Sql, c: str, value: Bound) -> str:
    return IN_TRACK.format(c=c, track=value.uuid())


def _speaker(_sql: Sql, c: str, value: Bound) -> str:
    return (
        f"EXISTS (SELECT 1 FROM session_speaker ss WHERE ss.session_id = {c}.session_id"
        f" AND ss.speaker_id = {value.uuid()})"
    )


def _tab(_sql: Sql, c: str, value: Bound) -> str:
    return (
        f"EXISTS (SELECT 1 FROM schedule_date sd WHERE sd.id = {c}.schedule_date_id"
        f" AND sd.agenda_tab_id = {value.uuid()})"
    )


def _enabled(_sql: Sql, c: str, value: Bound) -> str:
    return f"{TAKES_PLACE.format(c=c)} = {value.boolean()}"


_ARGUMENTS: dict[str, tuple[str, Condition, Any]] = {
    "from_": (
        "from",
        _from,
        described(
            datetime,
            "Only those that end after this instant. With `until`: those that take place at any time in between;"
            " `before` is a cursor.",
            name="from",
        ),
    ),
    "until": ("until", _until, described(datetime, "Only those that start before this instant.")),
    "track_uuid": (
        "trackUuid",
        _track,
        described(UUID, "Only those of this track; for a track of one day, only those on that day."),
    ),
    "location_uuid": ("locationUuid", _of_session("location_id"), described(UUID, "Only those at this location.")),
    "speaker_uuid": ("speakerUuid", _speaker, described(UUID, "Only those of this speaker.")),
    "kind": ("kind", _of_session("kind"), described(SessionKind, "Only those of sessions of this kind.")),
    "schedule_date_uuid": (
        "scheduleDateUuid",
        _same("schedule_date_id"),
        described(UUID, "Only those on this day of the programme."),
    ),
    "agenda_tab_uuid": ("agendaTabUuid", _tab, described(UUID, "Only those on a day of this agenda tab.")),
    "occurrence_uuid": ("occurrenceUuid", _same("occurrence_id"), described(UUID, "Only those of this date.")),
    "enabled": (
        "enabled",
        _enabled,
        described(
            bool, "True: only those that take place. False: only those that are called off, alone or with their date."
        ),
    ),
}
OF_ONE_SESSION = ("track_uuid", "location_uuid", "speaker_uuid", "kind")


def agenda_of(on: str, description: str, *, without: Container[str] = (), join: str = "") -> Any:
    """A connection of sessions on their dates, by start. `without`: the arguments to leave out."""
    arguments = {name: rest for name, rest in _ARGUMENTS.items() if name not in without}
    how = Page(
        {"STARTS_ON": "starts_at"},
        ("STARTS_ON", "ASC"),
        on,
        join,
        arguments={public: condition for public, condition, _ in arguments.values()},
    )
    return paged(
        how,
        description,
        order=SessionOccurrenceOrder,
        **{name: argument for name, (_, _, argument) in arguments.items()},
    )
