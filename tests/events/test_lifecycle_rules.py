"""The table of docs/domain.md: the transitions between states, and their refusals."""

import pytest

from app.core.problems import Problem, ProblemCode
from app.events.rules import NO_TICKET, NO_UPCOMING_OCCURRENCE, Blocker
from app.events.rules.lifecycle import (
    problems_with_cancelling,
    problems_with_correcting,
    problems_with_publishing,
    problems_with_unpublishing,
)

READY: list[Blocker] = []
BLOCKED = [NO_UPCOMING_OCCURRENCE, NO_TICKET]


def wrong_state(sentence: str) -> list[Problem]:
    return [Problem(ProblemCode.WRONG_STATE, sentence, ("uuid",))]


NOT_READY = [Problem(ProblemCode.NOT_READY, blocker.message, blocker.path) for blocker in BLOCKED]


@pytest.mark.parametrize(
    ("lifecycle", "blockers", "expected"),
    [
        ("UNRELEASED", READY, []),
        ("UNRELEASED", BLOCKED, NOT_READY),
        ("UNPUBLISHED", READY, []),
        ("UNPUBLISHED", BLOCKED, NOT_READY),
        ("PUBLISHED", READY, wrong_state("The event is published already.")),
        ("PUBLISHED", BLOCKED, wrong_state("The event is published already.")),
        ("CANCELLED", READY, wrong_state("A cancelled event cannot be published.")),
        ("CANCELLED", BLOCKED, wrong_state("A cancelled event cannot be published.")),
    ],
)
def test_publishing_needs_an_empty_checklist_and_a_state_that_allows_it(
    lifecycle: str, blockers: list[Blocker], expected: list[Problem]
) -> None:
    assert problems_with_publishing(lifecycle, blockers) == expected


@pytest.mark.parametrize(
    ("lifecycle", "expected"),
    [
        ("UNRELEASED", wrong_state("The event is not published.")),
        ("PUBLISHED", []),
        ("UNPUBLISHED", wrong_state("The event is not published.")),
        ("CANCELLED", wrong_state("A cancelled event cannot be unpublished.")),
    ],
)
def test_only_a_published_event_can_be_unpublished(lifecycle: str, expected: list[Problem]) -> None:
    assert problems_with_unpublishing(lifecycle) == expected


@pytest.mark.parametrize(
    ("lifecycle", "expected"),
    [
        ("UNRELEASED", []),
        ("PUBLISHED", []),
        ("UNPUBLISHED", []),
        ("CANCELLED", wrong_state("The event is cancelled already.")),
    ],
)
def test_every_event_can_be_cancelled_once(lifecycle: str, expected: list[Problem]) -> None:
    assert problems_with_cancelling(lifecycle) == expected


@pytest.mark.parametrize(("called_off", "expected"), [(True, []), (False, wrong_state("The date is not called off."))])
def test_only_cancelled_objects_have_a_reason(called_off: bool, expected: list[Problem]) -> None:
    assert problems_with_correcting("date", called_off) == expected
