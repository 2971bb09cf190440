"""Which stored date becomes which date of a changed rule: tables of cases, in a zone without clock changes.

A stored date is written as its original start, with `ended` or `out` (of the rule) behind it.
"""

from datetime import UTC, datetime, timedelta

import pytest

from app.occurrences.rules import Span
from app.occurrences.rules.pairing import OldDate, pair
from app.occurrences.values import OccurrenceType

WEEKLY, SCHEDULE = OccurrenceType.WEEKLY, OccurrenceType.SCHEDULE
NOW = datetime(2026, 7, 10, 12, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


def old(text: str) -> OldDate[str]:
    start, *flags = text[:11], *text[11:].split()
    return OldDate(
        start,
        at(start),
        at(start).replace(tzinfo=None),
        in_play="ended" not in flags and "history" not in flags,
        out_of_rule="out" in flags,
        history="history" in flags,
    )


def span(text: str, minutes: int = 60) -> Span:
    starts, ends = at(text), at(text) + timedelta(minutes=minutes)
    return Span(starts, ends, starts.replace(tzinfo=None), ends.replace(tzinfo=None))


def outcome(
    dates: list[str],
    spans: list[str],
    kind: OccurrenceType = WEEKLY,
    same_kind: bool = True,
    endless: bool = False,
    now: datetime | None = NOW,
) -> tuple[dict[str, str], list[str], list[str]]:
    found = pair(
        [old(each) for each in dates],
        [span(each) for each in spans],
        kind=kind,
        same_kind=same_kind,
        endless=endless,
        now=now,
    )
    return (
        {key: f"{each.starts_at:%m-%d %H:%M}" for key, each in found.pairs},
        [f"{each.starts_at:%m-%d %H:%M}" for each in found.added],
        found.left,
    )


@pytest.mark.parametrize(
    ("dates", "spans", "pairs", "added", "left"),
    [
        # Moved times.
        (["07-13 10:00", "07-20 10:00"], ["07-13 11:00", "07-20 11:00"],
         {"07-13 10:00": "07-13 11:00", "07-20 10:00": "07-20 11:00"}, [], []),
        # Changed weekdays: as many as before go in order.
        (["07-13 10:00", "07-20 10:00"], ["07-14 10:00", "07-21 10:00"],
         {"07-13 10:00": "07-14 10:00", "07-20 10:00": "07-21 10:00"}, [], []),
        # One weekday of two changes: only what is left goes in order.
        (["07-13 10:00", "07-15 10:00"], ["07-13 10:00", "07-16 10:00"],
         {"07-13 10:00": "07-13 10:00", "07-15 10:00": "07-16 10:00"}, [], []),
        # More or fewer than before: the same days only.
        (["07-13 10:00", "07-20 10:00"], ["07-14 10:00"], {}, ["07-14 10:00"], ["07-13 10:00", "07-20 10:00"]),
        (["07-13 10:00"], ["07-14 10:00", "07-21 10:00"], {}, ["07-14 10:00", "07-21 10:00"], ["07-13 10:00"]),
        # An exclusion set, and lifted.
        (["07-13 10:00", "07-20 10:00"], ["07-20 10:00"], {"07-20 10:00": "07-20 10:00"}, [], ["07-13 10:00"]),
        (["07-20 10:00"], ["07-13 10:00", "07-20 10:00"], {"07-20 10:00": "07-20 10:00"}, ["07-13 10:00"], []),
        # A date out of the rule comes back on its own day, and never in order; it is not left a second time.
        (["07-13 10:00 out"], ["07-13 09:00"], {"07-13 10:00": "07-13 09:00"}, [], []),
        (["07-13 10:00 out"], ["07-14 10:00"], {}, ["07-14 10:00"], ["07-13 10:00"]),
        # Dates in the rule come first, whatever their clocks are.
        (["07-13 10:00 out", "07-13 20:00"], ["07-13 10:00"], {"07-13 20:00": "07-13 10:00"}, [], ["07-13 10:00"]),
        # What has ended keeps its day, and no new date is made of what has ended.
        (["07-06 10:00 ended", "07-13 10:00"], ["07-06 11:00", "07-13 11:00"], {"07-13 10:00": "07-13 11:00"}, [], []),
        (["07-10 08:00 ended"], ["07-10 20:00"], {}, [], []),
        (["07-10 20:00"], ["07-10 08:00"], {}, [], ["07-10 20:00"]),
        (["07-13 10:00"], ["07-02 10:00", "07-09 10:00", "07-16 10:00"], {"07-13 10:00": "07-16 10:00"}, [], []),
        (["07-08 10:00 history", "07-15 10:00"], ["07-08 11:00", "07-15 11:00"],
         {"07-15 10:00": "07-15 11:00"}, [], []),
    ],
)  # fmt: skip
def test_dates_of_a_rule(
    dates: list[str], spans: list[str], pairs: dict[str, str], added: list[str], left: list[str]
) -> None:
    assert outcome(dates, spans) == (pairs, added, left)


@pytest.mark.parametrize(
    ("dates", "spans", "pairs", "added", "left"),
    [
        # One start of a list is edited.
        (["08-01 20:00", "08-08 20:00", "08-15 20:00"], ["08-01 20:00", "08-09 20:00", "08-15 20:00"],
         {"08-01 20:00": "08-01 20:00", "08-15 20:00": "08-15 20:00", "08-08 20:00": "08-09 20:00"}, [], []),
        # Several a day: the nearest clocks, then the order.
        (["08-01 10:00", "08-01 14:00"], ["08-01 10:30", "08-01 14:30"],
         {"08-01 10:00": "08-01 10:30", "08-01 14:00": "08-01 14:30"}, [], []),
        (["08-01 10:00", "08-01 14:00"], ["08-01 13:00"], {"08-01 14:00": "08-01 13:00"}, [], ["08-01 10:00"]),
        (["08-01 10:00", "08-01 14:00"], ["08-01 12:00"], {"08-01 10:00": "08-01 12:00"}, [], ["08-01 14:00"]),
        (["08-01 12:00"], ["08-01 10:00", "08-01 14:00"], {"08-01 12:00": "08-01 10:00"}, ["08-01 14:00"], []),
        # What has ended is known by its exact start; another start of that day is listed, and made.
        (["07-06 10:00 ended"], ["07-06 10:00", "07-06 12:00"], {}, ["07-06 12:00"], []),
    ],
)  # fmt: skip
def test_dates_of_a_list(
    dates: list[str], spans: list[str], pairs: dict[str, str], added: list[str], left: list[str]
) -> None:
    assert outcome(dates, spans, kind=SCHEDULE) == (pairs, added, left)


def test_another_kind_of_rule_keeps_the_same_days_only() -> None:
    dates, spans = ["07-13 10:00", "07-20 10:00"], ["07-13 10:00", "07-14 10:00"]
    assert outcome(dates, spans, same_kind=False) == ({"07-13 10:00": "07-13 10:00"}, ["07-14 10:00"], ["07-20 10:00"])


def test_endless_rules_go_in_order_as_far_as_both_go() -> None:
    dates, spans = ["07-13 10:00", "07-20 10:00"], ["07-14 10:00", "07-21 10:00", "07-28 10:00"]
    both = {"07-13 10:00": "07-14 10:00", "07-20 10:00": "07-21 10:00"}
    assert outcome(dates, spans, endless=True) == (both, ["07-28 10:00"], [])
    assert outcome([*dates, "07-27 10:00", "08-03 10:00"], spans, endless=True) == (
        both | {"07-27 10:00": "07-28 10:00"},
        [],
        ["08-03 10:00"],
    )


def test_an_event_that_was_never_published_has_no_past() -> None:
    assert outcome(["07-01 10:00"], ["07-02 10:00"], now=None) == ({"07-01 10:00": "07-02 10:00"}, [], [])
    assert outcome([], ["07-02 10:00"], now=None) == ({}, ["07-02 10:00"], [])


def test_without_a_rule_every_date_in_play_is_left() -> None:
    found = pair([old("07-06 10:00 ended"), old("07-13 10:00")], [], kind=None, same_kind=False, endless=False, now=NOW)
    assert (found.pairs, found.added, found.left) == ([], [], ["07-13 10:00"])


@pytest.mark.parametrize(
    ("dates", "spans", "endless", "pairs", "added", "left"),
    [
        pytest.param(
            ["06-29 10:00 ended", "07-06 10:00 ended", "07-13 10:00", "07-20 10:00"],
            ["06-30 10:00", "07-07 10:00", "07-14 10:00", "07-21 10:00"],
            False,
            {"07-13 10:00": "07-14 10:00", "07-20 10:00": "07-21 10:00"},
            [],
            [],
            id="each stays in its week",
        ),
        pytest.param(
            ["07-03 10:00 ended", "07-10 10:00 ended", "07-17 10:00", "07-24 10:00"],
            ["07-04 10:00", "07-11 10:00", "07-18 10:00", "07-25 10:00"],
            False,
            {"07-17 10:00": "07-18 10:00", "07-24 10:00": "07-25 10:00"},
            [],
            [],
            id="what has taken place this week does not take place again tomorrow",
        ),
        pytest.param(
            ["07-03 10:00 ended", "07-10 10:00 ended", "07-17 10:00", "07-24 10:00"],
            ["07-04 10:00", "07-11 10:00", "07-18 10:00", "07-25 10:00", "08-01 10:00"],
            True,
            {"07-17 10:00": "07-18 10:00", "07-24 10:00": "07-25 10:00"},
            ["08-01 10:00"],
            [],
            id="nor does it without an end",
        ),
        pytest.param(
            ["07-04 10:00 ended", "07-11 10:00", "07-18 10:00"],
            ["07-03 10:00", "07-10 10:00", "07-17 10:00"],
            False,
            {"07-18 10:00": "07-17 10:00"},
            [],
            ["07-11 10:00"],
            id="a day of this week that is over leaves its date without a partner",
        ),
        pytest.param(
            ["06-01 10:00 ended", "06-02 10:00 ended", "06-03 10:00 ended", "07-13 10:00"],
            ["07-14 10:00", "07-21 10:00"],
            True,
            {"07-13 10:00": "07-14 10:00"},
            ["07-21 10:00"],
            [],
            id="a rule that begins after what has ended",
        ),
    ],
)
def test_dates_that_have_ended_are_counted_where_dates_pair_in_order(
    dates: list[str], spans: list[str], endless: bool, pairs: dict[str, str], added: list[str], left: list[str]
) -> None:
    assert outcome(dates, spans, endless=endless) == (pairs, added, left)
