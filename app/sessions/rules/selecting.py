"""One user's selection of an event's sessions. Pure.

A session is chosen on one of its dates, or as a whole if it has none. Included sessions are added to every selection.
An organiser may override overlaps, locks, the single choice and tickets, but never a capacity.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.core import limits
from app.core.fields import too_many
from app.core.problems import Path, Problem, ProblemCode, Warning, WarningCode
from app.core.time import to_local_text
from app.sessions.rules.overlaps import Held, Overlap, overlap

PATH: Path = ("sessionUuids",)
DATES: Path = ("sessionOccurrenceUuids",)
MOST_CHOICES = 10


@dataclass(frozen=True, slots=True)
class Option:
    """A session on one of its dates, or as a whole, that a user may choose.

    `date` is None if it has no dates. `admitted`: whether the user has a ticket for it, if it needs one; `taken`: how
    many others have chosen it; `room`: None means no limit; `off`: it or its date is called off; `local`: its local
    start.
    """

    held: Held
    date: UUID | None = None
    included: bool = False
    by_default: bool = False
    locked: bool = False
    admitted: bool = True
    taken: int = 0
    room: int | None = None
    sold_out_message: str | None = None
    off: bool = False
    ended: bool = False
    local: datetime | None = None


@dataclass(frozen=True, slots=True)
class Requested:
    """The sessions and dates that were sent, in order; None for both means the default sessions."""

    sessions: Sequence[UUID] | None = None
    dates: Sequence[UUID] | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """The new selection: ids of dates, and of sessions without dates."""

    chosen: frozenset[UUID] = frozenset()
    warnings: list[Warning] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def choose(
    wanted: Requested,
    offered: Mapping[UUID, Option],
    before: frozenset[UUID],
    places: Collection[UUID] = (),
    *,
    single: bool,
    override: bool,
) -> Choice:
    """Plan a selection. `places`: the dates of the event that the user holds a place on."""
    if found := too_many(wanted.sessions, limits.LINKED, PATH) + too_many(wanted.dates, limits.LINKED, DATES):
        return Choice(problems=found)
    paths, found = _named(wanted, offered, places)
    chosen = set(paths)
    of_session = _by_session(offered)
    for rows in of_session.values():
        first = offered[rows[0]]
        default = wanted == Requested() and first.by_default and (first.admitted or override)
        if first.included or default:
            chosen |= set(_own(rows, offered, places))
    where = DATES if wanted.sessions is None and wanted.dates is not None else PATH
    found += _problems_with_new(chosen - before, offered, paths, where, override=override)
    optional = [uuid for uuid in chosen if not offered[uuid].included]
    if single and len(optional) > 1 and not override:
        found.append(Problem(ProblemCode.TOO_MANY, "One session of this event can be chosen.", where))
    for uuid in sorted((before - chosen) & offered.keys(), key=str):
        left = offered[uuid]
        # Included sessions follow the user's places, and sessions that are called off are dropped.
        if left.locked and not left.included and not left.off and not override:
            sentence = f"“{left.held.name}” is locked once it is chosen."
            found.append(Problem(ProblemCode.LOCKED, sentence, where))
    pairs = conflicts([offered[uuid].held for uuid in chosen if not offered[uuid].off])
    warnings = []
    for pair in pairs:
        path = paths.get(pair.second.uuid) or paths.get(pair.first.uuid, where)
        if override:
            warnings.append(Warning(WarningCode.SESSIONS_OVERLAP, pair.sentence(), path))
        else:
            found.append(Problem(ProblemCode.CONFLICT, pair.sentence(), path))
    return Choice(problems=found) if found else Choice(frozenset(chosen), warnings)


def conflicts(chosen: Sequence[Held]) -> list[Overlap]:
    """The overlapping pairs of which one prevents conflicts, by start."""
    ordered = sorted(chosen, key=lambda each: (each.span.starts_at, str(each.uuid)))
    found = []
    for place, first in enumerate(ordered):
        for second in ordered[place + 1 :]:
            if second.span.starts_at >= first.span.ends_at:
                break
            if (first.exclusive or second.exclusive) and overlap(first.span, second.span):
                found.append(Overlap(first, second, "in time"))
    return found


def _problems_with_new(
    new: Iterable[UUID],
    offered: Mapping[UUID, Option],
    paths: Mapping[UUID, Path],
    where: Path,
    *,
    override: bool,
) -> list[Problem]:
    """New choices must take place, have a place left and admit the user."""
    found = []
    for uuid in sorted(new, key=str):
        each, path = offered[uuid], paths.get(uuid, where)
        if each.off:
            sentence = f"“{each.held.name}” has been called off."
            found.append(Problem(ProblemCode.CANCELLED, sentence, path))
        if each.room is not None and each.taken >= each.room:
            sentence = each.sold_out_message or f"“{each.held.name}” has no place left."
            found.append(Problem(ProblemCode.SOLD_OUT, sentence, path))
        if not each.admitted and not override:
            sentence = f"“{each.held.name}” is for holders of one of its tickets."
            found.append(Problem(ProblemCode.NEEDS_TICKET, sentence, path))
    return found


def _named(
    wanted: Requested, offered: Mapping[UUID, Option], places: Collection[UUID]
) -> tuple[dict[UUID, Path], list[Problem]]:
    """The choices that were sent, each with its path."""
    of_session = _by_session(offered)
    paths: dict[UUID, Path] = {}
    found: list[Problem] = []
    seen: set[UUID] = set()
    for index, session in enumerate(wanted.sessions or ()):
        path = (*PATH, str(index))
        rows = of_session.get(session, [])
        if session in seen:
            found.append(Problem(ProblemCode.NOT_UNIQUE, "The list has this already.", path))
        elif not rows:
            sentence = "The event has no session with this uuid that can be chosen."
            found.append(Problem(ProblemCode.NOT_FOUND, sentence, path))
        elif len(rows) == 1:
            paths[rows[0]] = path
        else:
            held = [row for row in rows if offered[row].date in places]
            if len(held) == 1:
                paths[held[0]] = path
            else:
                found.append(_choice_needed(held or rows, offered, path))
        seen.add(session)
    for index, row in enumerate(wanted.dates or ()):
        path = (*DATES, str(index))
        if row in paths or row in seen:
            found.append(Problem(ProblemCode.NOT_UNIQUE, "This is chosen already.", path))
        elif row not in offered or offered[row].date is None:
            sentence = "No session of the event has a date with this uuid that can be chosen."
            found.append(Problem(ProblemCode.NOT_FOUND, sentence, path))
        else:
            paths[row] = path
        seen.add(row)
    return paths, found


def _by_session(offered: Mapping[UUID, Option]) -> dict[UUID, list[UUID]]:
    """The offered dates of each session, by start."""
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for uuid in sorted(offered, key=lambda uuid: (offered[uuid].held.span.starts_at, str(uuid))):
        found[offered[uuid].held.whole].append(uuid)
    return found


def _own(rows: Sequence[UUID], offered: Mapping[UUID, Option], places: Collection[UUID]) -> list[UUID]:
    """The dates on which a user has an included session: those of their places, or else the next."""
    able = [row for row in rows if not offered[row].off]
    if len(rows) == 1 and offered[rows[0]].date is None:
        return able
    if places:
        return [row for row in able if offered[row].date in places]
    return able if len(rows) == 1 else [row for row in able if not offered[row].ended][:1]


def _choice_needed(rows: Sequence[UUID], offered: Mapping[UUID, Option], path: Path) -> Problem:
    able = [row for row in rows if not offered[row].off and not offered[row].ended] or list(rows)
    shown = [
        f"{row} ({to_local_text(local)})" if (local := offered[row].local) is not None else str(row)
        for row in able[:MOST_CHOICES]
    ]
    more = f" and {len(able) - MOST_CHOICES} more" if len(able) > MOST_CHOICES else ""
    sentence = (
        f"“{offered[rows[0]].held.name}” takes place on several dates: send one of these in sessionOccurrenceUuids:"
        f" {', '.join(shown)}{more}."
    )
    return Problem(ProblemCode.CHOICE_NEEDED, sentence, path)
