"""A plain model of a series: its dates with their contents, and how changes affect them, as docs/domain.md says."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from tests.dates.plain_rule import EXPLICIT, MINUTE, Rule, Span, instant, skipped, spans, wall

Key = Any


@dataclass
class Place:
    """Something with a uuid in a date: a session's row or a timeslot. `key` is None until it is stored."""

    starts: datetime
    minutes: int
    key: Key = None
    own: bool = False
    seats: int = 0
    capacity: int | None = None


@dataclass
class Session:
    """`offset`: from the start of a date to its own, on the wall clock; `dates`: None for all."""

    name: str
    offset: timedelta
    minutes: int
    dates: frozenset[Key] | None = None


@dataclass
class Date:
    """A stored date. `original`: the wall clock that the rule gives it."""

    original: datetime
    starts: datetime
    minutes: int
    key: Key = None
    enabled: bool = True
    reason: str | None = None
    out_of_rule: bool = False
    history: bool = False
    own: bool = False
    capacity: int | None = None
    seats: int = 0
    booked_once: bool = False
    rows: dict[str, Place] = field(default_factory=dict)
    slots: list[Place] = field(default_factory=list)

    @property
    def ends(self) -> datetime:
        return self.starts + self.minutes * MINUTE


@dataclass
class HttpError:
    """Where the refusal points at, and its code."""

    path: str
    code: str = "REQUIRED"


def untypable(rule: Rule, zone: str) -> HttpError | None:
    """A start that somebody types is refused where the clocks skip it."""
    typed = {"startsOn": rule.start}
    if rule.kind == "SCHEDULE":
        typed = {f"schedule.{index}": local for index, local in enumerate(rule.listed)}
    for name, local in typed.items():
        if skipped(local, zone):
            return HttpError(f"input.occurrence.{name}.local", "NONEXISTENT_LOCAL_TIME")
    return None


