"""Overlapping sessions, and choices of one user: tables of cases."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.sessions.rules import Held, Option, Requested, Span, choose, overlaps
from tests.staging import utc

TEN = utc("2026-09-01 10:00")
A, B, C, HALL, ROOM, ADA, BOB = (UUID(int=n) for n in range(1, 8))


def held(uuid: UUID, start: int, end: int, **more: Any) -> Held:
    """Minutes from ten o'clock."""
    span = Span(TEN + timedelta(minutes=start), TEN + timedelta(minutes=end))
    return Held(uuid, f"S{uuid.int}", span, **more)


SAME = {"location": HALL}
ALONE = {"location": HALL, "exclusive": True}


@pytest.mark.parametrize(
    ("first", "second", "shared"),
    [
        (held(A, 0, 60, **ALONE), held(B, 30, 90, **SAME), "in the same location"),
        (held(A, 0, 60, **SAME), held(B, 30, 90, **ALONE), "in the same location"),
        (held(A, 0, 60, **ALONE), held(B, 10, 20, **SAME), "in the same location"),
        (held(A, 0, 60, **ALONE), held(B, 0, 60, **SAME), "in the same location"),
        (held(A, 0, 60, exclusive=True, speakers=frozenset({ADA, BOB})),
         held(B, 59, 90, speakers=frozenset({BOB})), "with the same speaker"),
        # one behind the other is no overlap
        (held(A, 0, 60, **ALONE), held(B, 60, 90, **SAME), None),
        # nor is what shares nothing, or what nobody minds
        (held(A, 0, 60, **ALONE), held(B, 30, 90, location=ROOM), None),
        (held(A, 0, 60, exclusive=True), held(B, 30, 90), None),
        (held(A, 0, 60, speakers=frozenset({ADA})), held(B, 30, 90, speakers=frozenset({ADA})), None),
        # two in one location are reported in any case
        (held(A, 0, 60, **SAME), held(B, 30, 90, **SAME), "in the same location"),
        (held(A, 0, 60, exclusive=True, speakers=frozenset({ADA})), held(B, 30, 90, speakers=frozenset({BOB})), None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("saved", [A, B])
def test_overlapping_spans(first: Held, second: Held, shared: str | None, saved: UUID) -> None:
    found = overlaps([second, first], {saved}, 20)
    assert [each.sentence() for each in found] == ([] if shared is None else [f"“S1” and “S2” overlap {shared}."])


def test_only_saved_sessions_are_reported_each_pair_once_up_to_the_limit() -> None:
    shared: dict[str, Any] = {**ALONE, "speakers": frozenset({ADA, BOB})}
    three = [held(uuid, 0, 60, **shared) for uuid in (A, B, C)]
    pairs = [(each.first.uuid, each.second.uuid) for each in overlaps(three, {C}, 20)]
    assert pairs == [(A, C), (B, C)]
    assert len(overlaps(three, {A, B, C}, 20)) == 3
    assert len(overlaps(three, {A, B, C}, 2)) == 2


def offered(*sessions: Option) -> dict[UUID, Option]:
    return {each.held.uuid: each for each in sessions}


PLAIN = offered(Option(held(A, 0, 60)), Option(held(B, 30, 90)), Option(held(C, 60, 90)))
APART = offered(
    Option(held(A, 0, 60, exclusive=True)),
    Option(held(B, 30, 90)),
    Option(held(C, 60, 90)),
)
INCLUDED = offered(Option(held(A, 0, 60), included=True), Option(held(B, 30, 90), by_default=True))
LOCKED = offered(Option(held(A, 0, 60), locked=True), Option(held(B, 30, 90)))
FULL = offered(Option(held(A, 0, 60), taken=2, room=2), Option(held(B, 30, 90), taken=1, room=2))


@pytest.mark.parametrize(
    ("sessions", "wanted", "before", "rules", "chosen"),
    [
        (PLAIN, [A, B], (), {}, {A, B}),
        (PLAIN, [], (A,), {}, set()),
        (PLAIN, None, (A,), {}, set()),
        (APART, [A, C], (), {}, {A, C}),
        (APART, [B, C], (), {}, {B, C}),
        (INCLUDED, [], (), {}, {A}),
        (INCLUDED, None, (), {}, {A, B}),
        # what everybody has is no choice
        (INCLUDED, [B], (), {"single": True}, {A, B}),
        (PLAIN, [A, B], (), {"single": True, "override": True}, {A, B}),
        (LOCKED, [A, B], (A,), {}, {A, B}),
        (LOCKED, [B], (A,), {"override": True}, {B}),
        (FULL, [B], (), {}, {B}),
        # who has a place keeps it
        (FULL, [A], (A,), {}, {A}),
        # what is no longer offered is left
        (PLAIN, [A], (HALL,), {}, {A}),
    ],
)
def test_a_selection(
    sessions: dict[UUID, Option],
    wanted: list[UUID] | None,
    before: tuple[UUID, ...],
    rules: dict[str, bool],
    chosen: set[UUID],
) -> None:
    found = choose(Requested(wanted), sessions, frozenset(before), (), **({"single": False, "override": False} | rules))
    assert (set(found.chosen), found.problems, found.warnings) == (chosen, [], [])


@pytest.mark.parametrize(
    ("sessions", "wanted", "before", "rules", "expected"),
    [
        (PLAIN, [A, HALL, A], (), {}, [("NOT_FOUND", "sessionUuids.1"), ("NOT_UNIQUE", "sessionUuids.2")]),
        (PLAIN, [A] * 1001, (), {}, [("TOO_MANY", "sessionUuids")]),
        (PLAIN, [A, B], (), {"single": True}, [("TOO_MANY", "sessionUuids")]),
        (APART, [A, B], (), {}, [("CONFLICT", "sessionUuids.1")]),
        (APART, [B, A], (), {}, [("CONFLICT", "sessionUuids.0")]),
        (LOCKED, [B], (A,), {}, [("LOCKED", "sessionUuids")]),
        (FULL, [B, A], (), {}, [("SOLD_OUT", "sessionUuids.1")]),
        # no organiser makes room
        (FULL, [A], (), {"override": True}, [("SOLD_OUT", "sessionUuids.0")]),
    ],
)
def test_selections_that_are_refused(
    sessions: dict[UUID, Option],
    wanted: list[UUID],
    before: tuple[UUID, ...],
    rules: dict[str, bool],
    expected: list[tuple[str, str]],
) -> None:
    found = choose(Requested(wanted), sessions, frozenset(before), (), **({"single": False, "override": False} | rules))
    assert [(problem.code.value, ".".join(problem.path)) for problem in found.problems] == expected
    assert found.chosen == frozenset()


def test_an_organiser_is_warned_of_a_conflict() -> None:
    found = choose(Requested([A, B]), APART, frozenset(), single=False, override=True)
    assert found.chosen == {A, B}
    assert [(warning.code.value, warning.message, warning.path) for warning in found.warnings] == [
        ("SESSIONS_OVERLAP", "“S1” and “S2” overlap in time.", ("sessionUuids", "1"))
    ]
    (problem,) = choose(Requested([A, B]), APART, frozenset(), single=False, override=False).problems
    assert problem.message == "“S1” and “S2” overlap in time."


def on(date: UUID, start: int, session: UUID, **more: Any) -> Option:
    """An hour of a session on a date. The row's id is a thousand of the date's and the session's."""
    row = UUID(int=1000 * date.int + session.int)
    place = held(row, start, start + 60, session=session)
    return Option(
        replace(place, name=f"S{session.int}"), date=date, local=place.span.starts_at.replace(tzinfo=None), **more
    )


D1, D2, D3 = (UUID(int=n) for n in range(1, 4))
A1, A2, A3, B1, B2 = (UUID(int=n) for n in (1001, 2001, 3001, 1002, 2002))
SERIES = offered(
    *(on(date, date.int * 1440, A) for date in (D1, D2, D3)), *(on(date, date.int * 1440, B) for date in (D1, D2))
)
ONCE = offered(on(D1, 0, A), Option(held(B, 0, 60)))
EVERYBODY = offered(
    on(D1, 0, A, included=True, ended=True), on(D2, 1440, A, included=True), on(D3, 2880, A, included=True)
)
CALLED_OFF = offered(on(D1, 0, A, included=True, off=True), on(D2, 0, B, off=True), on(D3, 99, B))


@pytest.mark.parametrize(
    ("sessions", "wanted", "places", "chosen"),
    [
        (SERIES, Requested(None, [A1, A3]), (), {A1, A3}),
        (SERIES, Requested([B], [A1, A3]), (D2,), {A1, A3, B2}),
        # the date of the user's place, and the only one that there is
        (SERIES, Requested([A, B]), (D1,), {A1, B1}),
        (SERIES, Requested([A]), (D3, HALL), {A3}),
        (ONCE, Requested([A, B]), (), {A1, B}),
        (ONCE, Requested([A]), (D2,), {A1}),
        # what everybody has is on the dates of their places, else on the first to come
        (EVERYBODY, Requested([]), (), {A2}),
        (EVERYBODY, Requested([]), (D1, D3), {A1, A3}),
        (EVERYBODY, Requested(), (D2,), {A2}),
        # and not where it is called off
        (CALLED_OFF, Requested([]), (D1,), set()),
        (CALLED_OFF, Requested([B]), (D3,), {UUID(int=3002)}),
    ],
)
def test_a_selection_of_dates(
    sessions: dict[UUID, Option], wanted: Requested, places: tuple[UUID, ...], chosen: set[UUID]
) -> None:
    found = choose(wanted, sessions, frozenset(), places, single=False, override=False)
    assert (set(found.chosen), found.problems) == (chosen, [])


@pytest.mark.parametrize(
    ("sessions", "wanted", "places", "expected"),
    [
        (SERIES, Requested([A]), (), [("CHOICE_NEEDED", "sessionUuids.0")]),
        (SERIES, Requested([B, A]), (D1, D2), [("CHOICE_NEEDED", f"sessionUuids.{n}") for n in (0, 1)]),
        (SERIES, Requested([A], [A1, A2]), (D2,), [("NOT_UNIQUE", "sessionOccurrenceUuids.1")]),
        (SERIES, Requested(None, [A1, A1, HALL, A]), (),
         [("NOT_UNIQUE", "sessionOccurrenceUuids.1"), ("NOT_FOUND", "sessionOccurrenceUuids.2"),
          ("NOT_FOUND", "sessionOccurrenceUuids.3")]),
        # a session without dates is chosen as a whole
        (ONCE, Requested(None, [B]), (), [("NOT_FOUND", "sessionOccurrenceUuids.0")]),
        (ONCE, Requested([A1]), (), [("NOT_FOUND", "sessionUuids.0")]),
        (ONCE, Requested(None, [A1] * 1001), (), [("TOO_MANY", "sessionOccurrenceUuids")]),
        (CALLED_OFF, Requested([B]), (D2,), [("CANCELLED", "sessionUuids.0")]),
        (CALLED_OFF, Requested(None, [A1]), (), [("CANCELLED", "sessionOccurrenceUuids.0")]),
    ],
)  # fmt: skip
def test_selections_of_dates_that_are_refused(
    sessions: dict[UUID, Option],
    wanted: Requested,
    places: tuple[UUID, ...],
    expected: list[tuple[str, str]],
) -> None:
    found = choose(wanted, sessions, frozenset(), places, single=False, override=False)
    assert [(problem.code.value, ".".join(problem.path)) for problem in found.problems] == expected


def test_the_choices_are_listed() -> None:
    (problem,) = choose(Requested([A]), SERIES, frozenset(), (D1, D2), single=False, override=False).problems
    assert problem.message == (
        "“S1” takes place on several dates: send one of these in sessionOccurrenceUuids:"
        f" {A1} (2026-09-02T10:00:00), {A2} (2026-09-03T10:00:00)."
    )
    many = offered(*(on(UUID(int=n), n, A) for n in range(1, 14)))
    (problem,) = choose(Requested([A]), many, frozenset(), single=False, override=False).problems
    assert problem.message.endswith("and 3 more.")


def test_a_chosen_session_that_is_called_off_may_stay() -> None:
    found = choose(Requested(None, [A1]), CALLED_OFF, frozenset({A1}), single=False, override=False)
    assert (set(found.chosen), found.problems) == ({A1}, [])


def test_two_dates_of_a_session_are_one_choice_each() -> None:
    found = choose(Requested(None, [A1, A2]), SERIES, frozenset(), single=True, override=False)
    assert [problem.code.value for problem in found.problems] == ["TOO_MANY"]


def test_a_pair_of_sessions_is_reported_once_for_all_its_dates() -> None:
    rows = [
        held(UUID(int=10 * day + uuid.int), 1440 * day, 1440 * day + 60, location=HALL, session=uuid)
        for day in range(3)
        for uuid in (A, B)
    ]
    (pair,) = overlaps(rows, {A}, 20)
    assert (pair.first.whole, pair.second.whole, pair.first.span.starts_at) == (A, B, TEN)
