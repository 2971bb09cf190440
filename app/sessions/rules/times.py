"""Start, end and time zone of a session, from a patch and the stored times. Pure."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from app.core import limits
from app.core.datetimes import Resolved, resolve
from app.core.fields import Number, Zone, camel, check
from app.core.patches import ZonedDateTimePatch
from app.core.problems import Path, Problem, ProblemCode, Warning
from app.core.time import LATEST, find_zone, local_of, to_utc_text
from app.sessions.patches.session import SessionPatch
from app.sessions.rules import clocks

DURATION = {"duration_minutes": Number(1, limits.OFFSET_MINUTES)}
LONGEST = timedelta(minutes=limits.OFFSET_MINUTES)
TOO_LATE = f"A session must end by {to_utc_text(LATEST)}."
NEEDS_AN_END = "A session needs durationMinutes, endsOn or endTime."


@dataclass(frozen=True, slots=True)
class Span:
    """From one instant to another."""

    starts_at: datetime
    ends_at: datetime

    def holds(self, other: "Span") -> bool:
        """Whether the other lies inside, ends included."""
        return self.starts_at <= other.starts_at and other.ends_at <= self.ends_at


@dataclass(frozen=True, slots=True)
class Times:
    """The instants of a session, the zone of its local times, and whether it follows the event's zone."""

    span: Span
    timezone: str
    use_event_timezone: bool


@dataclass(frozen=True, slots=True)
class PlannedTimes:
    """`times` is None if they are invalid.

    `past`: the problem of a new start in the past. The caller decides: such a start may move the later dates of a
    session.
    """

    times: Times | None
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)
    past: Problem | None = None

    def strictly(self) -> "PlannedTimes":
        """The same, refused if its start is past."""
        return self if self.past is None else PlannedTimes(None, [*self.problems, self.past])


def plan_times(
    patch: SessionPatch,
    event_zone: str,
    stored: Times | None = None,
    *,
    after: datetime | None,
    known: Collection[datetime] = (),
) -> PlannedTimes:
    """Merge a patch into the stored times. A start that is not `known` is `past` unless it is later than `after`."""
    follows = _follows_event(patch, stored)
    zone, found = _zone(patch, event_zone, stored, follows=follows)
    found += check(patch, DURATION)
    if zone is None:
        return PlannedTimes(None, found)
    moved_by = _moved_by(patch, follows=follows)
    start = _start(patch, zone, stored, moved_by)
    end = _end(patch, start.instant, zone, stored, moved_by)
    found += start.problems + end.problems
    past = None
    if start.instant is not None and _is_past(start.instant, stored, after, known):
        sentence = "A session must start in the future when it is created or moved."
        past = Problem(ProblemCode.NOT_IN_FUTURE, sentence, (moved_by,))
    if start.instant is None or end.instant is None or found:
        return PlannedTimes(None, found, past=past)
    times = Times(Span(start.instant, end.instant), zone, follows)
    return PlannedTimes(times, warnings=start.warnings + end.warnings, past=past)


def _moved_by(patch: SessionPatch, *, follows: bool) -> str:
    """The field that changes the start; a new zone alone changes it too."""
    if clocks.has_start(patch):
        return clocks.start_field(patch)
    return "startsOn" if "starts_on" in patch else "useEventTimezone" if follows else "timezone"


def _follows_event(patch: SessionPatch, stored: Times | None) -> bool:
    if "use_event_timezone" in patch:
        return patch["use_event_timezone"] is not False
    return stored is None or stored.use_event_timezone


def _zone(
    patch: SessionPatch, event_zone: str, stored: Times | None, *, follows: bool
) -> tuple[str | None, list[Problem]]:
    """The zone of the local times, or None with the problems."""
    given = patch.get("timezone")
    if given is not None and (wrong := Zone().problems(given, ("timezone",))):
        return None, wrong
    named = find_zone(given) if given is not None else None
    if follows:
        if named in (None, event_zone):
            return event_zone, []
        sentence = f"The session follows its event's zone, {event_zone}, unless useEventTimezone is false."
        return None, [Problem(ProblemCode.INVALID, sentence, ("timezone",))]
    if named is None and "timezone" not in patch and stored and not stored.use_event_timezone:
        return stored.timezone, []
    if named is None:
        sentence = "A session that does not follow its event's zone needs one of its own."
        return None, [Problem(ProblemCode.REQUIRED, sentence, ("timezone",))]
    return named, []


def _start(patch: SessionPatch, zone: str, stored: Times | None, moved_by: str) -> Resolved:
    """The start by `starts_on`, by `date` and `start_time`, or by both if they agree; else the stored one."""
    if (starts_on := patch.get("starts_on")) is not None:
        start = _sent(starts_on, zone).under(("startsOn",))
        if start.instant is None:
            return start
        wrong = clocks.problems_with_start(patch, local_of(start.instant, zone))
        return Resolved(None, wrong) if wrong else start
    shown = None if stored is None else local_of(stored.span.starts_at, stored.timezone)
    if clocks.has_start(patch):
        wall, found = clocks.start(patch, shown)
        return Resolved(None, found) if wall is None else _by_wall(wall, zone, stored, "starts_at", moved_by)
    emptied = [camel(name) for name in ("starts_on", *clocks.START) if name in patch]
    if stored is None or shown is None or emptied:
        return _refused(ProblemCode.REQUIRED, "A session needs a start.", (*emptied, "startsOn")[:1])
    # A new zone keeps the local time and changes the instant, as for a whole event.
    return _by_wall(shown, zone, stored, "starts_at", moved_by)


