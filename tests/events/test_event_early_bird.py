"""The early bird discount of an event: createEvent, updateEvent and changes of its dates."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.events.tables import EventRow
from app.occurrences.tables import OccurrenceRow
from tests.builders import make_event, make_ready_event, stored
from tests.events.editing import codes, create, creation, daily, once, refuse, update
from tests.gateway import START, Gateway

MOMENT = "{ utc local relativeTo offsetMinutes }"
QUERY = f"""
query ($uuid: UUID!) {{
  event(uuid: $uuid) {{
    earlyBirdDiscount {{
      discountType discount type isEnableCustomiseDiscountStart
      discountStartsOn {MOMENT} discountEndsOn {MOMENT}
    }}
  }}
}}
"""
OCCURRENCE = """
mutation ($uuid: UUID!, $input: UpdateOccurrenceInput!) {
  updateOccurrence(uuid: $uuid, input: $input) { userErrors { code path } }
}
"""
DATED: dict[str, Any] = {
    "discountType": "FIXED",
    "discount": "7.50",
    "type": "SPECIFIC_TIME",
    "isEnableCustomiseDiscountStart": True,
    "discountStartsOn": {"local": "2026-06-05T09:00"},
    "discountEndsOn": {"utc": "2026-06-20T00:00:00Z"},
}
BEFORE = {"relativeTo": "BEFORE_OCCURRENCE_START"}
COUNTED: dict[str, Any] = {
    "discountType": "PERCENTAGE",
    "discount": "10",
    "type": "RELATIVE_TO_OCCURRENCE",
    "isEnableCustomiseDiscountStart": True,
    "discountStartsOn": BEFORE | {"offsetMinutes": 7 * 24 * 60},
    "discountEndsOn": BEFORE | {"offsetMinutes": 24 * 60},
}
NOW = {"utc": "2026-06-01T09:00:00Z", "local": "2026-06-01T19:00:00", "relativeTo": None, "offsetMinutes": 0}


def early_bird(gateway: Gateway, uuid: UUID, token: str | None) -> Any:
    return gateway.gql(QUERY, token, uuid=uuid)["event"]["earlyBirdDiscount"]


def when(gateway: Gateway, uuid: UUID) -> list[str | None]:
    """The stored wall clocks of its start and end."""
    [row] = stored(gateway, EventRow, id=uuid)
    clocks = (row["early_bird_starts_local"], row["early_bird_ends_local"])
    return [None if clock is None else clock.isoformat() for clock in clocks]


def test_a_dated_discount_is_returned_as_sent(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme)
    uuid = create(gateway, acme)
    assert early_bird(gateway, uuid, token) is None
    update(gateway, acme, uuid, earlyBirdDiscount=DATED)
    expected = DATED | {
        "discountStartsOn": NOW | {"utc": "2026-06-04T23:00:00Z", "local": "2026-06-05T09:00:00"},
        "discountEndsOn": NOW | {"utc": "2026-06-20T00:00:00Z", "local": "2026-06-20T10:00:00"},
    }
    assert early_bird(gateway, uuid, token) == expected
    assert early_bird(gateway, create(gateway, acme, earlyBirdDiscount=DATED), token) == expected
    update(gateway, acme, uuid, earlyBirdDiscount=None)
    assert early_bird(gateway, uuid, token) is None


def test_the_discount_of_a_public_event_is_public(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = make_event(gateway, acme, lifecycle="PUBLISHED").id
    update(gateway, acme, uuid, earlyBirdDiscount={"discountType": "PERCENTAGE", "discount": "3"})
    assert early_bird(gateway, uuid, None) == {
        "discountType": "PERCENTAGE",
        "discount": "3.00",
        "type": "SPECIFIC_TIME",
        "isEnableCustomiseDiscountStart": False,
        "discountStartsOn": NOW,
        "discountEndsOn": None,
    }


def test_a_relative_discount_follows_the_first_enabled_occurrence(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, earlyBirdDiscount=COUNTED)
    # Nothing to count from yet.
    assert when(gateway, uuid) == [None, None]
    update(gateway, acme, uuid, occurrence=daily(3))
    assert when(gateway, uuid) == ["2026-06-24T18:00:00", "2026-06-30T18:00:00"]
    first = min(stored(gateway, OccurrenceRow, event_id=uuid), key=lambda row: row["starts_at"])
    off = gateway.gql(OCCURRENCE, gateway.token(acme), uuid=first["id"], input={"enabled": False})
    assert off["updateOccurrence"]["userErrors"] == []
    assert when(gateway, uuid) == ["2026-06-25T18:00:00", "2026-07-01T18:00:00"]
    update(gateway, acme, uuid, occurrence=once("2026-08-01T18:00"))
    assert when(gateway, uuid) == ["2026-07-25T18:00:00", "2026-07-31T18:00:00"]
    update(gateway, acme, uuid, occurrence=None)
    assert when(gateway, uuid) == [None, None]


def test_the_answer_has_the_relation_to_the_occurrence(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, earlyBirdDiscount=COUNTED, occurrence=once())
    assert early_bird(gateway, uuid, gateway.token(acme)) == COUNTED | {
        "discount": "10.00",
        "discountStartsOn": {
            "utc": "2026-06-24T08:00:00Z", "local": "2026-06-24T18:00:00",
            "relativeTo": "BEFORE_OCCURRENCE_START", "offsetMinutes": 10080,
        },
        "discountEndsOn": {
            "utc": "2026-06-30T08:00:00Z", "local": "2026-06-30T18:00:00",
            "relativeTo": "BEFORE_OCCURRENCE_START", "offsetMinutes": 1440,
        },
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"discount": "8"}, {"discount": "8.00"}),
        ({"discountType": "PERCENTAGE", "discount": "8"}, {"discount": "8.00", "discountType": "PERCENTAGE"}),
        ({"discountEndsOn": None}, {"discountEndsOn": None}),
        ({"discountEndsOn": {}}, {}),
        ({"type": "SPECIFIC_TIME"}, {}),
        ({"type": None}, {}),
        ({"isEnableCustomiseDiscountStart": False},
         {"isEnableCustomiseDiscountStart": False, "discountStartsOn": NOW}),
        ({"isEnableCustomiseDiscountStart": None},
         {"isEnableCustomiseDiscountStart": False, "discountStartsOn": NOW}),
        ({"type": "RELATIVE_TO_OCCURRENCE", "isEnableCustomiseDiscountStart": False},
         {"type": "RELATIVE_TO_OCCURRENCE", "isEnableCustomiseDiscountStart": False, "discountStartsOn": NOW,
          "discountEndsOn": None}),
    ],
)  # fmt: skip
def test_fields_not_sent_stay_and_null_restores_the_default(gateway: Gateway, change: Any, expected: Any) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, earlyBirdDiscount=DATED)
    token = gateway.token(acme)
    before = early_bird(gateway, uuid, token)
    update(gateway, acme, uuid, earlyBirdDiscount=change)
    assert early_bird(gateway, uuid, token) == before | expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, [("REQUIRED", "discountType"), ("REQUIRED", "discount")]),
        (DATED | {"discount": "7.505"}, [("INVALID", "discount")]),
        (DATED | {"discountEndsOn": {"local": "2026-06-05T08:59"}}, [("INVALID", "discountEndsOn")]),
        (DATED | {"discountEndsOn": BEFORE},
         [("INVALID", "discountEndsOn.relativeTo"), ("REQUIRED", "discountEndsOn")]),
        (DATED | {"discountStartsOn": {"local": "2026-10-04T02:30"}},
         [("NONEXISTENT_LOCAL_TIME", "discountStartsOn.local")]),
        # The occurrence of three hours decides.
        (COUNTED | {"discountEndsOn": {"relativeTo": "BEFORE_OCCURRENCE_END", "offsetMinutes": 8 * 24 * 60}},
         [("INVALID", "discountEndsOn")]),
    ],
)  # fmt: skip
def test_all_problems_are_reported_and_nothing_changes(gateway: Gateway, given: Any, expected: Any) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, occurrence=once())
    paths = [(code, f"input.earlyBirdDiscount.{where}") for code, where in expected]
    assert codes(refuse(gateway, acme, uuid, earlyBirdDiscount=given)) == paths
    payload = creation(gateway, acme, name="New", occurrence=once(), earlyBirdDiscount=given)
    assert codes(payload["userErrors"]) == paths


def test_an_ambiguous_local_time_gives_a_warning(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme)
    twice = DATED | {"discountEndsOn": {"local": "2027-04-04T02:30"}}
    answered = update(gateway, acme, uuid, earlyBirdDiscount=twice)["warnings"]
    assert codes(answered) == [("AMBIGUOUS_LOCAL_TIME", "input.earlyBirdDiscount.discountEndsOn.local")]


def test_a_start_that_was_not_customised_does_not_move(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = make_ready_event(gateway, acme).id
    update(gateway, acme, uuid, earlyBirdDiscount={"discountType": "PERCENTAGE", "discount": "3"})
    gateway.clock.advance(timedelta(days=3))
    update(gateway, acme, uuid, name="Another", earlyBirdDiscount={"discount": "4"})
    assert stored(gateway, EventRow, id=uuid)[0]["early_bird_starts_at"] == START


@pytest.mark.parametrize("keep", [False, True])
def test_its_dates_follow_the_time_zone(gateway: Gateway, keep: bool) -> None:
    acme = gateway.organisation()
    dated = create(gateway, acme, occurrence=once(), earlyBirdDiscount=DATED)
    counted = create(gateway, acme, occurrence=once(), earlyBirdDiscount=COUNTED)
    open_start = create(gateway, acme, earlyBirdDiscount=DATED | {
        "isEnableCustomiseDiscountStart": False, "discountStartsOn": None,
    })  # fmt: skip
    for uuid in (dated, counted, open_start):
        update(gateway, acme, uuid, timezone="Europe/Berlin", keepInstants=keep)
    found = [when(gateway, uuid) for uuid in (dated, counted, open_start)]
    if keep:
        assert found == [
            ["2026-06-05T01:00:00", "2026-06-20T02:00:00"],
            ["2026-06-24T10:00:00", "2026-06-30T10:00:00"],
            ["2026-06-01T11:00:00", "2026-06-20T02:00:00"],
        ]
    else:
        # The moment at which something began is no wall clock that somebody chose.
        assert found == [
            ["2026-06-05T09:00:00", "2026-06-20T10:00:00"],
            ["2026-06-24T18:00:00", "2026-06-30T18:00:00"],
            ["2026-06-01T11:00:00", "2026-06-20T10:00:00"],
        ]


def test_an_amount_keeps_its_number_in_another_currency(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, earlyBirdDiscount=DATED)
    update(gateway, acme, uuid, currency="KWD")
    assert early_bird(gateway, uuid, gateway.token(acme))["discount"] == "7.500"
    assert codes(refuse(gateway, acme, uuid, currency="JPY")) == [("INVALID", "input.currency")]
    update(gateway, acme, uuid, currency="JPY", earlyBirdDiscount={"discount": "8"})
    assert early_bird(gateway, uuid, gateway.token(acme))["discount"] == "8"
