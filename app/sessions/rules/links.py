"""The references of a session: parts of its event, and the occurrences that it belongs to. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from app.core import limits
from app.core.fields import Text, camel, too_many, value_of
from app.core.problems import Path, Problem, ProblemCode
from app.core.time import local_of
from app.sessions.columns import SessionValues
from app.sessions.patches.parts import SessionOccurrencesPatch, SessionTicketsPatch
from app.sessions.patches.session import SessionPatch
from app.sessions.rules.times import Span
from app.sessions.values import LinkType

# The keys of single references, and the parts of the event that they refer to.
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
    """A day of the programme: its date and its agenda tab."""

    date: date
    tab: UUID | None = None


@dataclass(frozen=True, slots=True)
class HeldDay:
    """A stored schedule date. Sessions that start from its start until just before its end belong to it."""

    day: Day
    starts_at: datetime
    ends_at: datetime

    def holds(self, starts_at: datetime) -> bool:
        return self.starts_at <= starts_at < self.ends_at


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The event that a session must fit into.

    `linked`: the occurrences that it is linked to by name; `off`: those that do not take place; `tracks`: the schedule
    date of each track, if it has one; `sessions`: how many sessions there are.
    """

    timezone: str
    capacity: int | None = None
    occurrences: Mapping[UUID, Span] = field(default_factory=dict)
    linked: frozenset[UUID] = frozenset()
    off: frozenset[UUID] = frozenset()
    tickets: Collection[UUID] = ()
    tracks: Mapping[UUID, UUID | None] = field(default_factory=dict)
    locations: Collection[UUID] = ()
    schedule_dates: Mapping[UUID, HeldDay] = field(default_factory=dict)
    agenda_tabs: Collection[UUID] = ()
    speakers: Collection[UUID] = ()
    sessions: int = 0

    def day_of(self, instant: datetime) -> date:
        """The date in the event's time zone."""
        return local_of(instant, self.timezone).date()

    def under(self, starts_at: datetime, tab: UUID | None) -> UUID | None:
        """The first schedule date of a tab, or of none, that holds a start."""
        able = [
            (held.starts_at, str(uuid), uuid)
            for uuid, held in self.schedule_dates.items()
            if held.day.tab == tab and held.holds(starts_at)
        ]
        return min(able)[2] if able else None


def problems_with_links(patch: SessionPatch, around: Surroundings, *, unlinked: bool = False) -> list[Problem]:
    """References that do not exist, are repeated or are too many.

    `unlinked`: the stored session is SPECIFIC without any date, because its dates were deleted; it may stay so.
    """
    found = []
    if not (unlinked and linked(patch.get("occurrences")) == (LinkType.SPECIFIC, ())):
        found += _problems_with_linked(patch.get("occurrences"), around.occurrences, "occurrences")
    found += _problems_with_linked(patch.get("tickets"), around.tickets, "tickets")
    for name, among in REFERENCES.items():
        uuid: UUID | None = value_of(patch, name)
        if uuid is not None and uuid not in getattr(around, among):
            found.append(_not_found((camel(name),)))
    found += _problems_with_location(patch)
    speakers = patch.get("speaker_uuids") or ()
    return found + _problems_with_uuids(speakers, around.speakers, limits.SESSION_SPEAKERS, ("speakerUuids",))


def _problems_with_location(patch: SessionPatch) -> list[Problem]:
    """A location by name or address, which excludes `locationUuid`."""
    name = patch.get("location")
    if name is None:
        return []
    if patch.get("location_uuid") is not None:
        sentence = "Send either location or locationUuid."
        return [Problem(ProblemCode.INVALID, sentence, ("location",))]
    return PLACE.problems(name, ("location",))


def links(patch: SessionPatch) -> tuple[SessionValues, dict[str, tuple[UUID, ...]]]:
    """The columns of valid references, and the lists that replace the stored ones."""
    columns: SessionValues = {}
    lists: dict[str, tuple[UUID, ...]] = {}
    if "occurrences" in patch:
        columns["occurrences_type"], lists["occurrences"] = linked(patch["occurrences"])
    if "tickets" in patch:
        columns["tickets_type"], lists["tickets"] = linked(patch["tickets"])
    if "track_uuid" in patch:
        columns["track_id"] = patch["track_uuid"]
    if "location_uuid" in patch:
        columns["location_id"] = patch["location_uuid"]
    if "image_file_uuid" in patch:
        columns["image_file_id"] = patch["image_file_uuid"]
    if "location" in patch and patch.get("location_uuid") is None:
        # The operation finds the location of this name, or creates it.
        columns["location_id"] = None
    if "speaker_uuids" in patch:
        lists["speakers"] = tuple(patch["speaker_uuids"] or ())
    return columns, lists


def linked(given: SessionOccurrencesPatch | SessionTicketsPatch | None) -> tuple[str, tuple[UUID, ...]]:
    """Type and list; with `ALL` the list is ignored."""
    if given is None or given["type"] == LinkType.ALL:
        return LinkType.ALL, ()
    return LinkType.SPECIFIC, tuple(given.get("uuids") or ())


def _problems_with_linked(
    given: SessionOccurrencesPatch | SessionTicketsPatch | None, known: Collection[UUID], name: str
) -> list[Problem]:
    kind, uuids = linked(given)
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
