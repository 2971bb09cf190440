"""previewOccurrences: the dates of a rule, of a new event or of a stored one."""

from typing import Any
from uuid import UUID

import pytest

from app.auth.rules import Scope
from tests.builders import everything
from tests.events.editing import codes, create, daily
from tests.gateway import Gateway, Organisation

PREVIEW = """query ($input: PreviewOccurrencesInput!) { previewOccurrences(input: $input) {
    message totalCount endless rrule
    dates { startsOn { utc local timezone } endsOn { local }
        timeslots { startsOn { local } endsOn { utc } capacity } }
    warnings { code path } userErrors { code path } } }"""
WEEKLY = daily(3) | {"type": "WEEKLY"}


def preview(gateway: Gateway, token: str | None, occurrence: Any, **rest: Any) -> Any:
    before = everything(gateway)
    payload = gateway.gql(PREVIEW, token, input={"occurrence": occurrence} | rest)["previewOccurrences"]
    assert everything(gateway) == before
    return payload


def starts(payload: Any) -> list[str]:
    assert payload["userErrors"] == []
    return [each["startsOn"]["local"] for each in payload["dates"]]


def test_the_dates_of_a_new_rule_are_shown_in_utc_unless_a_zone_is_named(gateway: Gateway) -> None:
    token = gateway.token(gateway.organisation(), Scope.EVENT_CREATE)
    payload = preview(gateway, token, daily(2, exclusions=["2026-07-04"]))
    assert payload == {
        "message": "Occurrences have been previewed successfully",
        "totalCount": 2,
        "endless": False,
        "rrule": "DTSTART:20260701T180000Z\nRRULE:FREQ=DAILY;COUNT=2\nEXDATE:20260704T180000Z",
        "dates": [
            {
                "startsOn": {
                    "utc": f"2026-07-0{day}T18:00:00Z",
                    "local": f"2026-07-0{day}T18:00:00",
                    "timezone": "UTC",
                },
                "endsOn": {"local": f"2026-07-0{day}T19:00:00"},
                "timeslots": [],
            }
            for day in (1, 2)
        ],
        "warnings": [{"code": "EXCLUSION_WITHOUT_DATE", "path": ["input", "occurrence", "exclusions"]}],
        "userErrors": [],
    }
    assert preview(gateway, token, daily(2), timezone=None, eventUuid=None, first=None)["totalCount"] == 2
    berlin = preview(gateway, token, daily(1), timezone="europe/berlin")
    assert berlin["dates"][0]["startsOn"] == {
        "utc": "2026-07-01T16:00:00Z",
        "local": "2026-07-01T18:00:00",
        "timezone": "Europe/Berlin",
    }
    assert berlin["rrule"] == "DTSTART;TZID=Europe/Berlin:20260701T180000\nRRULE:FREQ=DAILY;COUNT=1"


def test_timeslots_are_shown_with_their_dates(gateway: Gateway) -> None:
    token = gateway.token(gateway.organisation(), Scope.EVENT_CREATE)
    rule = {
        "type": "TIMESLOTS",
        "startsOn": {"local": "2026-07-01T00:00"},
        "ends": {"type": "AFTER_COUNT", "count": 1},
        "timeslots": [
            {"startsAt": "14:00", "durationMinutes": 30, "capacity": 5},
            {"startsAt": "09:00", "durationMinutes": 60},
        ],
    }
    [date] = preview(gateway, token, rule)["dates"]
    assert (date["startsOn"]["local"], date["endsOn"]["local"]) == ("2026-07-01T09:00:00", "2026-07-01T14:30:00")
    assert date["timeslots"] == [
        {
            "startsOn": {"local": "2026-07-01T09:00:00"},
            "endsOn": {"utc": "2026-07-01T10:00:00Z"},
            "capacity": None,
        },
        {"startsOn": {"local": "2026-07-01T14:00:00"}, "endsOn": {"utc": "2026-07-01T14:30:00Z"}, "capacity": 5},
    ]


def test_first_limits_the_dates_shown_and_not_the_count(gateway: Gateway) -> None:
    token = gateway.token(gateway.organisation(), Scope.EVENT_CREATE)
    endless = daily(1) | {"ends": {"type": "NEVER"}}
    payload = preview(gateway, token, endless)
    assert (len(payload["dates"]), payload["totalCount"], payload["endless"]) == (100, 732, True)
    assert payload["rrule"] == "DTSTART:20260701T180000Z\nRRULE:FREQ=DAILY"
    assert len(preview(gateway, token, endless, first=1)["dates"]) == 1
    assert len(preview(gateway, token, endless, first=1000)["dates"]) == 732
    for first in (0, -1, 1001):
        payload = preview(gateway, token, endless, first=first)
        assert codes(payload["userErrors"]) == [("OUT_OF_RANGE", "input.first")]
        assert (payload["message"], payload["dates"], payload["totalCount"]) == (None, [], 0)


