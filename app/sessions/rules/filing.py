"""The agenda tab and the days of the programme of a session. Pure.

A session is in a tab, or in none; each of its rows belongs to the schedule date there that holds its start. Schedule
dates belong to tabs and tracks may belong to schedule dates, so that a track implies its day, and a day its tab.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.core.problems import Problem, ProblemCode, Warning, WarningCode
from app.sessions.columns import SessionValues
from app.sessions.patches.session import SessionPatch
from app.sessions.rules.links import Day, Surroundings

FILED_BY = frozenset({"track_uuid", "schedule_date_uuid", "agenda_tab_uuid"})
ELSEWHERE = "No date of the session starts on this schedule date."


@dataclass(frozen=True, slots=True)
class Filed:
    """The tab and the track of a stored session, and the schedule dates of its rows."""

    tab: UUID | None = None
    under: frozenset[UUID] = frozenset()
    track: UUID | None = None


@dataclass(frozen=True, slots=True)
class Filing:
    """The changes to write. `day`: a schedule date to create."""

    columns: SessionValues = field(default_factory=SessionValues)
    day: Day | None = None
    warnings: list[Warning] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def file(
    patch: SessionPatch,
    starts_at: datetime,
    starts: Sequence[datetime],
    around: Surroundings,
    stored: Filed | None = None,
    *,
    moved: bool = False,
) -> Filing:
    """Plan the tab, named directly or by a day or track in it, and the days there.

    `starts_at` is the start that was sent, `starts` those of all rows, or of the session itself without rows.
    """
    tab, found = _tab(patch, around, stored)
    if found:
        return Filing(problems=found)
    under = frozenset(uuid for each in starts if (uuid := around.under(each, tab)) is not None)
    day = _missing(patch, starts_at, tab, around)
    columns: SessionValues = {"agenda_tab_id": tab, "schedule_date_id": around.under(starts[0], tab)}
    named: UUID | None = patch.get("schedule_date_uuid")
    bound = around.tracks.get(track) if (track := patch.get("track_uuid")) is not None else None
    for name, needed in (("scheduleDateUuid", named), ("trackUuid", bound)):
        if needed is not None and needed not in under:
            found.append(Problem(ProblemCode.OUT_OF_RANGE, ELSEWHERE, (name,)))
    warnings = []
    if stored is not None:
        left = stored.under - under
        dropped = _drops_track(patch, stored, under, around)
        if dropped and not moved and (named or "agenda_tab_uuid" in patch):
            name = "scheduleDateUuid" if named else "agendaTabUuid"
            sentence = "The session's track belongs to another schedule date."
            found.append(Problem(ProblemCode.INVALID, sentence, (name,)))
        elif dropped:
            columns["track_id"] = None
        if dropped or (moved and left):
            warnings.append(_refiled(left, around, dropped=dropped))
    return Filing(columns, day, warnings, found)


def _tab(patch: SessionPatch, around: Surroundings, stored: Filed | None) -> tuple[UUID | None, list[Problem]]:
    """The tab by the tab, day and track that were sent, which must agree."""
    named: UUID | None = patch.get("schedule_date_uuid")
    bound = around.tracks.get(track) if (track := patch.get("track_uuid")) is not None else None
    if named and bound and named != bound:
        sentence = "The track belongs to another schedule date."
        return None, [Problem(ProblemCode.INVALID, sentence, ("trackUuid",))]
    tab: UUID | None = patch.get("agenda_tab_uuid")
    chosen = named or bound
    if chosen is not None:
        above = around.schedule_dates[chosen].day.tab
        if tab is not None and above != tab:
            sentence = "The schedule date is not in this agenda tab."
            return None, [Problem(ProblemCode.INVALID, sentence, ("agendaTabUuid",))]
        return above, []
    return (stored.tab if stored is not None and "agenda_tab_uuid" not in patch else tab), []


def _missing(patch: SessionPatch, starts_at: datetime, tab: UUID | None, around: Surroundings) -> Day | None:
    """The day of the start, if it must be created: for an event of one date, or if a date or tab was sent."""
    one = len(around.occurrences) <= 1
    if not one and patch.get("agenda_tab_uuid") is None and patch.get("date") is None:
        return None
    day = Day(around.day_of(starts_at), tab)
    if around.under(starts_at, tab) is not None or any(held.day == day for held in around.schedule_dates.values()):
        return None
    return day


def _drops_track(patch: SessionPatch, stored: Filed, under: frozenset[UUID], around: Surroundings) -> bool:
    """Whether its track belongs to a day without any of its rows."""
    if "track_uuid" in patch or stored.track is None:
        return False
    bound = around.tracks.get(stored.track)
    return bound is not None and bound not in under


def _refiled(left: frozenset[UUID], around: Surroundings, *, dropped: bool) -> Warning:
    known = around.schedule_dates
    days = ", ".join(sorted({str(known[uuid].day.date) for uuid in left if uuid in known}))
    sentence = f"The session has moved to another day and is no longer filed under {days}." if days else ""
    if dropped:
        sentence = f"{sentence} It has left its track, which is one of another day.".strip()
    return Warning(WarningCode.SESSION_REFILED, sentence, ("startsOn",))
