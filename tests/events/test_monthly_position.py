"""createEvent and updateEvent: a position in the month, and the rule as RFC 5545 text."""

from typing import Any
from uuid import UUID

import pytest

from app.events.tables import EventRow
from tests.builders import stored
from tests.events.editing import codes, create, creation, daily, occurrences, refuse, update
from tests.gateway import Gateway, Organisation

SECOND_TUESDAY = {"ordinal": "SECOND", "weekday": "TUESDAY"}
LAST_DAY = {"ordinal": "LAST", "weekday": None}
READ = """query ($uuid: UUID!) { event(uuid: $uuid) {
    rrule occurrence { type frequency weekdays monthlyPosition { ordinal weekday } } } }"""
SLOTS = {"timeslots": [{"startsAt": "09:30", "durationMinutes": 60}, {"startsAt": "11:00", "durationMinutes": 60}]}


def monthly(count: int, local: str = "2026-07-14T18:00", **rest: Any) -> dict[str, Any]:
    return daily(count, local) | {"type": "MONTHLY"} | rest


def slotted(count: int, frequency: str, **rest: Any) -> dict[str, Any]:
    rule = daily(count) | {"type": "TIMESLOTS", "frequency": frequency} | SLOTS | rest
    return {key: value for key, value in rule.items() if key != "durationMinutes"}


def answered(gateway: Gateway, owner: Organisation, uuid: UUID) -> Any:
    return gateway.gql(READ, gateway.token(owner), uuid=uuid)["event"]


def position(gateway: Gateway, owner: Organisation, uuid: UUID) -> Any:
    return answered(gateway, owner, uuid)["occurrence"]["monthlyPosition"]


def dates(gateway: Gateway, uuid: UUID) -> list[str]:
    return [f"{row['starts_local']:%Y-%m-%d %H:%M}" for row in occurrences(gateway, uuid)]


def test_a_position_is_stored_read_back_and_makes_its_dates(gateway: Gateway) -> None:
    acme = gateway.organisation()
    # The first of July is no second Tuesday: the rule begins with the next.
    uuid = create(gateway, acme, occurrence=monthly(3, "2026-07-01T18:00", monthlyPosition=SECOND_TUESDAY))
    assert dates(gateway, uuid) == ["2026-07-14 18:00", "2026-08-11 18:00", "2026-09-08 18:00"]
    assert answered(gateway, acme, uuid) == {
        "rrule": "DTSTART;TZID=Australia/Sydney:20260714T180000\nRRULE:FREQ=MONTHLY;BYDAY=2TU;COUNT=3",
        "occurrence": {
            "type": "MONTHLY",
            "frequency": None,
            "weekdays": [],
            "monthlyPosition": {"ordinal": "SECOND", "weekday": "TUESDAY"},
        },
    }
    (row,) = stored(gateway, EventRow, id=uuid)
    assert (row["month_ordinal"], row["month_weekday"]) == ("SECOND", "TUESDAY")


def test_an_absent_position_stays_and_null_removes_it(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, occurrence=monthly(3, monthlyPosition=SECOND_TUESDAY))
    update(gateway, acme, uuid, occurrence={"type": "MONTHLY", "ends": {"type": "AFTER_COUNT", "count": 2}})
    assert dates(gateway, uuid) == ["2026-07-14 18:00", "2026-08-11 18:00"]
    assert position(gateway, acme, uuid) == SECOND_TUESDAY
    update(gateway, acme, uuid, occurrence={"type": "MONTHLY", "monthlyPosition": {"ordinal": "LAST"}})
    assert dates(gateway, uuid) == ["2026-07-31 18:00", "2026-08-31 18:00"]
    assert position(gateway, acme, uuid) == LAST_DAY
    update(gateway, acme, uuid, occurrence={"type": "MONTHLY", "monthlyPosition": None})
    assert dates(gateway, uuid) == ["2026-07-14 18:00", "2026-08-14 18:00"]
    assert answered(gateway, acme, uuid)["rrule"] == (
        "DTSTART;TZID=Australia/Sydney:20260714T180000\nRRULE:FREQ=MONTHLY;COUNT=2"
    )
    assert position(gateway, acme, uuid) is None


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (monthly(3, monthlyPosition={"ordinal": "FIFTH"}), ("REQUIRED", "input.occurrence.monthlyPosition.weekday")),
        (monthly(3, monthlyPosition={"ordinal": "SECOND", "weekday": None}),
         ("REQUIRED", "input.occurrence.monthlyPosition.weekday")),
        (daily(3, monthlyPosition=LAST_DAY), ("INVALID", "input.occurrence.monthlyPosition")),
        (slotted(3, "WEEKLY", monthlyPosition=LAST_DAY), ("INVALID", "input.occurrence.monthlyPosition")),
    ],
)  # fmt: skip
def test_an_invalid_position_is_refused(gateway: Gateway, given: dict[str, Any], expected: tuple[str, str]) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, occurrence=daily(2))
    assert codes(refuse(gateway, acme, uuid, occurrence=given)) == [expected]
    payload = creation(gateway, acme, name="New", occurrence=given)
    assert (payload["event"], codes(payload["userErrors"])) == (None, [expected])


