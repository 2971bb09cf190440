"""Storing a programme through the operations of the slices, as the API does: all or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.agenda.operations import LOCATION, SCHEDULE_DATE, TRACK, create_parts
from app.agenda.patches import CreateLocationPatch, CreateScheduleDatePatch, CreateTrackPatch
from app.auth.rules import Caller, Scope
from app.core.named_types import URL, TimeZone
from app.core.outcome import Written
from app.core.problems import Forbidden
from app.events.operations.create import create_event
from app.events.operations.lifecycle import publish_event
from app.events.patches.event import CreateEventPatch
from app.importing.schedule_json import PlannedSession, Programme, Skipped, Titled, moved, read
from app.occurrences.values import OccurrenceType
from app.organisations.store import organisation_to_change
from app.sessions.operations import create_sessions
from app.sessions.patches.parts import SessionLinkPatch
from app.sessions.patches.session import CreateSessionPatch
from app.speakers.operations import create_speakers


@dataclass(frozen=True, slots=True)
class Imported:
    """The result of an import: `counts` of what was stored, and what was left out or decided."""

    event: UUID
    counts: dict[str, int]
    skipped: tuple[Skipped, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Parts:
    """Uuids that sessions refer to, by their index in the programme."""

    tracks: Sequence[UUID]
    rooms: Sequence[UUID]
    speakers: Sequence[UUID]


def import_schedule(
    db: DbSession, caller: Caller, *, text: str, starts_on: date | None, publish: bool, now: datetime
) -> Imported:
    """Create an event of a schedule.json for the caller's organisation, also of a past programme.

    `starts_on` moves the whole programme so that its first day is that date. RSVP is switched on, since the
    file brings no tickets and an event without either cannot be published. Refused with the paths of all
    faults in the file.
    """
    if caller.organisation_id is None:
        raise Forbidden(Scope.EVENT_CREATE)
    organisation = organisation_to_change(db, caller, caller.organisation_id)
    programme = read(text, organisation_timezone=organisation.timezone)
    if starts_on is not None:
        programme = moved(programme, starts_on)
    event = create_event(db, caller, organisation_uuid=organisation.id, patch=_event_of(programme), now=now).ids[
        "event"
    ]
    parts = _create_parts(db, caller, event, programme, now)
    sessions = [_session_of(session, parts) for session in programme.sessions]
    create_sessions(db, caller, event_uuid=event, patches=sessions, now=now, allow_past=True)
    if publish:
        publish_event(db, caller, uuid=event, now=now)
    return Imported(event, _counts(programme), programme.skipped, programme.notes)


def _event_of(programme: Programme) -> CreateEventPatch:
    return {
        "name": programme.name,
        "display_name": programme.display_name,
        "description": programme.description,
        "timezone": TimeZone(programme.timezone),
        "occurrence": {
            "type": OccurrenceType.DOES_NOT_REPEAT,
            "starts_on": {"utc": programme.starts_at},
            "duration_minutes": programme.minutes,
        },
        "banners": [{"image": URL(programme.banner), "primary": True}] if programme.banner else [],
        "resources": [{"name": item.name, "url": URL(item.url)} for item in programme.resources],
        "settings": {"enable_rsvp": True},
    }


def _create_parts(db: DbSession, caller: Caller, event: UUID, programme: Programme, now: datetime) -> _Parts:
    days: list[CreateScheduleDatePatch] = [
        {"date": day, "starts_on": {"utc": first}, "ends_on": {"utc": last}}
        for day, (first, last) in zip(programme.dates, programme.hours, strict=True)
    ]
    tracks: list[CreateTrackPatch] = [{"name": track.name, "colour": track.colour} for track in programme.tracks]
    rooms: list[CreateLocationPatch] = [
        {"name": room.name, "description": room.description} for room in programme.rooms
    ]
    create_parts(db, caller, kind=SCHEDULE_DATE, event_uuid=event, patches=days, now=now)
    track_rows = create_parts(db, caller, kind=TRACK, event_uuid=event, patches=tracks, now=now)
    room_rows = create_parts(db, caller, kind=LOCATION, event_uuid=event, patches=rooms, now=now)
    speakers = create_speakers(
        db,
        caller,
        event_uuid=event,
        patches=[
            {"name": speaker.name, "biography": speaker.biography, "image": speaker.image}
            for speaker in programme.speakers
        ],
        now=now,
    )
    return _Parts(_uuids(track_rows), _uuids(room_rows), _uuids(speakers))


def _session_of(session: PlannedSession, parts: _Parts) -> CreateSessionPatch:
    return {
        "name": session.name,
        "display_name": session.display_name,
        "description": session.description,
        "details": session.details,
        "language": session.language,
        "image": None if session.image is None else URL(session.image),
        "starts_on": {"utc": session.starts_at},
        "duration_minutes": session.minutes,
        "track_uuid": None if session.track is None else parts.tracks[session.track],
        "location_uuid": None if session.room is None else parts.rooms[session.room],
        "speaker_uuids": [parts.speakers[index] for index in session.speakers],
        "links": _titled(session.links),
        "files": [{"name": file.name, "url": URL(file.url)} for file in session.files],
    }


def _titled(items: Sequence[Titled]) -> list[SessionLinkPatch]:
    return [{"name": item.name, "url": URL(item.url)} for item in items]


def _uuids(written: Written) -> list[UUID]:
    uuids: list[UUID] = written.extra["uuids"]
    return uuids


def _counts(programme: Programme) -> dict[str, int]:
    return {
        "sessions": len(programme.sessions),
        "days": len(programme.dates),
        "locations": len(programme.rooms),
        "tracks": len(programme.tracks),
        "speakers": len(programme.speakers),
        "links": sum(len(session.links) for session in programme.sessions),
        "files": sum(len(session.files) for session in programme.sessions),
    }
