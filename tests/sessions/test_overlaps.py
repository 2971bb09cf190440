"""Which sessions overlap that had better not, and what one user may choose: tables of cases."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.sessions.rules import Held, Offered, Span, choose, overlaps
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
        (held(A, 0, 60, **SAME), held(B, 30, 90, **SAME), None),
        (held(A, 0, 60, exclusive=True, speakers=frozenset({ADA})), held(B, 30, 90, speakers=frozenset({BOB})), None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("saved", [A, B])
def test_what_overlaps(first: Held, second: Held, shared: str | None, saved: UUID) -> None:
    found = overlaps([second, first], {saved}, 20)
    assert [each.sentence() for each in found] == ([] if shared is None else [f"“S1” and “S2” overlap {shared}."])


def test_only_what_was_saved_is_told_each_pair_once_and_no_more_than_asked() -> None:
    shared: dict[str, Any] = {**ALONE, "speakers": frozenset({ADA, BOB})}
    three = [held(uuid, 0, 60, **shared) for uuid in (A, B, C)]
    pairs = [(each.first.uuid, each.second.uuid) for each in overlaps(three, {C}, 20)]
    assert pairs == [(A, C), (B, C)]
    assert len(overlaps(three, {A, B, C}, 20)) == 3
    assert len(overlaps(three, {A, B, C}, 2)) == 2


def offered(*sessions: Offered) -> dict[UUID, Offered]:
    return {each.held.uuid: each for each in sessions}


PLAIN = offered(Offered(held(A, 0, 60)), Offered(held(B, 30, 90)), Offered(held(C, 60, 90)))
APART = offered(Offered(held(A, 0, 60, exclusive=True)), Offered(held(B, 30, 90)), Offered(held(C, 60, 90)))
INCLUDED = offered(Offered(held(A, 0, 60), included=True), Offered(held(B, 30, 90), by_default=True))
LOCKED = offered(Offered(held(A, 0, 60), locked=True), Offered(held(B, 30, 90)))
FULL = offered(Offered(held(A, 0, 60), taken=2, room=2), Offered(held(B, 30, 90), taken=1, room=2))


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
    sessions: dict[UUID, Offered],
    wanted: list[UUID] | None,
    before: tuple[UUID, ...],
    rules: dict[str, bool],
    chosen: set[UUID],
) -> None:
    found = choose(wanted, sessions, frozenset(before), **({"single": False, "override": False} | rules))
    assert (set(found.chosen), found.problems, found.warnings) == (chosen, [], [])


@pytest.mark.parametrize(
    ("sessions", "wanted", "before", "rules", "expected"),
    [
        (PLAIN, [A, HALL, A], (), {}, [("NOT_FOUND", "sessionUuids.1"), ("NOT_UNIQUE", "sessionUuids.2")]),
        (PLAIN, [A] * 1001, (), {}, [("TOO_MANY", "sessionUuids")]),
        (PLAIN, [A, B], (), {"single": True}, [("TOO_MANY", "sessionUuids")]),
        (APART, [A, B], (), {}, [("CONFLICT", "sessionUuids.1")]),
        (APART, [B, A], (), {}, [("CONFLICT", "sessionUuids.0")]),
        (LOCKED, [B], (A,), {}, [("WRONG_STATE", "sessionUuids")]),
        (FULL, [B, A], (), {}, [("SOLD_OUT", "sessionUuids.1")]),
        # no organiser makes room
        (FULL, [A], (), {"override": True}, [("SOLD_OUT", "sessionUuids.0")]),
    ],
)
def test_selections_that_are_refused(
    sessions: dict[UUID, Offered],
    wanted: list[UUID],
    before: tuple[UUID, ...],
    rules: dict[str, bool],
    expected: list[tuple[str, str]],
) -> None:
    found = choose(wanted, sessions, frozenset(before), **({"single": False, "override": False} | rules))
    assert [(problem.code.value, ".".join(problem.path)) for problem in found.problems] == expected
    assert found.chosen == frozenset()


def test_an_organiser_is_told_of_a_conflict() -> None:
    found = choose([A, B], APART, frozenset(), single=False, override=True)
    assert found.chosen == {A, B}
    assert [(warning.code.value, warning.message, warning.path) for warning in found.warnings] == [
        ("SESSIONS_OVERLAP", "“S1” and “S2” overlap in time.", ("sessionUuids", "1"))
    ]
    (problem,) = choose([A, B], APART, frozenset(), single=False, override=False).problems
    assert problem.message == "“S1” and “S2” overlap in time."
