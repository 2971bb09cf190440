"""Random series and random changes of them, from one seed."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, Literal

from tests.dates import plain_changes as plain
from tests.dates.driver import Live, said
from tests.dates.plain_rule import DAY, EXPLICIT, MINUTE, Rule, SlotRule, spans, wall
from tests.dates.plain_series import Date, HttpError, Place, Series, Session, untypable
from tests.gateway import Gateway, Organisation

ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Australia/Sydney",
    "America/Santiago",
    "Pacific/Auckland",
    "UTC",
)
CLOCKS = (time(9), time(10, 30), time(14), time(18, 15), time(22, 30))
# About the skipped and the doubled hour; such series keep their zone.
AT_NIGHT = (time(1, 30), time(2, 30))
KINDS = ("DOES_NOT_REPEAT", "DAILY", "WEEKLY", "MONTHLY", "SCHEDULE", "TIMESLOTS")
SLOTS = (SlotRule(time(10), 60, 5), SlotRule(time(11, 30), 60), SlotRule(time(14), 90, 10))
FIRST_DAY = date(2026, 5, 20)


class Story:
    """One series from its creation through some changes, on the service and in the model."""

    def __init__(self, gateway: Gateway, organisation: Organisation, seed: int) -> None:
        self.random = Random(seed)
        self.gateway = gateway
        zone, rule = self.random.choice(ZONES), self._rule()
        while untypable(rule, zone):
            rule = self._rule()
        self.series = Series(zone, rule)
        for span in spans(self.series.rule, self.series.zone, gateway.clock()):
            self.series.add(span)
        self.live = Live(gateway, organisation, self.series)
        self.live.check()
        self._add_sessions()
        self._say_things()
        self.live.check()

    def run(self, steps: int) -> None:
        """Change the plan so many times; after each the stored rows are those of the model."""
        for _ in range(steps):
            self._pass_time()
            ways: list[Callable[[], None]] = [self._change_rule] * 5
            ways += [self._move_by_hand, self._put_off, self._put_off_one, self._put_off_from, self._change_zone]
            self.random.choice(ways)()
            self.live.check()

    # --- how it begins

    def _rule(self) -> Rule:
        choose = self.random
        kind = choose.choice(KINDS)
        clock = choose.choice(AT_NIGHT if choose.random() < 0.2 else CLOCKS)
        start = datetime.combine(FIRST_DAY + choose.randrange(310) * DAY, clock)
        rule = Rule(kind, start, choose.choice((120, 180, 480)))
        if kind == "SCHEDULE":
            days = choose.sample(range(40), choose.randrange(1, 7))
            listed = [start + day * DAY for day in days] + [start + days[0] * DAY + timedelta(hours=9)]
            return replace(rule, start=min(listed), listed=tuple(sorted(listed)))
        if kind in EXPLICIT:
            return rule
        rule = replace(rule, count=choose.randrange(2, 9), interval=choose.choice((1, 1, 2, 3)))
        if kind == "TIMESLOTS":
            step = choose.choice(("DAILY", "WEEKLY"))
            rule = replace(rule, step=step, slots=SLOTS, start=datetime.combine(start, SLOTS[0].starts))
        if rule.frequency == "WEEKLY" and choose.random() < 0.6:
            rule = replace(rule, weekdays=tuple(sorted(choose.sample(range(7), choose.randrange(1, 4)))))
        if kind == "MONTHLY" and choose.random() < 0.5:
            position = choose.choice(((2, 1), (-1, 4), (-1, None), (5, 0)))
            rule = replace(rule, position=position, interval=1)
        if choose.random() < 0.15 and kind in ("WEEKLY", "MONTHLY"):
            return replace(rule, count=None, interval=3 if rule.position is None else 1)
        if choose.random() < 0.3:
            return self._until_a_date(rule)
        return rule

    def _until_a_date(self, rule: Rule) -> Rule:
        last = spans(rule, "UTC", self.gateway.clock())[-1].starts.date()
        return replace(rule, count=None, last=last)

    def _add_sessions(self) -> None:
        series, now = self.series, self.gateway.clock()
        ahead = sorted((day for day in series.dates if day.ends > now), key=lambda day: day.starts)
        if not ahead or wall(ahead[-1].starts, series.zone) - wall(now, series.zone) < DAY:
            return
        named = self.random.sample(ahead, min(2, len(ahead)))
        named.sort(key=lambda day: day.starts)
        wanted: list[tuple[Session, Date, list[Date], dict[str, Any]]] = [
            (Session("Keynote", timedelta(minutes=30), 30), ahead[-1], ahead, {"type": "ALL"}),
            (
                Session("Workshop", timedelta(minutes=60), 45, frozenset(day.key for day in named)),
                named[-1],
                named,
                {"type": "SPECIFIC", "uuids": [day.key for day in named]},
            ),
        ]
        for session, anchor, days, occurrences in wanted:
            if series.lead(anchor, session) <= now:
                continue
            series.sessions.append(session)
            for day in days:
                day.rows[session.name] = Place(series.lead(day, session), session.minutes)
            local = wall(anchor.starts, series.zone) + session.offset
            self.live.add_session(session.name, local, session.minutes, occurrences)

    def _say_things(self) -> None:
        for day in self.series.dates:
            if self.random.random() < 0.25:
                self.live.book(day, self.random.randrange(1, 5))
            if self.random.random() < 0.1:
                day.capacity = 50
                self.live.send("updateOccurrence", day.key, {"capacity": 50})
            if self.random.random() < 0.1:
                plain.call_off(day)
                self.live.send("updateOccurrence", day.key, {"enabled": False, "reason": "Storm"})
            row = day.rows.get("Keynote")
            if row is not None and self.random.random() < 0.15 and row.starts > self.gateway.clock() + DAY:
                row.starts, row.own = row.starts + 15 * MINUTE, True
                self.live.send("updateSessionOccurrence", self._key_of(day, row), {"startsOn": {"utc": row.starts}})

    def _key_of(self, day: Date, row: Place) -> Any:
        moved, row.starts, row.own = row.starts, row.starts - 15 * MINUTE, False
        self.live.check()
        row.starts, row.own = moved, True
        return row.key

    # --- what happens to it

    def _pass_time(self) -> None:
        if self.random.random() < 0.3 and not self.series.rule.endless:
            self.gateway.clock.advance(timedelta(days=self.random.randrange(1, 9), hours=self.random.randrange(24)))

    def _change_rule(self) -> None:
        rule = self._changed()
        now = self.gateway.clock()
        if not spans(rule, self.series.zone, now):
            return
        choice = self.random.choice((None, "MOVE", "KEEP"))
        target = self._staying(rule, now)
        trial = deepcopy(self.series)
        copy = None if target is None else trial.dates[self.series.dates.index(target)]
        refusal = trial.change(rule, now, choice, copy)
        starts = [day.starts for day in trial.dates]
        if refusal is None and len(set(starts)) < len(starts):
            return
        given: dict[str, Any] = {"occurrence": said(rule)}
        if choice is not None:
            given["bookings"] = choice
        if choice == "MOVE" and target is not None:
            given["moveTo"] = target.key
        self.live.send("updateEvent", self.live.event, given, refusal)
        if refusal is None:
            self.series.change(rule, now, choice, target)

    def _staying(self, rule: Rule, now: datetime) -> Date | None:
        """A date that the change leaves where it is, so that seats can move there."""
        trial = deepcopy(self.series)
        if trial.change(rule, now, "KEEP") is not None:
            return None
        kept = {day.key: day for day in trial.dates if day.enabled and not day.out_of_rule}
        able = [
            day
            for day in self.series.dates
            if day.enabled
            and day.ends > now
            and not day.history
            and not day.out_of_rule
            and day.capacity is None
            and day.key in kept
            and wall(kept[day.key].starts, self.series.zone).date() == wall(day.starts, self.series.zone).date()
        ]
        return self.random.choice(able) if able else None

    def _changed(self) -> Rule:
        rule, choose = self.series.rule, self.random
        ways: list[Rule] = [replace(rule, minutes=rule.minutes + 60)]
        if rule.kind == "SCHEDULE":
            index = choose.randrange(len(rule.listed))
            moved = list(rule.listed)
            moved[index] += choose.choice((timedelta(hours=1), DAY, 3 * DAY))
            fewer = rule.listed[:index] + rule.listed[index + 1 :]
            more = (*rule.listed, rule.listed[-1] + 11 * DAY)
            lists = [each for each in (tuple(sorted(moved)), fewer, more) if each and len(set(each)) == len(each)]
            return replace(rule, listed=choose.choice(lists))
        if rule.kind == "TIMESLOTS":
            ways.append(replace(rule, slots=tuple(replace(each, starts=_later(each.starts)) for each in rule.slots)))
        else:
            ways.append(replace(rule, start=rule.start + choose.choice((-1, 1)) * timedelta(hours=1)))
        ways.append(replace(rule, start=rule.start + choose.choice((1, 2, 7)) * DAY))
        if rule.kind in EXPLICIT:
            return choose.choice(ways)
        given = [
            wall(span.starts, self.series.zone).date() for span in spans(rule, self.series.zone, self.gateway.clock())
        ]
        ways.append(replace(rule, excluded=rule.excluded | {choose.choice(given)}))
        ways.append(replace(rule, excluded=frozenset()))
        if rule.count is not None:
            ways.append(replace(rule, count=max(1, rule.count + choose.choice((-2, -1, 1, 2)))))
        if rule.frequency == "WEEKLY":
            ways.append(replace(rule, weekdays=tuple(sorted(choose.sample(range(7), choose.randrange(1, 4))))))
        if rule.kind in ("DAILY", "WEEKLY"):
            ways.append(replace(rule, kind="WEEKLY" if rule.kind == "DAILY" else "DAILY", weekdays=()))
        return choose.choice(ways)

    def _some(self, able: Callable[[Date], bool]) -> Date | None:
        now = self.gateway.clock()
        found = [day for day in self.series.dates if day.ends > now and not day.history and able(day)]
        return self.random.choice(found) if found else None

    def _try(self, change: Callable[[Series], HttpError | None]) -> HttpError | Literal[False] | None:
        """What the model makes of it; False where two dates would start at once."""
        trial = deepcopy(self.series)
        refusal = change(trial)
        starts = [day.starts for day in trial.dates]
        return refusal if refusal is not None or len(set(starts)) == len(starts) else False

    def _move_by_hand(self) -> None:
        day = self._some(lambda each: not each.slots)
        if day is None:
            return
        local = wall(day.starts, self.series.zone) + self.random.choice((timedelta(hours=2), DAY, -DAY))
        choice = self.random.choice((None, "MOVE", "KEEP"))
        index = self.series.dates.index(day)
        refusal = self._try(lambda trial: plain.move_by_hand(trial, trial.dates[index], local, choice))
        if refusal is False:
            return
        given: dict[str, Any] = {"startsOn": {"local": local}}
        if choice is not None:
            given["bookings"] = choice
        self.live.send("updateOccurrence", day.key, given, refusal)
        if refusal is None:
            plain.move_by_hand(self.series, day, local, choice)

    def _put_off(self) -> None:
        now = self.gateway.clock()
        if any(day.ends <= now or day.history for day in self.series.dates):
            return
        days = self.random.choice((1, 2, 7))
        refusal = self._try(lambda trial: plain.put_off(trial, days * DAY, now))
        if refusal is False:
            return
        self.live.send("rescheduleEvent", self.live.event, {"byDays": days, "scope": "ALL"}, refusal)
        if refusal is None:
            plain.put_off(self.series, days * DAY, now)

    def _put_off_one(self) -> None:
        day = self._some(lambda each: True)
        shift = timedelta(minutes=self.random.choice((-45, 60, 24 * 60)))
        if day is None:
            return
        index = self.series.dates.index(day)
        if self._try(lambda trial: plain.put_off_one(trial, trial.dates[index], shift)) is False:
            return
        given = {"byMinutes": int(shift / MINUTE), "scope": "THIS", "occurrenceUuid": day.key}
        self.live.send("rescheduleEvent", self.live.event, given)
        plain.put_off_one(self.series, day, shift)

    def _put_off_from(self) -> None:
        rule = self.series.rule
        day = self._some(lambda each: not each.own and not each.out_of_rule)
        if day is None or rule.kind == "DOES_NOT_REPEAT" or rule.endless:
            return
        now = self.gateway.clock()
        index = self.series.dates.index(day)
        refusal = self._try(lambda trial: plain.put_off_from(trial, trial.dates[index], DAY, now))
        if refusal is False:
            return
        given = {"byDays": 1, "scope": "THIS_AND_FOLLOWING", "occurrenceUuid": day.key}
        self.live.send("rescheduleEvent", self.live.event, given, refusal)
        if refusal is None:
            plain.put_off_from(self.series, day, DAY, now)

    def _change_zone(self) -> None:
        at_night = self.series.rule.start.time() in AT_NIGHT
        if at_night or self.series.rule.kind == "TIMESLOTS" or self.series.rule.position is not None:
            return
        zone = self.random.choice(ZONES)
        keep = self.random.random() < 0.5
        refusal = plain.keep_instants(deepcopy(self.series), zone) if keep else None
        self.live.send("updateEvent", self.live.event, {"timezone": zone, "keepInstants": keep}, refusal)
        if refusal is None:
            (plain.keep_instants if keep else plain.change_zone)(self.series, zone)


def _later(clock: time) -> time:
    return (datetime.combine(FIRST_DAY, clock) + timedelta(minutes=30)).time()
