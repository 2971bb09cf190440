"""The table of docs/domain.md: which step may follow which state, and what a refusal says."""

import pytest

from app.core.problems import Problem, ProblemCode
from app.events.rules import (
    CHECKLIST,
    NO_TICKET,
    NO_UPCOMING_OCCURRENCE,
    Blocker,
    PublishFacts,
    publish_blockers,
    status_of,
)
from app.events.rules.lifecycle import (
    problems_with_cancelling,
    problems_with_correcting,
    problems_with_publishing,
    problems_with_unpublishing,
)
from app.events.values import EventStatus

READY: list[Blocker] = []
BLOCKED = [NO_UPCOMING_OCCURRENCE, NO_TICKET]


def wrong_state(sentence: str) -> list[Problem]:
    return [Problem(ProblemCode.WRONG_STATE, sentence, ("uuid",))]


NOT_READY = [Problem(ProblemCode.NOT_READY, blocker.message, ("uuid",)) for blocker in BLOCKED]


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
def test_only_what_is_called_off_has_a_reason_for_it(called_off: bool, expected: list[Problem]) -> None:
    assert problems_with_correcting("date", called_off) == expected


def facts(**changed: object) -> PublishFacts:
    return PublishFacts(
        **{
            "configuration_type": None,
            "has_upcoming_occurrence": True,
            "has_venue": False,
            "has_online_address": False,
            "has_ticket": True,
            "has_unpriced_ticket": False,
            "rsvp": False,
        }
        | changed  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (facts(), []),
        (facts(has_upcoming_occurrence=False), [0]),
        (facts(configuration_type="VENUE_EVENT"), [1]),
        (facts(configuration_type="VENUE_EVENT", has_online_address=True), [1]),
        (facts(configuration_type="VENUE_EVENT", has_venue=True), []),
        (facts(configuration_type="ONLINE_EVENT"), [2]),
        (facts(configuration_type="ONLINE_EVENT", has_venue=True), [2]),
        (facts(configuration_type="ONLINE_EVENT", has_online_address=True), []),
        (facts(has_ticket=False), [3]),
        (facts(has_ticket=False, rsvp=True), []),
        (facts(has_unpriced_ticket=True), [4]),
        (facts(has_unpriced_ticket=True, rsvp=True), [4]),
        (
            facts(configuration_type="VENUE_EVENT", has_upcoming_occurrence=False, has_ticket=False),
            [0, 1, 3],
        ),
    ],
)
def test_the_checklist_names_every_line_that_is_open(given: PublishFacts, expected: list[int]) -> None:
    assert publish_blockers(given) == [CHECKLIST[line] for line in expected]


@pytest.mark.parametrize(
    ("lifecycle", "blockers", "expected"),
    [
        ("UNRELEASED", BLOCKED, EventStatus.DRAFT),
        ("UNRELEASED", READY, EventStatus.READY_TO_PUBLISH),
        ("PUBLISHED", BLOCKED, EventStatus.PUBLISHED),
        ("UNPUBLISHED", READY, EventStatus.UNPUBLISHED),
        ("CANCELLED", READY, EventStatus.CANCELLED),
    ],
)
def test_only_before_the_first_publication_the_checklist_decides_the_state(
    lifecycle: str, blockers: list[Blocker], expected: EventStatus
) -> None:
    assert status_of(lifecycle, blockers) == expected
