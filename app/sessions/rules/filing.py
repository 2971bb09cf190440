"""Under which day of the programme, and so in which agenda tab, a session is filed. Pure.

Schedule dates lie in tabs and tracks may lie in schedule dates, so each of them says the ones above it.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from app.core.fields import Patch
from app.core.problems import Problem, ProblemCode
from app.sessions.rules.links import Day, Surroundings

FILED_BY = frozenset({"track_uuid", "schedule_date_uuid", "agenda_tab_uuid"})


@dataclass(frozen=True, slots=True)
class Filed:
    """Where a stored session is filed, and what its start says of it."""

    starts_at: datetime
    schedule_date: UUID | None
    track: UUID | None = None


@dataclass(frozen=True, slots=True)
class Filing:
    """`schedule_date`: one that is there. `day`: found or made by who writes. Neither: all stays."""

    schedule_date: UUID | None = None
    day: Day | None = None
    problems: list[Problem] = field(default_factory=list)


def file(patch: Patch, starts_at: datetime, around: Surroundings, stored: Filed | None = None) -> Filing:
    """The schedule date that was named; else that of the track; else the day of the start, in the tab."""
    named: UUID | None = patch.get("schedule_date_uuid")
    track: UUID | None = patch.get("track_uuid", stored.track if stored else None)
    bound = around.tracks.get(track) if track else None
    if named and bound and named != bound:
        path = "trackUuid" if "track_uuid" in patch else "scheduleDateUuid"
        sentence = "The track is one of another schedule date."
        return Filing(problems=[Problem(ProblemCode.INVALID, sentence, (path,))])
    chosen = named or bound
    tab: UUID | None = patch.get("agenda_tab_uuid")
    if chosen is not None:
        if tab is not None and around.schedule_dates[chosen].tab != tab:
            sentence = "The schedule date is not in this agenda tab."
            return Filing(problems=[Problem(ProblemCode.INVALID, sentence, ("agendaTabUuid",))])
        return Filing(None if stored and stored.schedule_date == chosen else chosen)
    before = around.schedule_dates.get(stored.schedule_date) if stored and stored.schedule_date else None
    if before is not None and "agenda_tab_uuid" not in patch:
        tab = before.tab
    day = Day(_day(patch, starts_at, around, stored, before), tab)
    return Filing(day=None if day == before else day)


def _day(patch: Patch, starts_at: datetime, around: Surroundings, stored: Filed | None, before: Day | None) -> date:
    """The day of the start, unless another one was chosen: then, or for a night's end, that one stays."""
    if stored is None or before is None or "schedule_date_uuid" in patch:
        return around.day_of(starts_at)
    return around.day_of(starts_at) if before.date == around.day_of(stored.starts_at) else before.date
