"""Sessions that overlap because the dates of their event move."""

from typing import Any
from uuid import UUID

import pytest

from tests.gateway import Gateway
from tests.sessions.series import evenings, talk
from tests.staging import Stage, stage

OUTCOME = "warnings { code message path } userErrors { code message path }"
DATE = f"""
mutation ($uuid: UUID!, $input: UpdateOccurrenceInput!) {{
  updateOccurrence(uuid: $uuid, input: $input) {{ {OUTCOME} }} }}"""
EVENT = f"""
mutation ($uuid: UUID!, $input: UpdateEventInput!) {{ updateEvent(uuid: $uuid, input: $input) {{ {OUTCOME} }} }}"""
RESCHEDULE = f"""
mutation ($uuid: UUID!, $input: RescheduleEventInput!) {{
  rescheduleEvent(uuid: $uuid, input: $input) {{ {OUTCOME} }} }}"""
# An hour each, one behind the other, on one evening and on the next.
DATES = [("2026-09-04 16:00", "2026-09-04 18:00"), ("2026-09-05 16:00", "2026-09-05 18:00")]
OVERLAP = [("SESSIONS_OVERLAP", "“A” and “B” overlap in the same location.", "input")]
SCHEDULE: dict[str, Any] = {"type": "SCHEDULE", "durationMinutes": 120}


def ask(staged: Stage, document: str, uuid: UUID, **given: Any) -> list[tuple[str, str, str]]:
    [payload] = staged.gateway.gql(document, staged.token, uuid=uuid, input=given).values()
    assert payload["userErrors"] == []
    return [
        (each["code"], each["message"], ".".join(each["path"]))
        for each in payload["warnings"]
        if each["code"] == "SESSIONS_OVERLAP"
    ]


def staged_in_one_room(gateway: Gateway) -> tuple[Stage, UUID, UUID]:
    staged = stage(gateway, occurrences=DATES)
    room = str(staged.location())
    first, second = evenings(staged)
    for name, date, day in (("A", first, "04"), ("B", second, "05")):
        there = {"type": "SPECIFIC", "uuids": [str(date)]}
        talk(staged, name=name, locationUuid=room, occurrences=there, startsOn={"local": f"2026-09-{day} 18:30"})
    return staged, first, second


def test_overlaps_after_one_date_moves(gateway: Gateway) -> None:
    staged, _first, second = staged_in_one_room(gateway)
    # B begins as A ends.
    assert ask(staged, DATE, second, startsOn={"local": "2026-09-04 19:00"}) == []
    assert ask(staged, DATE, second, startsOn={"local": "2026-09-04 18:15"}) == OVERLAP
    assert ask(staged, DATE, second, capacity=10) == []
    assert ask(staged, DATE, second, startsOn={"local": "2026-09-04 20:00"}) == []


def test_overlaps_after_a_reschedule(gateway: Gateway) -> None:
    staged, first, _second = staged_in_one_room(gateway)
    for dry in (True, False):
        given = {"byMinutes": 24 * 60 + 15, "scope": "THIS", "occurrenceUuid": str(first), "dryRun": dry}
        warnings = ask(staged, RESCHEDULE, staged.event, **given)
        assert warnings == [("SESSIONS_OVERLAP", "“B” and “A” overlap in the same location.", "input")]


@pytest.mark.parametrize(("clock", "expected"), [("18:15", OVERLAP), ("19:00", [])])
def test_overlaps_after_a_change_of_the_schedule(
    gateway: Gateway, clock: str, expected: list[tuple[str, str, str]]
) -> None:
    staged, _first, _second = staged_in_one_room(gateway)
    for second, found in (("2026-09-05 18:00", []), (f"2026-09-04 {clock}", expected)):
        starts = [{"local": "2026-09-04 18:00"}, {"local": second}]
        assert ask(staged, EVENT, staged.event, occurrence=SCHEDULE | {"schedule": starts}) == found