def test_another_kind_of_rule_drops_the_weekdays_and_the_position(gateway: Gateway) -> None:
    acme = gateway.organisation()
    weekly = daily(4) | {"type": "WEEKLY", "weekdays": ["MONDAY", "FRIDAY"]}
    uuid = create(gateway, acme, occurrence=weekly)
    update(gateway, acme, uuid, occurrence=slotted(2, "WEEKLY"))
    # 2026-07-01 is a Wednesday.
    assert dates(gateway, uuid) == ["2026-07-01 09:30", "2026-07-08 09:30"]
    update(gateway, acme, uuid, occurrence=slotted(2, "WEEKLY", weekdays=["FRIDAY"]))
    assert dates(gateway, uuid) == ["2026-07-03 09:30", "2026-07-10 09:30"]
    update(gateway, acme, uuid, occurrence={"type": "TIMESLOTS", "frequency": "MONTHLY", "monthlyPosition": LAST_DAY})
    assert answered(gateway, acme, uuid) == {
        "rrule": "DTSTART;TZID=Australia/Sydney:20260731T093000\nRRULE:FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=2",
        "occurrence": {
            "type": "TIMESLOTS",
            "frequency": "MONTHLY",
            "weekdays": [],
            "monthlyPosition": {"ordinal": "LAST", "weekday": None},
        },
    }
    update(gateway, acme, uuid, occurrence={"type": "TIMESLOTS", "frequency": "DAILY"})
    assert dates(gateway, uuid) == ["2026-07-01 09:30", "2026-07-02 09:30"]
    assert position(gateway, acme, uuid) is None


def test_the_text_follows_the_rule_the_zone_and_a_copy(gateway: Gateway) -> None:
    acme = gateway.organisation()
    rule = daily(3) | {"type": "WEEKLY", "exclusions": ["2026-07-08"]}
    uuid = create(gateway, acme, occurrence=rule)

    def text() -> Any:
        return answered(gateway, acme, uuid)["rrule"]

    assert text() == (
        "DTSTART;TZID=Australia/Sydney:20260701T180000\nRRULE:FREQ=WEEKLY;COUNT=3\n"
        "EXDATE;TZID=Australia/Sydney:20260708T180000"
    )
    update(gateway, acme, uuid, timezone="Europe/Berlin")
    assert text() == (
        "DTSTART;TZID=Europe/Berlin:20260701T180000\nRRULE:FREQ=WEEKLY;COUNT=3\n"
        "EXDATE;TZID=Europe/Berlin:20260708T180000"
    )
    # Six in the evening in Berlin is one in the morning of the next day in Tokyo.
    update(gateway, acme, uuid, timezone="Asia/Tokyo", keepInstants=True)
    tokyo = "DTSTART;TZID=Asia/Tokyo:20260702T010000\nRRULE:FREQ=WEEKLY;COUNT=3\nEXDATE;TZID=Asia/Tokyo:20260709T010000"
    assert text() == tokyo
    copy = gateway.gql(
        "mutation ($uuid: UUID!) { duplicateEvent(uuid: $uuid) { event { rrule } } }",
        gateway.token(acme),
        uuid=uuid,
    )
    assert copy["duplicateEvent"]["event"] == {"rrule": tokyo}
    update(gateway, acme, uuid, occurrence={"type": "DOES_NOT_REPEAT", "exclusions": None})
    assert text() is None
    update(gateway, acme, uuid, occurrence=None)
    assert text() is None


def test_instants_that_fall_on_other_days_are_refused_for_a_position(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, timezone="Europe/Berlin", occurrence=monthly(3, monthlyPosition=SECOND_TUESDAY))
    (error,) = refuse(gateway, acme, uuid, timezone="Asia/Tokyo", keepInstants=True)
    assert (error["code"], error["path"]) == ("INVALID", ["input", "keepInstants"])
    update(gateway, acme, uuid, timezone="Africa/Cairo", keepInstants=True)
    assert dates(gateway, uuid)[0] == "2026-07-14 19:00"
    assert position(gateway, acme, uuid) == SECOND_TUESDAY


def test_skipped_months_and_unused_exclusions_give_warnings(gateway: Gateway) -> None:
    acme = gateway.organisation()
    payload = creation(
        gateway,
        acme,
        name="Skipping",
        occurrence=monthly(3, "2026-07-31T18:00", exclusions=["2026-08-31", "2026-09-30"]),
    )
    assert [(each["code"], each["message"], each["path"]) for each in payload["warnings"]] == [
        (
            "MONTHS_SKIPPED",
            "The rule skips the months that have no day 31: 2026-09. The monthlyPosition LAST without a weekday means"
            " the last day of each month.",
            ["input", "occurrence", "startsOn"],
        ),
        (
            "EXCLUSION_WITHOUT_DATE",
            "The rule has no date for these exclusions to leave out: 2026-09-30.",
            ["input", "occurrence", "exclusions"],
        ),
    ]


def test_more_timeslots_than_the_limit_are_refused_in_both(gateway: Gateway) -> None:
    acme = gateway.organisation()
    slots = [{"startsAt": f"{at // 6:02}:{at % 6}0", "durationMinutes": 15} for at in range(100)]
    rule = slotted(201, "DAILY") | {"timeslots": slots}
    payload = creation(gateway, acme, name="Slots", occurrence=rule)
    sentence = "The dates of an event that have not ended have at most 20,000 timeslots; these would have 20,100."
    assert [(each["code"], each["message"]) for each in payload["userErrors"]] == [("TOO_MANY", sentence)]
    uuid = create(gateway, acme, occurrence=daily(2))
    assert codes(refuse(gateway, acme, uuid, occurrence=rule)) == [("TOO_MANY", "input.occurrence.timeslots")]