@dataclass
class Series:
    """An event that was published: what has ended has taken place."""

    zone: str
    rule: Rule
    dates: list[Date] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)

    def add(self, span: Span) -> Date:
        local = wall(span.starts, self.zone)
        made = Date(local, span.starts, int((span.ends - span.starts) / MINUTE))
        made.slots = [Place(starts, minutes, capacity=capacity) for starts, minutes, capacity in span.slots]
        for session in self.sessions:
            if session.dates is None:
                made.rows[session.name] = Place(self.lead(made, session), session.minutes)
        self.dates.append(made)
        return made

    def lead(self, day: Date, session: Session) -> datetime:
        """Where the session starts in the date."""
        return instant(wall(day.starts, self.zone) + session.offset, self.zone)

    # --- a changed rule

    def change(
        self, rule: Rule, now: datetime, choice: str | None = None, target: Date | None = None
    ) -> HttpError | None:
        """Pair the stored dates with what the rule gives now. A refusal changes nothing."""
        if refusal := untypable(rule, self.zone):
            return refusal
        whole = spans(rule, self.zone, now)
        wanted = [span for span in whole if rule.kind in EXPLICIT or span.ends > now]
        in_play = [day for day in self.dates if not day.history and day.ends > now]
        others = [day for day in self.dates if day not in in_play]
        wanted = self._not_taken(rule, wanted, others)
        past = ([], []) if rule.kind in EXPLICIT else self._past(whole, others, now)
        pairs, rest, fresh = self._paired(rule, in_play, wanted, *past)
        given = [day for day, span in pairs if self._said_again(rule, day, span)]
        moving = [
            (day, span)
            for day, span in pairs
            if day.seats and (day in given or not day.own) and self._another_day(day, span)
        ]
        left = [day for day in rest if day.seats and not day.out_of_rule]
        if (moving or left) and choice is None:
            return HttpError("input.bookings")
        if left and choice == "MOVE" and target is None:
            return HttpError("input.moveTo")
        if target is not None and choice == "MOVE" and not self._room(left, target):
            return HttpError("input.moveTo", "OUT_OF_RANGE")
        for day in given:
            day.own = False
        staying = [day for day, _ in moving] if choice == "KEEP" else []
        for day, span in pairs:
            if day in staying:
                day.out_of_rule = True
                fresh.append(span)
            else:
                self._take(day, span)
        for day in rest:
            self._drop(day, choice, target)
        self.rule = rule
        for span in sorted(fresh, key=lambda each: each.starts):
            self.add(span)
        return None

    def _not_taken(self, rule: Rule, wanted: Sequence[Span], others: Sequence[Date]) -> list[Span]:
        """Without what stands for a date that has ended, or that an earlier rule made."""
        if rule.kind in EXPLICIT:
            taken = {instant(day.original, self.zone) for day in others}
            return [span for span in wanted if span.starts not in taken]
        days = {day.original.date() for day in others}
        return [span for span in wanted if self._day(span) not in days]

    def _past(self, given: Sequence[Span], others: Sequence[Date], now: datetime) -> tuple[list[Date], list[Span]]:
        """Dates of this rule that have ended, and what the new one would have given before now; not both on a day."""
        days = {self._day(span) for span in given}
        stored = {day.original.date() for day in self.dates}
        gone = [day for day in others if not day.history and not day.out_of_rule and day.original.date() not in days]
        over = [span for span in given if span.ends <= now and self._day(span) not in stored]
        return sorted(gone, key=lambda day: day.original), over

    def _paired(
        self, rule: Rule, in_play: Sequence[Date], wanted: Sequence[Span], gone: Sequence[Date], over: Sequence[Span]
    ) -> tuple[list[tuple[Date, Span]], list[Date], list[Span]]:
        free, rest, pairs = list(wanted), list(in_play), []
        for out_of_rule in (False, True):
            able = [day for day in rest if day.out_of_rule is out_of_rule]
            near = sorted(
                (
                    (abs(wall(span.starts, self.zone) - day.original), day.original, span.starts, day, span)
                    for day in able
                    for span in free
                    if day.original.date() == self._day(span)
                ),
                key=lambda each: each[:3],
            )
            for _apart, _original, _starts, day, span in near:
                if day in rest and span in free:
                    pairs.append((day, span))
                    rest.remove(day)
                    free.remove(span)
        if rule.kind != self.rule.kind:
            return pairs, rest, free
        ordered = sorted((day for day in rest if not day.out_of_rule), key=lambda day: day.original)
        free.sort(key=lambda each: each.starts)
        both_endless = rule.endless and self.rule.endless
        row: list[tuple[Date, Span]] = []
        if not both_endless and gone and len(gone) + len(ordered) == len(over) + len(free):
            # One after the other from the first: what has ended stands for its own span.
            row = list(zip([*gone, *ordered], [*over, *free], strict=True))
        elif both_endless and gone and over:
            late = [day for day in gone if instant(day.original, self.zone) > over[-1].starts]
            early = [span for span in over if span.starts > instant(gone[-1].original, self.zone)]
            row = list(zip([*late, *ordered], [*early, *free], strict=False))
        elif both_endless or len(ordered) == len(free):
            row = list(zip(ordered, free, strict=False))
        for day, span in row:
            if day in rest and span in free:
                pairs.append((day, span))
                rest.remove(day)
            if span in free:
                free.remove(span)
        return pairs, rest, free

    def _said_again(self, rule: Rule, day: Date, span: Span) -> bool:
        """Another start or length of the rule's only date is meant for the date, also where a person moved it."""
        same = instant(day.original, self.zone) == span.starts and rule.minutes == self.rule.minutes
        return rule.kind == "DOES_NOT_REPEAT" and not same

    def _take(self, day: Date, span: Span) -> None:
        """The date stands where the rule wants it, with everything that it has."""
        day.original = wall(span.starts, self.zone)
        day.out_of_rule = False
        if day.reason == "OUT_OF_RULE":
            day.enabled, day.reason = True, None
        if day.own:
            return
        before = wall(day.starts, self.zone)
        day.starts, day.minutes = span.starts, int((span.ends - span.starts) / MINUTE)
        self._carry(day, before)
        self._fit_slots(day, span)

    def _carry(self, day: Date, before: datetime) -> None:
        """The rows of a date that stood at `before` go along with it."""
        shift = wall(day.starts, self.zone) - before
        for session in self.sessions:
            row = day.rows.get(session.name)
            if row is None:
                continue
            row.starts = instant(wall(row.starts, self.zone) + shift, self.zone) if row.own else self.lead(day, session)

    def _fit_slots(self, day: Date, span: Span) -> None:
        """A slot is the one of the same clock, else of the same place in the list."""
        stored, fitted = list(day.slots), {}
        for index, (starts, _minutes, _capacity) in enumerate(span.slots):
            clock = wall(starts, self.zone).time()
            same = next((slot for slot in stored if wall(slot.starts, self.zone).time() == clock), None)
            if same is not None:
                fitted[index] = same
                stored.remove(same)
        for index in range(len(span.slots)):
            if index not in fitted and stored:
                fitted[index] = stored.pop(0)
        day.slots = [
            replace(fitted.get(index, Place(starts, minutes)), starts=starts, minutes=minutes, capacity=capacity)
            for index, (starts, minutes, capacity) in enumerate(span.slots)
        ]

    def _drop(self, day: Date, choice: str | None, target: Date | None) -> None:
        if day.out_of_rule:
            return
        day.out_of_rule = True
        if day.seats and choice == "KEEP":
            return
        if day.seats:
            assert target is not None
            for slot, there in self._slots_there(day, target):
                there.seats, slot.seats = there.seats + slot.seats, 0
            target.seats, day.seats, target.booked_once = target.seats + day.seats, 0, True
        named = any(session.dates is not None and day.key in session.dates for session in self.sessions)
        touched = any(row.own for row in day.rows.values())
        said = day.booked_once or day.reason == "CALLED_OFF" or day.capacity is not None or day.own or named or touched
        if not said:
            self.dates.remove(day)
        elif day.enabled:
            day.enabled, day.reason = False, "OUT_OF_RULE"

    def _room(self, left: Sequence[Date], target: Date) -> bool:
        """Whether the slots of the date that was named can take the seats: none holds more than its capacity."""
        coming = [(there, slot.seats) for day in left for slot, there in self._slots_there(day, target)]
        return all(
            slot.capacity is None
            or slot.seats + sum(seats for there, seats in coming if there is slot) <= slot.capacity
            for slot in target.slots
        )

    def _slots_there(self, day: Date, target: Date) -> list[tuple[Place, Place]]:
        """Each slot with the one of the other date at the same clock, else at the same place in the list."""
        clocks = {wall(slot.starts, self.zone).time(): slot for slot in reversed(target.slots)}
        return [
            (slot, clocks.get(wall(slot.starts, self.zone).time(), same_place))
            for slot, same_place in zip(day.slots, target.slots, strict=True)
        ]

    def _another_day(self, day: Date, span: Span) -> bool:
        return wall(day.starts, self.zone).date() != self._day(span)

    def _day(self, span: Span) -> date:
        return wall(span.starts, self.zone).date()
