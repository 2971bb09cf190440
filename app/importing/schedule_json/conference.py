"""Reading the whole file: a conference with its days."""

from collections.abc import Iterator
from datetime import datetime

from app.core import limits
from app.core.fields import too_many
from app.core.folding import cut_at_word
from app.core.problems import ProblemCode, Refused
from app.core.time import find_zone
from app.importing.schedule_json.addresses import image_of, page_of
from app.importing.schedule_json.hours import hours_of, under_another_day
from app.importing.schedule_json.people import Rooms, Speakers, Tracks, cut
from app.importing.schedule_json.programme import PlannedSession, Programme, Titled, outward
from app.importing.schedule_json.reading import Entry, Findings, load
from app.importing.schedule_json.sessions import Surroundings, session_of
from app.importing.schedule_json.times import LONGEST_MINUTES, Day, Zone, bounds_of, day_of

# A day's rooms may be a list, too; a room's sessions are then under one of these keys.
_SESSION_LISTS = ("talks", "events", "sessions")


def read(text: str, *, organisation_timezone: str) -> Programme:
    """The programme that the text describes; Refused with every fault (at most 50) and its path in the file.

    A file that names no time zone takes the organisation's, if its offsets from UTC agree with that.
    """
    findings = Findings()
    whole = load(text, findings)
    schedule = whole.child("schedule")
    conference = schedule.child("conference") if schedule else None
    if not schedule or not conference:
        raise Refused(*findings.problems)
    zone = _zone_of(conference, organisation_timezone)
    around = Surroundings(
        zone,
        schedule.text("base_url"),
        Speakers(schedule.text("base_url")),
        Tracks(conference),
        Rooms(conference),
    )
    days, sessions, bounds = _days_of(conference, around)
    title = conference.text("title", required=True)
    display_name = title and cut(conference, "title", title, limits.DISPLAY_NAME)
    description = conference.text("description")
    short = description and cut(conference, "description", description, limits.DESCRIPTION)
    banner = image_of(conference, "logo", (around.base_url,))
    resources = _resources_of(schedule, conference, around)
    # They repeat the days.
    for key in ("start", "end", "daysCount"):
        conference.value(key)
    for entry in (whole, schedule, conference):
        entry.leave_rest()
    starts_at, ends_at = _span(conference, sessions, bounds)
    _check_counts(conference, days, sessions, around)
    if findings.problems or not title or not display_name or not starts_at or not ends_at:
        raise Refused(*findings.problems)
    dates = tuple(sorted({day.date for day in days}))
    hours = hours_of(dates, days, sessions, zone.name)
    if elsewhere := under_another_day(dates, hours, sessions):
        findings.notes.append(
            f"Sessions filed under the day that they start on, not the one that lists them: {elsewhere}."
        )
    return Programme(
        name=cut_at_word(" ".join(title.split()), limits.NAME),
        display_name=display_name,
        description=short,
        timezone=zone.name,
        starts_at=starts_at,
        ends_at=ends_at,
        dates=dates,
        hours=hours,
        tracks=tuple(around.tracks.found),
        rooms=tuple(around.rooms.found),
        speakers=tuple(around.speakers.found),
        sessions=tuple(sessions),
        banner=banner,
        resources=resources,
        skipped=findings.skipped,
        notes=tuple(findings.notes),
    )


def _zone_of(conference: Entry, organisation_timezone: str) -> Zone:
    name = conference.text("time_zone_name")
    if name is None:
        conference.findings.notes.append(
            f"The file names no time zone; the organisation's was taken, {organisation_timezone}."
        )
        return Zone(organisation_timezone, guessed_for=conference)
    found = find_zone(name.strip())
    if found is None:
        message = "The IANA database has no time zone of this name."
        conference.fault("time_zone_name", message, ProblemCode.UNKNOWN_TIMEZONE)
    return Zone(found or "UTC", known=found is not None)


def _days_of(
    conference: Entry, around: Surroundings
) -> tuple[list[Day], list[PlannedSession], list[tuple[datetime, datetime]]]:
    """Days and sessions in the file's order, and the first and last moment of each day."""
    days: list[Day] = []
    sessions: list[PlannedSession] = []
    bounds: list[tuple[datetime, datetime]] = []
    for entry in conference.items("days"):
        day = day_of(entry, around.zone)
        found = [
            session for room, item in _entries_of(entry) if (session := session_of(item, day, room, around)) is not None
        ]
        starts = [session.starts_at for session in found]
        bounds.append(bounds_of(day, around.zone, starts, [session.ends_at for session in found]))
        days.append(day)
        sessions += found
        entry.leave_rest()
    if not conference.values.get("days"):
        conference.fault("days", "A programme needs at least one day.", ProblemCode.REQUIRED)
    return days, sessions, bounds


def _entries_of(day: Entry) -> Iterator[tuple[str, Entry]]:
    """Each session of a day with the name of its room."""
    rooms = day.value("rooms")
    if isinstance(rooms, dict):
        path, kind = (*day.path, "rooms"), (*day.kind, "rooms")
        for name in rooms:
            if day.findings.storable(name, (*path, name)):
                room = Entry(rooms, path, kind, day.findings)
                yield from ((" ".join(name.split()), item) for item in room.items(name, named=True))
        return
    for room in day.items("rooms"):
        name = room.words("name") or ""
        for key in _SESSION_LISTS:
            yield from ((name, item) for item in room.items(key))
        room.leave_rest()


def _resources_of(schedule: Entry, conference: Entry, around: Surroundings) -> tuple[Titled, ...]:
    """The pages of the file itself, each address once."""
    found = [
        *page_of(conference, "url", "Conference", (around.base_url,)),
        *page_of(schedule, "url", "Source schedule", (around.base_url,)),
        *page_of(schedule, "base_url", "Source schedule", ()),
    ]
    return tuple({page.url: page for page in reversed(found)}.values())[::-1]


def _span(
    conference: Entry, sessions: list[PlannedSession], bounds: list[tuple[datetime, datetime]]
) -> tuple[datetime | None, datetime | None]:
    """From the first day's start to the last day's end, extended to hold every session."""
    if not bounds:
        return None, None
    opens, closes = min(first for first, _ in bounds), max(last for _, last in bounds)
    first = min([opens, *(session.starts_at for session in sessions)])
    last = max([closes, *(session.ends_at for session in sessions)])
    outside = sum(session.starts_at < opens or session.ends_at > closes for session in sessions)
    if outside:
        conference.findings.notes.append(
            f"Sessions outside of the days' start and end: {outside}. The occurrence was widened for them."
        )
    starts_at, ends_at = outward(first, last)
    if (ends_at - starts_at).total_seconds() > LONGEST_MINUTES * 60:
        message = "From the first day to the last there are more than 366 days."
        conference.fault("days", message, ProblemCode.OUT_OF_RANGE)
    return starts_at, ends_at


def _check_counts(conference: Entry, days: list[Day], sessions: list[PlannedSession], around: Surroundings) -> None:
    path = (*conference.path, "days")
    found = [
        *too_many({day.date for day in days}, limits.AGENDA_ITEMS, path),
        *too_many(sessions, limits.SESSIONS, path),
        *too_many(around.speakers.found, limits.SPEAKERS, path),
        *too_many(around.tracks.found, limits.AGENDA_ITEMS, (*conference.path, "tracks")),
        *too_many(around.rooms.found, limits.AGENDA_ITEMS, (*conference.path, "rooms")),
    ]
    for problem in found:
        conference.findings.fault(problem.code, problem.message, problem.path)
