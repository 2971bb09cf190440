"""What a session may point at: parts of its own event, and an occurrence that it lies in. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.core import limits
from app.core.fields import Patch, Text, camel, too_many
from app.core.problems import Path, Problem, ProblemCode
from app.core.time import local_of, to_utc_text
from app.sessions.rules.times import Span
from app.sessions.values import LinkType

# The patch's key of a single reference, and what it is looked up among.
REFERENCES = {
    "track_uuid": "tracks",
    "location_uuid": "locations",
    "schedule_date_uuid": "schedule_dates",
    "agenda_tab_uuid": "agenda_tabs",
}
BY_START = ("starts_on", "date", "start_time", "ends_on", "duration_minutes", "end_time")
PLACE = Text(limits.ADDRESS_LINE)


@dataclass(frozen=True, slots=True)
class Day:
    """A schedule date of the programme: its day, and the agenda tab that it is in."""

    date: date
    tab: UUID | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What of its event a session has to fit.

    `linked`: the occurrences it is already linked to by name; `tracks`: the schedule date of each, if it has one.
    """

    timezone: str
    capacity: int | None = None
    occurrences: Mapping[UUID, Span] = field(default_factory=dict)
    linked: frozenset[UUID] = frozenset()
    tickets: Collection[UUID] = ()
    tracks: Mapping[UUID, UUID | None] = field(default_factory=dict)
    locations: Collection[UUID] = ()
    schedule_dates: Mapping[UUID, Day] = field(default_factory=dict)
    agenda_tabs: Collection[UUID] = ()
    speakers: Collection[UUID] = ()

    def day_of(self, instant: datetime) -> date:
        """The day of the programme, which runs in the event's time zone."""
        return local_of(instant, self.timezone).date()


def problems_with_links(patch: Patch, around: Surroundings) -> list[Problem]:
    """Everything named that is not there, is there twice, or is more than allowed."""
    found = _problems_with_linked(patch.get("occurrences"), around.occurrences, "occurrences")
    found += _problems_with_linked(patch.get("tickets"), around.tickets, "tickets")
    for name, among in REFERENCES.items():
        uuid = patch.get(name)
        if uuid is not None and uuid not in getattr(around, among):
            found.append(_not_found((camel(name),)))
    found += _problems_with_location(patch)
    speakers = patch.get("speaker_uuids") or ()
    return found + _problems_with_uuids(speakers, around.speakers, limits.SESSION_SPEAKERS, ("speakerUuids",))


def _problems_with_location(patch: Patch) -> list[Problem]:
    """A location by its name or address, which another field must not name as well."""
    name = patch.get("location")
    if name is None:
        return []
    if patch.get("location_uuid") is not None:
        sentence = "The location is named by locationUuid already."
        return [Problem(ProblemCode.INVALID, sentence, ("location",))]
    return PLACE.problems(name, ("location",))


def links(patch: Patch) -> tuple[dict[str, Any], dict[str, tuple[UUID, ...]]]:
    """The columns that faultless links come to, and the lists that replace the stored ones."""
    columns: dict[str, Any] = {}
    lists: dict[str, tuple[UUID, ...]] = {}
    for name in ("occurrences", "tickets"):
        if name in patch:
            columns[f"{name}_type"], lists[name] = _linked(patch[name])
    for name in ("track_uuid", "location_uuid"):
        if name in patch:
            columns[name.replace("_uuid", "_id")] = patch[name]
    if "location" in patch and patch.get("location_uuid") is None:
        # A name is found, or made into a location, by who writes: it may be new to the event.
        columns["location_id"] = None
    if "image_file_uuid" in patch:
        columns["image_file_id"] = patch["image_file_uuid"]
    if "speaker_uuids" in patch:
        lists["speakers"] = tuple(patch["speaker_uuids"] or ())
    return columns, lists


def problems_with_place(patch: Patch, span: Span, around: Surroundings) -> list[Problem]:
    """A session lies inside one of the occurrences it is linked to. Without any in its event it lies free."""
    kind, named = _linked(patch["occurrences"]) if "occurrences" in patch else (None, ())
    chosen = around.linked if kind is None else frozenset(named)
    spans = [held for uuid, held in around.occurrences.items() if not chosen or uuid in chosen]
    if not spans or any(each.holds(span) for each in spans):
        return []
    if len(spans) == 1:
        first, last = to_utc_text(spans[0].starts_at), to_utc_text(spans[0].ends_at)
        sentence = f"The session must lie inside its occurrence, which lasts from {first} to {last}."
    else:
        sentence = f"The session must lie inside one of its {len(spans)} occurrences."
    by = (*BY_START, "timezone", "use_event_timezone", "occurrences")
    return [Problem(ProblemCode.OUT_OF_RANGE, sentence, (camel(next(key for key in by if key in patch)),))]


def _linked(given: Patch | None) -> tuple[str, tuple[UUID, ...]]:
    """`ALL` wins over a list that is sent with it."""
    if given is None or given["type"] == LinkType.ALL:
        return LinkType.ALL, ()
    return LinkType.SPECIFIC, tuple(given.get("uuids") or ())


def _problems_with_linked(given: Patch | None, known: Collection[UUID], name: str) -> list[Problem]:
    kind, uuids = _linked(given)
    path = (name, "uuids")
    if kind == LinkType.SPECIFIC and not uuids:
        return [Problem(ProblemCode.REQUIRED, f"With SPECIFIC, the {name} have to be named.", path)]
    return _problems_with_uuids(uuids, known, limits.LINKED, path)


def _problems_with_uuids(uuids: Sequence[UUID], known: Collection[UUID], most: int, path: Path) -> list[Problem]:
    return too_many(uuids, most, path) or list(_unknown_or_repeated(uuids, known, path))


def _unknown_or_repeated(uuids: Sequence[UUID], known: Collection[UUID], path: Path) -> Iterator[Problem]:
    seen = set()
    for index, uuid in enumerate(uuids):
        if uuid in seen:
            yield Problem(ProblemCode.NOT_UNIQUE, "The list has this already.", (*path, str(index)))
        elif uuid not in known:
            yield _not_found((*path, str(index)))
        seen.add(uuid)


def _not_found(path: Path) -> Problem:
    return Problem(ProblemCode.NOT_FOUND, "The event has nothing of this kind with this uuid.", path)