def test_changes_of_a_stored_rule_apply_as_in_an_update(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme, Scope.EVENT_UPDATE)
    uuid = str(create(gateway, acme, occurrence=WEEKLY | {"weekdays": ["WEDNESDAY"]}))
    kept = preview(gateway, token, {"type": "WEEKLY"}, eventUuid=uuid)
    assert starts(kept) == ["2026-07-01T18:00:00", "2026-07-08T18:00:00", "2026-07-15T18:00:00"]
    assert kept["dates"][0]["startsOn"]["timezone"] == "Australia/Sydney"
    moved = {"type": "WEEKLY", "weekdays": ["FRIDAY"], "ends": {"type": "AFTER_COUNT", "count": 2}}
    assert starts(preview(gateway, token, moved, eventUuid=uuid)) == ["2026-07-03T18:00:00", "2026-07-10T18:00:00"]
    # Another kind forgets the weekdays; the wall clocks stay in another zone.
    payload = preview(gateway, token, {"type": "DAILY"}, eventUuid=uuid, timezone="Europe/Berlin")
    assert starts(payload) == ["2026-07-01T18:00:00", "2026-07-02T18:00:00", "2026-07-03T18:00:00"]
    assert payload["dates"][0]["startsOn"]["utc"] == "2026-07-01T16:00:00Z"
    assert payload["rrule"] == "DTSTART;TZID=Europe/Berlin:20260701T180000\nRRULE:FREQ=DAILY;COUNT=3"


def test_a_schedule_and_an_event_without_a_rule_can_be_the_base(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme, Scope.EVENT_UPDATE)
    listed = [{"local": "2026-07-02T10:00"}, {"local": "2026-07-09T10:00"}]
    schedule = {"type": "SCHEDULE", "schedule": listed, "durationMinutes": 60}
    uuid = str(create(gateway, acme, occurrence=schedule))
    payload = preview(gateway, token, {"type": "SCHEDULE", "durationMinutes": 90}, eventUuid=uuid, timezone="UTC")
    assert starts(payload) == ["2026-07-02T10:00:00", "2026-07-09T10:00:00"]
    assert (payload["dates"][0]["endsOn"]["local"], payload["rrule"]) == ("2026-07-02T11:30:00", None)
    bare = str(create(gateway, acme, name="No rule"))
    assert starts(preview(gateway, token, daily(1), eventUuid=bare)) == ["2026-07-01T18:00:00"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"occurrence": {"type": "DAILY"}},
         [("REQUIRED", "input.occurrence.durationMinutes"), ("REQUIRED", "input.occurrence.ends.type"),
          ("REQUIRED", "input.occurrence.startsOn")]),
        ({"occurrence": WEEKLY | {"interval": 0}, "timezone": "Mars/Base", "first": 0},
         [("UNKNOWN_TIMEZONE", "input.timezone"), ("OUT_OF_RANGE", "input.first"),
          ("OUT_OF_RANGE", "input.occurrence.interval")]),
        ({"occurrence": WEEKLY, "eventUuid": "00000000-0000-4000-8000-000000000000"},
         [("NOT_FOUND", "input.eventUuid")]),
    ],
)  # fmt: skip
def test_all_problems_are_reported_at_once(
    gateway: Gateway, given: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    token = gateway.token(gateway.organisation(), Scope.EVENT_UPDATE)
    payload = gateway.gql(PREVIEW, token, input=given)["previewOccurrences"]
    assert codes(payload["userErrors"]) == expected
    assert (payload["message"], payload["dates"], payload["rrule"], payload["warnings"]) == (None, [], None, [])


def test_previewing_requires_a_scope_and_an_own_event(gateway: Gateway) -> None:
    acme, other = gateway.organisation("acme"), gateway.organisation("other")
    uuid = str(create(gateway, acme, occurrence=WEEKLY))
    enough = {Scope.EVENT_CREATE, Scope.EVENT_UPDATE}
    for token in (None, gateway.token_without_scopes(acme), gateway.token(acme, *(set(Scope) - enough))):
        (error,) = gateway.errors(PREVIEW, token, input={"occurrence": WEEKLY})
        assert (error["extensions"]["code"], error["path"]) == ("FORBIDDEN", ["previewOccurrences"])
    for scope in enough:
        assert preview(gateway, gateway.token(acme, scope), WEEKLY)["totalCount"] == 3
    # The stored rule of a draft is for those who may change it.
    given = {"occurrence": {"type": "WEEKLY"}, "eventUuid": uuid}
    (error,) = gateway.errors(PREVIEW, gateway.token(acme, Scope.EVENT_CREATE), input=given)
    assert (error["extensions"]["code"], error["message"]) == ("FORBIDDEN", "This needs the scope event.update.")
    payload = preview(gateway, _all(gateway, other), {"type": "WEEKLY"}, eventUuid=uuid)
    assert codes(payload["userErrors"]) == [("NOT_FOUND", "input.eventUuid")]
    assert preview(gateway, _all(gateway, acme), {"type": "WEEKLY"}, eventUuid=str(UUID(uuid)))["totalCount"] == 3


def _all(gateway: Gateway, organisation: Organisation) -> str:
    return gateway.token(organisation)


@pytest.mark.parametrize(("slots", "first", "shown"), [(1, 1_000, 1_000), (20, 1_000, 100), (96, 5, 5), (96, None, 20)])
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_number_of_timeslots_shown_is_limited(gateway: Gateway, slots: int, first: int | None, shown: int) -> None:
    token = gateway.token(gateway.organisation(), Scope.EVENT_CREATE)
    quarters = [f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 15, 30, 45)]
    rule = {
        "type": "TIMESLOTS",
        "startsOn": {"local": "2020-07-01T00:00:00"},
        "ends": {"type": "AFTER_COUNT", "count": 1_000},
        "timeslots": [{"startsAt": at, "durationMinutes": 15} for at in quarters[:slots]],
    }
    answer = gateway.gql(
        "query ($input: PreviewOccurrencesInput!) { previewOccurrences(input: $input) {"
        " totalCount dates { timeslots { capacity } } } }",
        token,
        input={"occurrence": rule, "first": first},
    )["previewOccurrences"]
    assert (answer["totalCount"], len(answer["dates"])) == (1_000, shown)
    assert {len(date["timeslots"]) for date in answer["dates"]} == {slots}
