"""Create tracks, locations and schedule dates: in order, all or nothing, in a few statements."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest

from app.agenda.operations import LOCATION, SCHEDULE_DATE, TRACK, create_parts
from app.agenda.tables import LocationRow, ScheduleDateRow, TrackRow
from app.core.outcome import Written
from app.core.problems import Refused
from app.events.tables import EventRow
from tests.gateway import START, Gateway
from tests.staging import Stage, stage

Operation = Callable[..., Written]
create_tracks: Operation = partial(create_parts, kind=TRACK)
create_locations: Operation = partial(create_parts, kind=LOCATION)
create_schedule_dates: Operation = partial(create_parts, kind=SCHEDULE_DATE)


def run(staged: Stage, operation: Operation, patches: list[dict[str, Any]], **other: Any) -> Written:
    given: dict[str, Any] = {"caller": staged.caller, "event_uuid": staged.event} | other
    return staged.gateway.write(partial(operation, patches=patches, now=START, **given))


def refusals(staged: Stage, operation: Operation, patches: list[dict[str, Any]], **other: Any) -> Any:
    before = staged.everything(TrackRow, LocationRow, ScheduleDateRow)
    with pytest.raises(Refused) as refused:
        run(staged, operation, patches, **other)
    assert staged.everything(TrackRow, LocationRow, ScheduleDateRow) == before
    return [(problem.code.value, problem.path) for problem in refused.value.problems]


def test_tracks_are_stored_in_the_order_given(gateway: Gateway) -> None:
    staged = stage(gateway)
    first = run(staged, create_tracks, [{"name": "Art", "description": "", "colour": "#00ff7F"}])
    second = run(staged, create_tracks, [{"name": "CCC", "description": None}, {"name": "Science"}])
    rows = staged.rows(TrackRow, TrackRow.position)
    assert [row["id"] for row in rows] == first.extra["uuids"] + second.extra["uuids"]
    assert [(row["position"], row["name"], row["description"], row["colour"]) for row in rows] == [
        (0, "Art", "", "#00ff7F"),
        (1, "CCC", None, None),
        (2, "Science", None, None),
    ]
    assert {row["event_id"] for row in rows} == {staged.event}
    assert [row["created_local"].isoformat() for row in rows] == ["2026-06-01T11:00:00"] * 3
    assert staged.changes() == [("Track", "CREATED")] * 3
    assert [row["version"] for row in staged.rows(EventRow)] == [3]
    assert second.ids == {"event": staged.event}
    assert second.aggregate == staged.event


def test_locations_are_stored_in_the_order_given(gateway: Gateway) -> None:
    staged = stage(gateway)
    written = run(staged, create_locations, [{"name": "Curie", "description": "By the lake"}, {"name": "Meitner"}])
    rows = staged.rows(LocationRow, LocationRow.position)
    assert [row["id"] for row in rows] == written.extra["uuids"]
    assert [(row["position"], row["name"], row["description"]) for row in rows] == [
        (0, "Curie", "By the lake"),
        (1, "Meitner", None),
    ]
    assert staged.changes() == [("Location", "CREATED")] * 2


def test_schedule_dates_are_stored_in_the_order_given(gateway: Gateway) -> None:
    staged = stage(gateway)
    staged.schedule_date("2026-08-20")
    written = run(staged, create_schedule_dates, [{"date": date(2026, 8, 22)}, {"date": date(2026, 8, 21)}])
    rows = staged.rows(ScheduleDateRow, ScheduleDateRow.position, ScheduleDateRow.date)
    assert [(row["position"], row["date"].isoformat()) for row in rows] == [
        (0, "2026-08-20"),
        (1, "2026-08-22"),
        (2, "2026-08-21"),
    ]
    assert [row["id"] for row in rows[1:]] == written.extra["uuids"]
    assert staged.changes() == [("ScheduleDate", "CREATED")] * 2


@pytest.mark.parametrize(
    ("operation", "patches", "expected"),
    [
        (create_tracks, [{"name": "x" * 255}, {"name": "x" * 256}], [("TOO_LONG", ("input", "1", "name"))]),
        (create_tracks, [{"name": " "}, {"name": "a"}, {"name": ""}], [
            ("TOO_SHORT", ("input", "0", "name")),
            ("TOO_SHORT", ("input", "2", "name")),
        ]),
        (create_tracks, [{"name": "a", "colour": "red", "description": "x" * 2501}], [
            ("TOO_LONG", ("input", "0", "description")),
            ("INVALID", ("input", "0", "colour")),
        ]),
        (create_tracks, [{"name": "a"}] * 501, [("TOO_MANY", ("input",))]),
        (create_locations, [{"name": "x" * 201}], [("TOO_LONG", ("input", "0", "name"))]),
        (create_locations, [{"name": " ", "description": "x" * 2501}], [
            ("TOO_SHORT", ("input", "0", "name")),
            ("TOO_LONG", ("input", "0", "description")),
        ]),
        (create_schedule_dates, [{"date": date(2026, 8, day)} for day in (21, 20, 21)], [
            ("NOT_UNIQUE", ("input", "1", "date")),
            ("NOT_UNIQUE", ("input", "2", "date")),
        ]),
    ],
)  # fmt: skip
def test_problems_are_named_by_index_and_nothing_is_stored(
    gateway: Gateway, operation: Operation, patches: list[dict[str, Any]], expected: list[Any]
) -> None:
    staged = stage(gateway)
    staged.schedule_date("2026-08-20")
    assert refusals(staged, operation, patches) == expected


OPERATIONS: list[tuple[Operation, list[dict[str, Any]]]] = [
    (create_tracks, [{"name": f"Track {number}"} for number in range(500)]),
    (create_locations, [{"name": f"Room {number}"} for number in range(500)]),
    (create_schedule_dates, [{"date": date.fromordinal(740_000 + number)} for number in range(500)]),
]


@pytest.mark.parametrize(("operation", "patches"), OPERATIONS)
def test_another_tenants_event_does_not_exist(
    gateway: Gateway, operation: Operation, patches: list[dict[str, Any]]
) -> None:
    staged, other = stage(gateway), stage(gateway, "other")
    assert refusals(staged, operation, patches[:1], caller=other.caller) == [("NOT_FOUND", ("eventUuid",))]


@pytest.mark.parametrize(("operation", "patches"), OPERATIONS)
def test_a_cancelled_event_cannot_be_added_to(
    gateway: Gateway, operation: Operation, patches: list[dict[str, Any]]
) -> None:
    staged = stage(gateway, lifecycle="CANCELLED")
    assert refusals(staged, operation, patches[:1]) == [("CANCELLED", ("eventUuid",))]


@pytest.mark.parametrize(("operation", "patches"), OPERATIONS)
def test_five_hundred_take_as_many_statements_as_one(
    gateway: Gateway, operation: Operation, patches: list[dict[str, Any]]
) -> None:
    staged = stage(gateway)
    with gateway.statements() as for_one:
        run(staged, operation, patches[:1])
    with gateway.statements() as for_many:
        run(staged, operation, patches[1:])
    # Days file what starts in them, three more; two find what stands elsewhere now.
    expected = (9 if operation is create_schedule_dates else 4) + gateway.append_statements
    assert (len(for_one), len(for_many)) == (expected, expected)
    assert refusals(staged, operation, patches[:1])[0] == ("TOO_MANY", ("input",))
