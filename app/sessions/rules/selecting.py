"""What one user's selection of an event's sessions may be. Pure.

Included sessions come to what is chosen by themselves. An organiser may override what only keeps a user in order:
overlaps, locks, the single choice, and the ticket that lets in; never how many there is room for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from app.core import limits
from app.core.fields import too_many
from app.core.problems import Path, Problem, ProblemCode, Warning, WarningCode
from app.sessions.rules.overlaps import Held, Overlap, overlap

PATH: Path = ("sessionUuids",)


@dataclass(frozen=True, slots=True)
class Offered:
    """A session that takes place, as one who chooses sees it.

    `admitted`: whether they have a ticket that lets them in, where it takes one; `taken`: by how many others;
    `room`: None for any number.
    """

    held: Held
    included: bool = False
    by_default: bool = False
    locked: bool = False
    admitted: bool = True
    taken: int = 0
    room: int | None = None
    sold_out_message: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """What becomes of the selection."""

    chosen: frozenset[UUID] = frozenset()
    warnings: list[Warning] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def choose(
    wanted: Sequence[UUID] | None,
    offered: Mapping[UUID, Offered],
    before: frozenset[UUID],
    *,
    single: bool,
    override: bool,
) -> Choice:
    """The sessions that were asked for (None: those selected by default) and those that everybody has."""
    if found := too_many(wanted, limits.LINKED, PATH):
        return Choice(problems=found)
    if wanted is None:
        asked = [uuid for uuid, each in offered.items() if each.by_default and (each.admitted or override)]
    else:
        asked = list(wanted)
    paths: dict[UUID, Path] = {uuid: (*PATH, str(index)) for index, uuid in enumerate(wanted or ())}
    found = _unknown_or_repeated(asked, offered)
    chosen = {uuid for uuid in asked if uuid in offered} | {uuid for uuid, each in offered.items() if each.included}
    for uuid in sorted(chosen - before, key=str):
        each = offered[uuid]
        if each.room is not None and each.taken >= each.room:
            sentence = each.sold_out_message or f"“{each.held.name}” has no place left."
            found.append(Problem(ProblemCode.SOLD_OUT, sentence, paths.get(uuid, PATH)))
        if not each.admitted and not override:
            sentence = f"“{each.held.name}” is for holders of one of its tickets."
            found.append(Problem(ProblemCode.WRONG_STATE, sentence, paths.get(uuid, PATH)))
    optional = [uuid for uuid in chosen if not offered[uuid].included]
    if single and len(optional) > 1 and not override:
        found.append(Problem(ProblemCode.TOO_MANY, "One session of this event can be chosen.", PATH))
    for uuid in sorted(before - chosen, key=str):
        if uuid in offered and offered[uuid].locked and not override:
            sentence = f"“{offered[uuid].held.name}” is locked once it is chosen."
            found.append(Problem(ProblemCode.WRONG_STATE, sentence, PATH))
    pairs = conflicts([offered[uuid].held for uuid in chosen])
    warnings = []
    for pair in pairs:
        path = paths.get(pair.second.uuid) or paths.get(pair.first.uuid, PATH)
        if override:
            warnings.append(Warning(WarningCode.SESSIONS_OVERLAP, pair.sentence(), path))
        else:
            found.append(Problem(ProblemCode.CONFLICT, pair.sentence(), path))
    return Choice(problems=found) if found else Choice(frozenset(chosen), warnings)


def conflicts(chosen: Sequence[Held]) -> list[Overlap]:
    """The pairs at one time of which one prevents conflicts, by their start."""
    ordered = sorted(chosen, key=lambda each: (each.span.starts_at, str(each.uuid)))
    found = []
    for place, first in enumerate(ordered):
        for second in ordered[place + 1 :]:
            if second.span.starts_at >= first.span.ends_at:
                break
            if (first.exclusive or second.exclusive) and overlap(first.span, second.span):
                found.append(Overlap(first, second, "in time"))
    return found


def _unknown_or_repeated(asked: Sequence[UUID], offered: Mapping[UUID, Offered]) -> list[Problem]:
    found = []
    for index, uuid in enumerate(asked):
        path = (*PATH, str(index))
        if uuid in asked[:index]:
            found.append(Problem(ProblemCode.NOT_UNIQUE, "The list has this already.", path))
        elif uuid not in offered:
            sentence = "The event has no session with this uuid that can be chosen."
            found.append(Problem(ProblemCode.NOT_FOUND, sentence, path))
    return found
