"""Early bird discounts: merged columns, refusals and resolved moments."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.booking.values import OccurrenceRelation
from app.core.money import rescaled
from app.discounts.columns import EarlyBirdValues
from app.discounts.rules import EARLY_BIRD, EarlyBirdChange, change_early_bird, early_bird_moments
from app.discounts.values import DiscountType, DiscountWindowType

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)
TEN: dict[str, Any] = {"discount_type": DiscountType.PERCENTAGE, "discount": Decimal("10")}
RELATIVE = DiscountWindowType.RELATIVE_TO_OCCURRENCE
BEFORE = OccurrenceRelation.BEFORE_OCCURRENCE_START
DATED: EarlyBirdValues = EARLY_BIRD | {
    "early_bird_discount_type": "FIXED",
    "early_bird_discount_minor": 550,
    "early_bird_type": "SPECIFIC_TIME",
    "early_bird_customised_start": True,
    "early_bird_starts_at": NOW,
    "early_bird_ends_at": NOW + DAY,
}
COUNTED: EarlyBirdValues = DATED | {
    "early_bird_type": "RELATIVE_TO_OCCURRENCE",
    "early_bird_starts_relation": "BEFORE_OCCURRENCE_START",
    "early_bird_starts_offset_minutes": 120,
    "early_bird_ends_relation": "BEFORE_OCCURRENCE_START",
    "early_bird_ends_offset_minutes": 60,
}


def changed(given: Any, stored: EarlyBirdValues = EARLY_BIRD, now: datetime = NOW) -> EarlyBirdChange:
    return change_early_bird(stored, given, zone="Europe/Berlin", currency="EUR", now=now, path=("bird",))


def codes(change: EarlyBirdChange) -> list[tuple[str, str]]:
    return [(problem.code.name, ".".join(problem.path[1:])) for problem in change.problems]


def test_a_type_and_an_amount_are_enough() -> None:
    change = changed(TEN)
    assert codes(change) == []
    assert EARLY_BIRD | change.columns == EARLY_BIRD | {
        "early_bird_discount_type": "PERCENTAGE",
        "early_bird_discount_minor": 1000,
        "early_bird_type": "SPECIFIC_TIME",
        "early_bird_starts_at": NOW,
    }


def test_null_removes_it() -> None:
    assert changed(None, COUNTED).columns == EARLY_BIRD


@pytest.mark.parametrize("stored", [DATED, COUNTED])
def test_fields_that_are_not_sent_stay(stored: EarlyBirdValues) -> None:
    change = changed({}, stored)
    assert codes(change) == []
    kept = {name for name in stored if not name.endswith("_local")}
    if stored is COUNTED:
        # What is resolved follows later.
        kept -= {"early_bird_starts_at", "early_bird_ends_at"}
    assert {name: change.columns.get(name) for name in kept} == {name: stored.get(name) for name in kept}


@pytest.mark.parametrize(
    ("given", "stored", "expected"),
    [
        ({}, EARLY_BIRD, [("REQUIRED", "discountType"), ("REQUIRED", "discount")]),
        ({"discount": Decimal(5)}, EARLY_BIRD, [("REQUIRED", "discountType")]),
        ({"discount_type": DiscountType.FIXED}, EARLY_BIRD, [("REQUIRED", "discount")]),
        ({"discount_type": None}, DATED, [("REQUIRED", "discountType")]),
        ({"discount": None}, DATED, [("REQUIRED", "discount")]),
        ({"discount_type": DiscountType.PERCENTAGE}, DATED, [("REQUIRED", "discount")]),
        ({"discount": Decimal("5.555")}, DATED, [("INVALID", "discount")]),
        (TEN | {"discount": Decimal("101")}, EARLY_BIRD, [("OUT_OF_RANGE", "discount")]),
        # a start that does not count
        (TEN | {"discount_starts_on": {"utc": NOW}}, EARLY_BIRD, [("INVALID", "discountStartsOn")]),
        (TEN | {"is_enable_customise_discount_start": True}, EARLY_BIRD, [("REQUIRED", "discountStartsOn")]),
        ({"discount_starts_on": None}, DATED, [("REQUIRED", "discountStartsOn")]),
        # what is not of the type
        ({"discount_ends_on": {"offset_minutes": 5}}, DATED, [("INVALID", "discountEndsOn.offsetMinutes")]),
        ({"discount_ends_on": {"utc": NOW}}, COUNTED, [("INVALID", "discountEndsOn.utc")]),
        (TEN | {"type": RELATIVE, "discount_ends_on": {}}, EARLY_BIRD,
         [("REQUIRED", "discountEndsOn.relativeTo"), ("REQUIRED", "discountEndsOn.offsetMinutes")]),
        ({"discount_ends_on": {"relative_to": None}}, COUNTED, [("REQUIRED", "discountEndsOn.relativeTo")]),
        ({"discount_ends_on": {"offset_minutes": None}}, COUNTED, [("REQUIRED", "discountEndsOn.offsetMinutes")]),
        ({"discount_ends_on": {"offset_minutes": -1}}, COUNTED, [("OUT_OF_RANGE", "discountEndsOn.offsetMinutes")]),
        (TEN | {"discount_ends_on": {}}, EARLY_BIRD, [("REQUIRED", "discountEndsOn")]),
        (TEN | {"discount_ends_on": {"utc": NOW, "local": datetime(2026, 6, 1, 9)}}, EARLY_BIRD,
         [("TIMES_DISAGREE", "discountEndsOn.local")]),
        # another type forgets the moments
        ({"type": RELATIVE}, DATED, [("REQUIRED", "discountStartsOn")]),
        # never the wrong way round
        (TEN | {"discount_ends_on": {"utc": NOW - DAY}}, EARLY_BIRD, [("INVALID", "discountEndsOn")]),
        ({"discount_starts_on": {"utc": NOW + 2 * DAY}}, DATED, [("INVALID", "discountEndsOn")]),
        ({"discount_ends_on": {"offset_minutes": 121}}, COUNTED, [("INVALID", "discountEndsOn")]),
        ({"discount_ends_on": {"offset_minutes": 120}}, COUNTED, []),
        ({"discount_ends_on": None}, COUNTED, []),
    ],
)  # fmt: skip
def test_refusals(given: Any, stored: EarlyBirdValues, expected: Any) -> None:
    assert codes(changed(given, stored)) == expected


def test_a_start_that_is_not_customised_is_kept_until_one_is_customised() -> None:
    stored = DATED | {"early_bird_customised_start": False}
    later = NOW + DAY / 2
    assert changed({"discount": Decimal(3)}, stored, later).columns["early_bird_starts_at"] == NOW
    again = changed({"is_enable_customise_discount_start": False}, stored, later)
    assert again.columns["early_bird_starts_at"] == NOW
    first = changed({"is_enable_customise_discount_start": False}, DATED, later)
    assert first.columns["early_bird_starts_at"] == later


def test_moments_that_are_counted_from_an_occurrence_stay_while_nothing_changes() -> None:
    stored = COUNTED | {"early_bird_starts_at": NOW + DAY, "early_bird_ends_at": NOW + 2 * DAY}
    kept = changed({"discount": Decimal(3)}, stored).columns
    assert (kept["early_bird_starts_at"], kept["early_bird_ends_at"]) == (NOW + DAY, NOW + 2 * DAY)
    new = changed({"discount_ends_on": {"offset_minutes": 5}}, stored).columns
    assert (new["early_bird_starts_at"], new["early_bird_ends_at"]) == (None, None)


FIRST, SECOND = (NOW + 10 * DAY, NOW + 11 * DAY), (NOW + 5 * DAY, NOW + 9 * DAY)


@pytest.mark.parametrize(
    ("columns", "spans", "expected"),
    [
        (EARLY_BIRD, [FIRST], (None, None)),
        (DATED, [], (NOW, NOW + DAY)),
        (COUNTED, [], (None, None)),
        # the first of them counts
        (COUNTED, [FIRST, SECOND], (SECOND[0] - timedelta(hours=2), SECOND[0] - timedelta(hours=1))),
        (COUNTED | {"early_bird_ends_relation": "BEFORE_OCCURRENCE_END"}, [SECOND],
         (SECOND[0] - timedelta(hours=2), SECOND[1] - timedelta(hours=1))),
        (COUNTED | {"early_bird_ends_relation": "AFTER_OCCURRENCE_START"}, [SECOND],
         (SECOND[0] - timedelta(hours=2), SECOND[0] + timedelta(hours=1))),
        (COUNTED | {"early_bird_ends_relation": None}, [SECOND], (SECOND[0] - timedelta(hours=2), None)),
        # without a start it starts now
        (COUNTED | {"early_bird_customised_start": False, "early_bird_starts_relation": None,
                    "early_bird_starts_at": None}, [SECOND], (NOW, SECOND[0] - timedelta(hours=1))),
        # one that never holds is answered in order
        (DATED | {"early_bird_starts_at": NOW + 2 * DAY}, [], (NOW + DAY, NOW + DAY)),
        (COUNTED | {"early_bird_customised_start": False, "early_bird_starts_relation": None,
                    "early_bird_starts_at": NOW + 20 * DAY}, [SECOND], (NOW + 20 * DAY, NOW + 20 * DAY)),
    ],
)  # fmt: skip
def test_which_moments_it_means(columns: EarlyBirdValues, spans: Any, expected: Any) -> None:
    assert early_bird_moments(columns, spans, NOW) == expected


@pytest.mark.parametrize(
    ("minor", "old", "new", "expected"),
    [
        (550, "EUR", "USD", 550),
        (500, "EUR", "JPY", 5),
        (550, "EUR", "JPY", None),
        (5, "JPY", "KWD", 5000),
        (5010, "KWD", "EUR", 501),
        (5001, "KWD", "EUR", None),
        (10**15, "JPY", "EUR", None),
        (0, "KWD", "JPY", 0),
    ],
)
def test_a_number_keeps_its_value_in_another_currency(minor: int, old: str, new: str, expected: int | None) -> None:
    assert rescaled(minor, old, new) == expected
