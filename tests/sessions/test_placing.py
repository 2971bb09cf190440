"""The dates of a session, and its times there: tables of cases."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.sessions.rules import Names, Placed, Plan, Span, Stored, StoredDate, Surroundings, Times, plan_session
from tests.staging import utc

ZONE = "Europe/Berlin"
MARCH, APRIL, MAY, NIGHT = (UUID(int=n) for n in range(1, 5))
ROWS = {date: UUID(int=date.int + 10) for date in (MARCH, APRIL, MAY)}
NOW = utc("2027-03-14 09:00")


def span(first: str, last: str) -> Span:
    return Span(utc(first), utc(last))


# Six in the evening until midnight on the wall, before and after the clocks go forward on 28 March.
DATES = {
    MARCH: span("2027-03-01 17:00", "2027-03-01 23:00"),
    APRIL: span("2027-04-01 16:00", "2027-04-01 22:00"),
    MAY: span("2027-05-01 16:00", "2027-05-01 22:00"),
}
AROUND = Surroundings(ZONE, occurrences=DATES)
ALL: dict[str, Any] = {"occurrences": {"type": "ALL"}}


def specific(*uuids: UUID) -> Any:
    return {"occurrences": {"type": "SPECIFIC", "uuids": list(uuids)}}


def at(month: int, day: int, hour: int, minute: int = 0, **more: Any) -> Any:
    """An hour from a wall clock."""
    return {"starts_on": {"local": datetime(2027, month, day, hour, minute)}, **more}


def new(patch: Any, around: Surroundings = AROUND, after: datetime | None = NOW) -> Plan:
    return plan_session({"name": "A", "duration_minutes": 60} | patch, around, after=after)


def starts(plan: Plan) -> dict[UUID, str]:
    """The rows that a plan adds, by their dates."""
    assert plan.problems == []
    return {uuid: each.starts_at.strftime("%m-%d %H:%M") for uuid, each in plan.placement.added.items()}


def codes(plan: Plan) -> list[tuple[str, str]]:
    return [(problem.code.value, ".".join(problem.path)) for problem in plan.problems]


def warned(plan: Plan) -> list[tuple[str, str]]:
    return [(warning.code.value, ".".join(warning.path)) for warning in plan.warnings]


@pytest.mark.parametrize(
    ("patch", "offset", "expected"),
    [
        # the wall clock holds over the change of the clocks; March has ended
        (at(4, 1, 19) | ALL, 3600, {APRIL: "04-01 17:00", MAY: "05-01 17:00"}),
        (at(5, 1, 18) | ALL, 0, {APRIL: "04-01 16:00", MAY: "05-01 16:00"}),
        (at(4, 1, 19) | specific(APRIL), 3600, {APRIL: "04-01 17:00"}),
        # a date that has ended is named
        (at(4, 1, 19) | specific(MARCH, APRIL), 3600, {MARCH: "03-01 18:00", APRIL: "04-01 17:00"}),
        (at(5, 1, 23) | specific(APRIL, MAY), 18000, {APRIL: "04-01 21:00", MAY: "05-01 21:00"}),
    ],
)
def test_a_start_applies_to_every_date(patch: Any, offset: int, expected: dict[UUID, str]) -> None:
    plan = new(patch)
    assert starts(plan) == expected
    assert (plan.columns["offset_seconds"], warned(plan)) == (offset, [])
    assert all(each.ends_at - each.starts_at == timedelta(hours=1) for each in plan.placement.added.values())


@pytest.mark.parametrize("patch", [{}, {"occurrences": None}])
def test_without_occurrences_it_takes_place_on_the_date_that_holds_it(patch: Any) -> None:
    plan = new(at(5, 1, 20) | patch)
    assert starts(plan) == {MAY: "05-01 18:00"}
    assert (plan.columns["occurrences_type"], plan.lists) == ("SPECIFIC", {"occurrences": (MAY,)})
    assert warned(plan) == [("OCCURRENCE_CHOSEN", "occurrences")]


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        (at(4, 2, 19) | ALL, [("OUT_OF_RANGE", "startsOn")]),
        (at(4, 2, 19), [("OUT_OF_RANGE", "startsOn")]),
        (at(4, 1, 19) | specific(MAY), [("OUT_OF_RANGE", "startsOn")]),
        (at(4, 1, 19, duration_minutes=301) | ALL, [("OUT_OF_RANGE", "startsOn")]),
        # the past is refused for what it is
        (at(3, 1, 19) | ALL, [("NOT_IN_FUTURE", "startsOn")]),
    ],
)
def test_a_start_that_no_linked_date_holds_is_refused(patch: Any, expected: list[tuple[str, str]]) -> None:
    assert codes(new(patch)) == expected


def test_an_event_of_one_date_or_none() -> None:
    one = Surroundings(ZONE, occurrences={MAY: DATES[MAY]})
    plan = new(at(5, 1, 20), one)
    assert (starts(plan), plan.lists, warned(plan)) == ({MAY: "05-01 18:00"}, {}, [])
    assert "occurrences_type" not in plan.columns
    free = new(at(5, 1, 20), Surroundings(ZONE))
    assert (starts(free), "offset_seconds" in free.columns, free.placement.starts) == (
        {},
        False,
        (utc("2027-05-01 18:00"),),
    )


def test_an_archive_has_rows_on_every_date() -> None:
    plan = new(at(3, 1, 19) | ALL, after=None)
    assert starts(plan) == {MARCH: "03-01 18:00", APRIL: "04-01 17:00", MAY: "05-01 17:00"}


def test_of_overlapping_dates_the_latest_is_used() -> None:
    long = {NIGHT: span("2027-03-31 10:00", "2027-04-02 10:00"), **DATES}
    plan = new(at(4, 1, 19) | ALL, Surroundings(ZONE, occurrences=long))
    assert plan.columns["offset_seconds"] == 3600
    assert starts(plan)[NIGHT] == "03-31 11:00"
    # before it begins only the long one can hold it
    assert new(at(4, 1, 9) | ALL, Surroundings(ZONE, occurrences=long)).columns["offset_seconds"] == 21 * 3600


def test_a_start_that_the_clocks_skip_moves_forward_with_a_warning() -> None:
    nights = {
        NIGHT: span("2027-03-27 20:00", "2027-03-28 06:00"),
        MAY: span("2027-05-01 19:00", "2027-05-02 05:00"),
    }
    plan = new(at(5, 2, 2, 30) | ALL, Surroundings(ZONE, occurrences=nights))
    # From 02:30, which is not, to 03:30.
    assert starts(plan) == {NIGHT: "03-28 01:30", MAY: "05-02 00:30"}
    assert warned(plan) == [("MOVED_BY_CLOCK_CHANGE", "startsOn")]


def held(date: UUID, first: str, minutes: int = 60, **more: Any) -> StoredDate:
    return StoredDate(ROWS[date], date, Span(utc(first), utc(first) + timedelta(minutes=minutes)), **more)


# Seven in the evening on every date. March has begun.
SERIES = [held(MARCH, "2027-03-01 18:00"), held(APRIL, "2027-04-01 17:00"), held(MAY, "2027-05-01 17:00")]


def change(patch: Any, rows: list[StoredDate] = SERIES, around: Surroundings = AROUND, **more: Any) -> Plan:
    base = next((row.span for row in rows if row.span.starts_at > NOW and not row.own_times), rows[0].span)
    placed = Placed(rows[0].span, rows, 3600, **more)
    return plan_session(patch, around, Stored(Names("A", "A"), Times(base, ZONE, True), placed), after=NOW)


def moves(plan: Plan) -> dict[UUID, tuple[str, int]]:
    """Start and minutes of the rows that a plan moves, by their dates."""
    assert plan.problems == []
    dates = {row: date for date, row in ROWS.items()}
    return {
        dates[uuid]: (each.starts_at.strftime("%d %H:%M"), int((each.ends_at - each.starts_at).total_seconds() // 60))
        for uuid, each in plan.placement.moved.items()
    }


@pytest.mark.parametrize(
    ("patch", "offset", "expected"),
    [
        # in any linked date; what has begun stays
        (at(4, 1, 20), 7200, {APRIL: ("01 18:00", 60), MAY: ("01 18:00", 60)}),
        (at(5, 1, 18, 30), 1800, {APRIL: ("01 16:30", 60), MAY: ("01 16:30", 60)}),
        # the length changes on the same rows
        ({"duration_minutes": 90}, None, {APRIL: ("01 17:00", 90), MAY: ("01 17:00", 90)}),
        (at(4, 1, 20, duration_minutes=15), 7200, {APRIL: ("01 18:00", 15), MAY: ("01 18:00", 15)}),
        # a start that it has changes nothing, also in the past
        (at(3, 1, 19), None, {}),
        (at(4, 1, 19), None, {}),
        (at(5, 1, 19), None, {}),
        (at(3, 1, 19, duration_minutes=60), None, {}),
        (at(3, 1, 19, ends_on={"local": datetime(2027, 3, 1, 20)}), None, {}),
        ({"name": "B"}, None, {}),
    ],
)
def test_a_running_series_moves_where_it_has_not_begun(
    patch: Any, offset: int | None, expected: dict[UUID, Any]
) -> None:
    plan = change(patch)
    assert moves(plan) == expected
    assert (plan.columns.get("offset_seconds"), plan.placement.added, plan.placement.dropped) == (offset, {}, ())
    assert warned(plan) == []


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        (at(4, 2, 20), [("OUT_OF_RANGE", "startsOn")]),
        ({"duration_minutes": 301}, [("OUT_OF_RANGE", "durationMinutes")]),
    ],
)
def test_refused_changes_of_a_series(patch: Any, expected: list[tuple[str, str]]) -> None:
    assert codes(change(patch)) == expected


def test_dates_with_their_own_times_stay_with_a_warning() -> None:
    rows = [SERIES[0], SERIES[1], held(MAY, "2027-05-01 20:00", own_times=True)]
    plan = change(at(4, 1, 20), rows)
    assert (moves(plan), warned(plan)) == ({APRIL: ("01 18:00", 60)}, [("OWN_TIMES_KEPT", "startsOn")])
    # The start that a person chose for one date is a new one for the others.
    assert moves(change(at(5, 1, 22), rows)) == {APRIL: ("01 20:00", 60)}


def test_the_only_row_is_the_session() -> None:
    for row in (held(MARCH, "2027-03-01 18:00"), held(MAY, "2027-05-01 20:00", own_times=True)):
        around = Surroundings(ZONE, occurrences={row.occurrence: DATES[row.occurrence]})
        assert moves(change({"duration_minutes": 30}, [row], around))[row.occurrence][1] == 30
    # A date that lasts: what has begun may be put off, as an event of one date always could.
    around = Surroundings(ZONE, occurrences={MARCH: span("2027-03-01 17:00", "2027-03-20 17:00")})
    assert moves(change(at(3, 15, 10), [held(MARCH, "2027-03-01 18:00")], around)) == {MARCH: ("15 09:00", 60)}


@pytest.mark.parametrize(
    ("patch", "specific_before", "rows", "added", "dropped"),
    [
        (specific(MAY), False, SERIES, {}, (MARCH, APRIL)),
        (specific(MAY, MARCH), True, SERIES[:2], {MAY: "05-01 17:00"}, (APRIL,)),
        # the dates that have not ended come, and none goes
        (ALL, True, SERIES[:2], {MAY: "05-01 17:00"}, ()),
        (ALL, True, SERIES[1:2], {MAY: "05-01 17:00"}, ()),
        # back to the default: the date that holds the start
        ({"occurrences": None}, False, SERIES, {}, (MARCH, MAY)),
        (at(5, 1, 20) | specific(MAY), True, SERIES[:2], {MAY: "05-01 18:00"}, (MARCH, APRIL)),
    ],
)
def test_other_links_add_and_drop_rows(
    patch: Any, specific_before: bool, rows: list[StoredDate], added: dict[UUID, str], dropped: tuple[UUID, ...]
) -> None:
    linked = frozenset(row.occurrence for row in rows) if specific_before else frozenset()
    around = Surroundings(ZONE, occurrences=DATES, linked=linked)
    plan = change(patch, rows, around, specific=specific_before)
    assert starts(plan) == added
    assert plan.placement.dropped == tuple(ROWS[date] for date in dropped)


@pytest.mark.parametrize(
    ("more", "users"),
    [
        ({"selected": 3}, "3 users have chosen"),
        ({"selected": 1, "waiting": 7}, "1 user has chosen"),
        ({"waiting": 1}, "1 user waits for"),
        ({"waiting": 2}, "2 users wait for"),
    ],
)
def test_a_row_that_users_have_chosen_or_wait_for_is_not_deleted(more: dict[str, int], users: str) -> None:
    rows = [*SERIES[:2], held(MAY, "2027-05-01 17:00", **more)]
    (problem,) = change(specific(APRIL), rows).problems
    assert (problem.code.value, problem.path) == ("CONFLICT", ("occurrences",))
    assert problem.message.startswith(f"{users} the session")
    assert change(specific(MAY), rows).problems == []


def test_a_session_whose_links_are_gone_keeps_its_start() -> None:
    stored = Stored(Names("A", "A"), Times(SERIES[1].span, ZONE, True), Placed(SERIES[1].span, (), 3600, specific=True))
    patches: list[Any] = [{"duration_minutes": 30}, at(4, 20, 10)]
    for patch in patches:
        plan = plan_session(patch, AROUND, stored, after=NOW)
        assert (plan.problems, plan.placement.added, plan.placement.offset_seconds) == ([], {}, None)
    again = plan_session(specific(APRIL), AROUND, stored, after=NOW)
    assert starts(again) == {APRIL: "04-01 17:00"}
