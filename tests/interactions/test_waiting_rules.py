"""Whether a session can be waited for on one of its dates, as a rule."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.interactions.rules import WaitedFor, problems_with_other_date, problems_with_waiting_for_session

NOW = datetime(2027, 5, 1, 9, tzinfo=UTC)
DATE, OTHER = UUID(int=1), UUID(int=2)
PATH = ("row",)
FREE = ("PLACES_LEFT", "“Talk” has places left.")
OFF = ("SWITCHED_OFF", "“Talk” has no waiting list.")
CALLED_OFF = ("CANCELLED", "“Talk” has been called off.")
BEGUN = ("ENDED", "“Talk” has begun.")


def row(**values: Any) -> WaitedFor:
    """One that is full, and begins in a second."""
    full: dict[str, Any] = {"starts_at": NOW + timedelta(seconds=1), "taken": 2, "room": 2}
    return WaitedFor("Talk", DATE, **{**full, **values})


@pytest.mark.parametrize(
    ("values", "problems"),
    [
        ({}, []),
        ({"taken": 3}, []),
        ({"taken": 0, "room": 0}, []),
        ({"taken": 1}, [FREE]),
        ({"room": None}, [FREE]),
        ({"starts_at": NOW}, [BEGUN]),
        ({"starts_at": NOW, "room": None}, [BEGUN]),
        ({"takes_place": False, "starts_at": NOW, "room": None}, [CALLED_OFF]),
        ({"has_list": False}, [OFF]),
        ({"has_list": False, "taken": 1}, [OFF, FREE]),
    ],
)
def test_full_sessions_to_come_can_be_waited_for(values: dict[str, Any], problems: list[tuple[str, str]]) -> None:
    found = problems_with_waiting_for_session(row(**values), NOW, PATH)
    assert [(each.code.value, each.message, each.path) for each in found] == [
        (code, sentence, PATH) for code, sentence in problems
    ]


@pytest.mark.parametrize(("occurrence", "codes"), [(None, []), (DATE, []), (OTHER, ["INVALID"])])
def test_the_occurrence_is_that_of_the_row(occurrence: UUID | None, codes: list[str]) -> None:
    assert [each.code.value for each in problems_with_other_date(row(), occurrence, PATH)] == codes