def _by_wall(wall: datetime, zone: str, stored: Times | None, name: str, path: str) -> Resolved:
    """The instant of a local time; the stored instant if it has this local time, which may exist twice."""
    if stored is not None and stored.timezone == zone:
        kept: datetime = getattr(stored.span, name)
        if local_of(kept, zone) == wall:
            return Resolved(kept)
    meant = resolve(utc=None, local=wall, zone=zone)
    return Resolved(
        meant.instant,
        [replace(problem, path=(path,)) for problem in meant.problems],
        [replace(warning, path=(path,)) for warning in meant.warnings],
    )


def _end(patch: SessionPatch, start: datetime | None, zone: str, stored: Times | None, moved_by: str) -> Resolved:
    """The end by `ends_on`, `duration_minutes` and `end_time`, which must agree; else by the stored times."""
    minutes = patch.get("duration_minutes")
    if minutes is not None and check(patch, DURATION):
        return Resolved(None)
    length = None if minutes is None else timedelta(minutes=minutes)
    if (ends_on := patch.get("ends_on")) is not None:
        end = _sent(ends_on, zone).under(("endsOn",))
        if start is None or end.instant is None:
            return end
        wrong = _problems_with_end(start, end.instant, length, "endsOn")
        end = Resolved(None, wrong) if wrong else end
    elif length is not None:
        end = _after(start, length, "durationMinutes")
    else:
        return _end_by_clock(patch, start, zone, stored, moved_by)
    if end.instant is None:
        return end
    wrong = clocks.problems_with_end(patch, local_of(end.instant, zone))
    return Resolved(None, wrong) if wrong else end


def _end_by_clock(
    patch: SessionPatch, start: datetime | None, zone: str, stored: Times | None, moved_by: str
) -> Resolved:
    """The end by `end_time`; else `starts_on` keeps the length, and `start_time` keeps the local time of the end."""
    given = patch.get("end_time")
    path = moved_by if given is None else "endTime"
    if given is None:
        emptied = [camel(name) for name in ("duration_minutes", "ends_on", "end_time") if name in patch]
        if stored is None or emptied:
            return _refused(ProblemCode.REQUIRED, NEEDS_AN_END, (*emptied, "durationMinutes")[:1])
        if patch.get("starts_on") is not None or not clocks.has_start(patch):
            return _after(start, stored.span.ends_at - stored.span.starts_at, moved_by)
    if start is None:
        return Resolved(None)
    shown = local_of(start, zone)
    if given is not None:
        wall = datetime.combine(shown, given)
    else:
        assert stored is not None
        before = local_of(stored.span.starts_at, stored.timezone)
        try:
            wall = local_of(stored.span.ends_at, stored.timezone) + (shown.date() - before.date())
        except OverflowError:
            return _refused(ProblemCode.OUT_OF_RANGE, TOO_LATE, (path,))
    end = _by_wall(wall, zone, stored, "ends_at", path)
    if end.instant is None:
        return end
    wrong = _problems_with_end(start, end.instant, None, path)
    return Resolved(None, wrong) if wrong else end


def _after(start: datetime | None, length: timedelta, path: str) -> Resolved:
    if start is None:
        return Resolved(None)
    if length > LATEST - start:
        return _refused(ProblemCode.OUT_OF_RANGE, TOO_LATE, (path,))
    return Resolved(start + length)


def _problems_with_end(start: datetime, end: datetime, length: timedelta | None, name: str) -> list[Problem]:
    """The problems of an end with the start and with a duration that was sent."""
    path = (name,)
    if end <= start:
        return [Problem(ProblemCode.OUT_OF_RANGE, "A session must end after it starts.", path)]
    apart, over = divmod(end - start, timedelta(minutes=1))
    if over:
        return [Problem(ProblemCode.INVALID, "A session lasts whole minutes.", path)]
    if length is not None and end - start != length:
        sentence = f"From startsOn to endsOn it is {apart} minutes; durationMinutes differs."
        return [Problem(ProblemCode.TIMES_DISAGREE, sentence, path)]
    if end - start > LONGEST:
        sentence = f"A session lasts at most {limits.OFFSET_MINUTES} minutes."
        return [Problem(ProblemCode.OUT_OF_RANGE, sentence, path)]
    return []


def _sent(given: ZonedDateTimePatch, zone: str) -> Resolved:
    return resolve(utc=given.get("utc"), local=given.get("local"), zone=zone)


def _refused(code: ProblemCode, sentence: str, path: Path) -> Resolved:
    return Resolved(None, [Problem(code, sentence, path)])


def _is_past(start: datetime, stored: Times | None, after: datetime | None, known: Collection[datetime]) -> bool:
    moved = stored is None or (start != stored.span.starts_at and start not in known)
    return moved and after is not None and start <= after
