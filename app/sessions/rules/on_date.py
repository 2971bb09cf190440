"""A session on one of its dates: its own times and capacity there, and calling it off. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from app.core import limits
from app.core.fields import Choice, Number, Rule, Text, check
from app.core.problems import Path, Problem, ProblemCode, Warning, WarningCode
from app.core.time import to_utc_text
from app.sessions.columns import SessionOccurrenceValues
from app.sessions.patches.dates import UpdateSessionOccurrencePatch
from app.sessions.patches.session import SessionPatch
from app.sessions.rules.dates import start_in
from app.sessions.rules.status import room
from app.sessions.rules.times import Span, Times, plan_times
from app.sessions.values import RsvpCapacity

ROW: dict[str, Rule] = {
    "enabled": Choice(default=True),
    "reason": Text(limits.CANCELLATION_REASON),
    "capacity": Number(0, limits.COUNT),
    "rsvp_capacity": Choice(),
}
TIMED_BY = frozenset({"starts_on", "ends_on", "duration_minutes"})


@dataclass(frozen=True, slots=True)
class OnDate:
    """A stored row and what it depends on: its date, its session's offset and length, and the capacities.

    `rsvp`, `rsvp_capacity` and `capacity` are the session's; those that start with `own_` are the row's. `enabled` and
    `reason` are the row's; `date_enabled` and `date_reason` those of its date, which apply to the row as well.
    """

    times: Times
    date: Span
    event_zone: str
    offset_seconds: int
    length: Span
    enabled: bool = True
    reason: str | None = None
    date_enabled: bool = True
    date_reason: str | None = None
    selected: int = 0
    own_capacity: int | None = None
    own_rsvp_capacity: RsvpCapacity | None = None
    rsvp: bool = False
    rsvp_capacity: RsvpCapacity = RsvpCapacity.UNLIMITED
    capacity: int | None = None
    event_capacity: int | None = None


@dataclass(frozen=True, slots=True)
class RowPlan:
    """The changes to write; `span` is None if the times do not change. `own_times`: whether the row now has its own."""

    columns: SessionOccurrenceValues = field(default_factory=SessionOccurrenceValues)
    span: Span | None = None
    own_times: bool | None = None
    warnings: list[Warning] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def plan_row(patch: UpdateSessionOccurrencePatch, row: OnDate, *, after: datetime) -> RowPlan:
    """Merge a patch into the stored row."""
    patch = _without_own_answers(patch, row)
    problems = check(patch, ROW)
    span, own, timed, warnings = _span(patch, row, after)
    problems += timed + _problems_with_reason(patch, row) + _problems_with_room(patch, row)
    if problems:
        return RowPlan(problems=problems)
    columns: SessionOccurrenceValues = {}
    if "capacity" in patch:
        columns["capacity"] = patch["capacity"]
    if "rsvp_capacity" in patch:
        kind = patch["rsvp_capacity"]
        columns["rsvp_capacity"] = None if kind is None else kind.name
    if "reason" in patch:
        columns["cancellation_reason"] = patch["reason"]
    if "enabled" in patch:
        columns["enabled"] = patch["enabled"] is not False
        if columns["enabled"]:
            columns["cancellation_reason"] = None
    if row.enabled and columns.get("enabled") is False and row.selected:
        users = "1 user has" if row.selected == 1 else f"{row.selected} users have"
        warnings.append(Warning(WarningCode.CHOSEN_BY_USERS, f"{users} chosen the session on this date.", ("enabled",)))
    changed = span is not None and span != row.times.span
    return RowPlan(columns, span if changed else None, own if changed or own is False else None, warnings)


def _without_own_answers(patch: UpdateSessionOccurrencePatch, row: OnDate) -> UpdateSessionOccurrencePatch:
    """The patch without values that only repeat those of a date that is called off.

    `Session.dates` shows a session as called off, with the reason, also if only its date is: sending that back must
    not call the session off.
    """
    if patch.get("enabled", False) is not False:
        return patch
    changes = patch.copy()
    repeats_reason = patch.get("reason") == (row.reason or row.date_reason)
    repeats_date = row.enabled and not row.date_enabled and ("reason" not in patch or repeats_reason)
    if patch.get("enabled") is False and repeats_date:
        del changes["enabled"]
    if repeats_reason:
        changes.pop("reason", None)
    return changes


def usual_length(usual: Iterable[Span], own: Span, now: datetime) -> Span:
    """A span with the session's usual length, from a row without its own times, preferably one that has not begun."""
    spans = list(usual)
    return next((span for span in (*(each for each in spans if each.starts_at > now), *spans)), own)


