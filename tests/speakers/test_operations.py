"""Adding speakers: all or none, in a constant number of statements."""

from functools import partial
from typing import Any

import pytest

from app.core.outcome import Written
from app.core.problems import Refused
from app.speakers.operations import create_speakers
from app.speakers.tables import SpeakerRow
from tests.gateway import START, Gateway
from tests.staging import Stage, stage


def run(staged: Stage, patches: list[Any], **other: Any) -> Written:
    given: dict[str, Any] = {"caller": staged.caller, "event_uuid": staged.event} | other
    return staged.gateway.write(partial(create_speakers, patches=patches, now=START, **given))


def refusals(staged: Stage, patches: list[Any], **other: Any) -> Any:
    before = staged.everything(SpeakerRow)
    with pytest.raises(Refused) as refused:
        run(staged, patches, **other)
    assert staged.everything(SpeakerRow) == before
    return [(problem.code.value, problem.path) for problem in refused.value.problems]


def test_speakers_are_stored_with_a_folded_name_to_sort_by(gateway: Gateway) -> None:
    staged = stage(gateway)
    written = run(
        staged,
        [
            {
                "name": "Émilie du Châtelet",
                "biography": "Physics\n* *Institutions*",
                "image": "people/emilie.jpg",
            },
            {"name": "Straße", "biography": None, "image": None},
        ],
    )
    rows = staged.rows(SpeakerRow, SpeakerRow.name_key)
    assert [row["id"] for row in rows] == written.extra["uuids"]
    assert [(row["name_key"], row["name"], row["biography"], row["image"]) for row in rows] == [
        ("emilie du chatelet", "Émilie du Châtelet", "Physics\n* *Institutions*", "people/emilie.jpg"),
        ("strasse", "Straße", None, None),
    ]
    assert [row["created_local"].isoformat() for row in rows] == ["2026-06-01T11:00:00"] * 2
    assert staged.changes() == [("Speaker", "CREATED")] * 2
    assert written.ids == {"event": staged.event}


@pytest.mark.parametrize(
    ("patches", "expected"),
    [
        ([{"name": "x" * 255}, {"name": "x" * 256}], [("TOO_LONG", ("input", "1", "name"))]),
        ([{"name": ""}, {"name": " "}], [("TOO_SHORT", ("input", "0", "name")), ("TOO_SHORT", ("input", "1", "name"))]),
        ([{"name": "a", "biography": "x" * 20_001}], [("TOO_LONG", ("input", "0", "biography"))]),
        ([{"name": "a", "image": "ftp://example.com/a.jpg"}], [("INVALID", ("input", "0", "image"))]),
        ([{"name": "a"}] * 5001, [("TOO_MANY", ("input",))]),
    ],
)
def test_problems_are_reported_by_index_and_nothing_is_stored(
    gateway: Gateway, patches: list[dict[str, Any]], expected: list[Any]
) -> None:
    assert refusals(stage(gateway), patches) == expected


def test_another_tenants_event_does_not_exist(gateway: Gateway) -> None:
    staged, other = stage(gateway), stage(gateway, "other")
    assert refusals(staged, [{"name": "a"}], caller=other.caller) == [("NOT_FOUND", ("eventUuid",))]


def test_a_cancelled_event_cannot_be_added_to(gateway: Gateway) -> None:
    staged = stage(gateway, lifecycle="CANCELLED")
    assert refusals(staged, [{"name": "a"}]) == [("CANCELLED", ("eventUuid",))]


def test_many_take_as_many_statements_as_one(gateway: Gateway) -> None:
    staged = stage(gateway)
    with gateway.statements() as for_one:
        run(staged, [{"name": "Ada"}])
    with gateway.statements() as for_many:
        run(staged, [{"name": f"Speaker {number}"} for number in range(2000)])
    expected = 4 + gateway.append_statements
    # PostgreSQL counts the rows of the table again.
    assert (len(for_one), len(for_many)) == (expected, expected + (1 if gateway.engine == "postgresql" else 0))
