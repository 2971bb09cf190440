"""Reading one session of the file."""

import re
from dataclasses import dataclass

from app.core import limits
from app.core.folding import cut_at_word
from app.importing.schedule_json.addresses import at_most, image_of, page_of, titled
from app.importing.schedule_json.people import Rooms, Speakers, Tracks, cut
from app.importing.schedule_json.programme import PlannedSession
from app.importing.schedule_json.reading import Entry
from app.importing.schedule_json.times import Day, Zone, minutes_of, start_of

PAGE = "Page in the source schedule"

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The things that a session of the file refers to."""

    zone: Zone
    base_url: str | None
    speakers: Speakers
    tracks: Tracks
    rooms: Rooms


def session_of(entry: Entry, day: Day, room: str, around: Surroundings) -> PlannedSession | None:
    """The session to be stored; None if it has a fault."""
    bases = (around.base_url, entry.text("url"))
    title = entry.text("title", required=True)
    starts_at, minutes = start_of(entry, day, around.zone), minutes_of(entry)
    if entry.words("room") not in (None, room):
        entry.leave("room", "This is not the room it is listed under, which was taken.")
    track = entry.words("track")
    speakers = _speakers_of(entry, around.speakers)
    page = page_of(entry, "url", PAGE, bases)
    links = at_most(entry, "links", page + titled(entry, "links", bases, hosts=True), limits.SESSION_LINKS)
    files = at_most(entry, "attachments", titled(entry, "attachments", bases, hosts=False), limits.SESSION_FILES)
    description, details = _texts_of(entry, title or "")
    language, image = _language_of(entry), image_of(entry, "logo", bases)
    track_index = around.tracks.index_of(track, entry) if track else None
    room_index = around.rooms.index_of(room, entry) if room else None
    entry.leave_rest()
    if title is None or starts_at is None or minutes is None:
        return None
    return PlannedSession(
        path=entry.path,
        name=cut_at_word(" ".join(title.split()), limits.NAME),
        display_name=cut_at_word(title, limits.DISPLAY_NAME),
        description=description,
        details=details,
        language=language,
        image=image,
        starts_at=starts_at,
        minutes=minutes,
        date=day.date,
        track=track_index,
        room=room_index,
        speakers=speakers,
        links=links,
        files=files,
    )


def _texts_of(entry: Entry, title: str) -> tuple[str | None, str | None]:
    """Description and details; details hold what fits nowhere else, then the long text."""
    abstract = entry.text("abstract")
    parts = [
        title if len(title) > limits.DISPLAY_NAME else None,
        entry.text("subtitle"),
        abstract if abstract and len(abstract) > limits.DESCRIPTION else None,
        entry.text("description"),
    ]
    details = "\n\n".join(part for part in parts if part) or None
    return (
        abstract and cut_at_word(abstract, limits.DESCRIPTION),
        details and cut(entry, "description", details, limits.DETAILS),
    )


def _speakers_of(entry: Entry, speakers: Speakers) -> tuple[int, ...]:
    found = [speakers.index_of(person) for person in entry.items("persons", plain="name")]
    indexes = list(dict.fromkeys(index for index in found if index is not None))
    for _ in indexes[limits.SESSION_SPEAKERS :]:
        entry.leave("persons", f"A session has at most {limits.SESSION_SPEAKERS} speakers.")
    return tuple(indexes[: limits.SESSION_SPEAKERS])


def _language_of(entry: Entry) -> str | None:
    """A language tag; some exporters write the underscore of a locale."""
    written = entry.text("language")
    if written is None:
        return None
    tag = written.strip().replace("_", "-")
    if len(tag) <= limits.LANGUAGE and _LANGUAGE.fullmatch(tag):
        return tag
    entry.leave("language", "This is no language tag like en or pt-BR.")
    return None