def _span(
    patch: UpdateSessionOccurrencePatch, row: OnDate, after: datetime
) -> tuple[Span | None, bool | None, list[Problem], list[Warning]]:
    """Start and end, and whether they are the row's own. Null restores those of the session."""
    if TIMED_BY.isdisjoint(patch):
        return None, None, [], []
    back = "starts_on" in patch and patch["starts_on"] is None
    sent = _sent_times(patch)
    usual = row.length.ends_at - row.length.starts_at
    stored = row.times
    if back:
        starts_at, _moved = start_in(row.date.starts_at, row.offset_seconds, row.event_zone)
        stored = Times(Span(starts_at, starts_at + usual), stored.timezone, stored.use_event_timezone)
    elif any(name in patch and name not in sent for name in ("ends_on", "duration_minutes")):
        start = stored.span.starts_at
        stored = Times(Span(start, start + usual), stored.timezone, stored.use_event_timezone)
    planned = plan_times(sent, row.event_zone, stored, after=after, known=(row.times.span.starts_at,)).strictly()
    if planned.times is None:
        return None, None, planned.problems, []
    span = planned.times.span
    found = []
    if back and span.starts_at != row.times.span.starts_at and span.starts_at <= after:
        sentence = "On this date the session would have started already."
        found.append(Problem(ProblemCode.NOT_IN_FUTURE, sentence, ("startsOn",)))
    whole = back and not sent
    starts_at, _moved = start_in(row.date.starts_at, row.offset_seconds, row.event_zone)
    own = not whole and (span == row.times.span or span != Span(starts_at, starts_at + usual))
    if span != row.times.span and not whole and not row.date.holds(span):
        first, last = to_utc_text(row.date.starts_at), to_utc_text(row.date.ends_at)
        sentence = f"The session must lie inside its occurrence, which lasts from {first} to {last}."
        found.append(Problem(ProblemCode.OUT_OF_RANGE, sentence, _path_of(sent)))
    return span, own, found, planned.warnings


def _sent_times(patch: UpdateSessionOccurrencePatch) -> SessionPatch:
    """The times that are not null."""
    times: SessionPatch = {}
    if (starts_on := patch.get("starts_on")) is not None:
        times["starts_on"] = starts_on
    if (ends_on := patch.get("ends_on")) is not None:
        times["ends_on"] = ends_on
    if (minutes := patch.get("duration_minutes")) is not None:
        times["duration_minutes"] = minutes
    return times


def _path_of(sent: SessionPatch) -> Path:
    if "starts_on" in sent:
        return ("startsOn",)
    return ("endsOn",) if "ends_on" in sent else ("durationMinutes",)


def _problems_with_reason(patch: UpdateSessionOccurrencePatch, row: OnDate) -> list[Problem]:
    """Only a session that is called off has a reason."""
    off = patch["enabled"] is False if "enabled" in patch else not row.enabled
    if patch.get("reason") is None or off:
        return []
    sentence = "A reason goes with a session that is called off on this date."
    return [Problem(ProblemCode.INVALID, sentence, ("reason",))]


def _problems_with_room(patch: UpdateSessionOccurrencePatch, row: OnDate) -> list[Problem]:
    """Its own capacity, else the session's: at most the event's, no less than is chosen. Unchanged values are valid."""
    if not {"capacity", "rsvp_capacity"} & patch.keys():
        return []
    found = []
    own = patch.get("capacity", row.own_capacity)
    own_rsvp = patch.get("rsvp_capacity", row.own_rsvp_capacity)
    if (own, own_rsvp) == (row.own_capacity, row.own_rsvp_capacity):
        return []
    capacity = row.capacity if own is None else own
    counted = own_rsvp or row.rsvp_capacity
    if own not in (None, row.own_capacity) and row.event_capacity is not None and own > row.event_capacity:
        sentence = f"The event has room for {row.event_capacity}; a session of it cannot have more."
        found.append(Problem(ProblemCode.OUT_OF_RANGE, sentence, ("capacity",)))
    if row.rsvp and counted == RsvpCapacity.FIXED and capacity is None:
        sentence = "With FIXED, the places that can be confirmed need a number."
        found.append(Problem(ProblemCode.REQUIRED, sentence, ("capacity",)))
    bound = room(row.rsvp, counted, capacity)
    if bound is not None and 0 <= bound < row.selected:
        sentence = f"{row.selected} users have chosen it on this date; the capacity cannot be less."
        found.append(Problem(ProblemCode.OUT_OF_RANGE, sentence, ("capacity",)))
    return found
