"""Settings and single values of an event's page: set, read, changed, kept, reset, refused, and as defaults."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from app.events.page.rules import PAGE, SURVEY
from app.events.settings.rules import SETTINGS
from app.events.settings.tables import SettingsColumns
from app.events.tables import EventRow
from tests.builders import stored
from tests.events.editing import CREATE, UPDATE, codes, create, once, refuse, update
from tests.events.every_setting import FIELDS, Way, answered, nested, which
from tests.gateway import Gateway, Organisation

LONG = "x" * 256
REFUSED: tuple[tuple[Way, Any, str], ...] = (
    (("settings", "blockoutPeriodMinutes"), -1, "OUT_OF_RANGE"),
    (("settings", "blockoutPeriodMinutes"), 527_041, "OUT_OF_RANGE"),
    (("settings", "companyRegistrationDetails"), LONG, "TOO_LONG"),
    (("settings", "configureTicketRemaining", "remainingTickets"), -1, "OUT_OF_RANGE"),
    (("settings", "configureTicketRemaining", "remainingTickets"), 1_000_000_001, "OUT_OF_RANGE"),
    (("settings", "customSeoDetails", "title"), LONG, "TOO_LONG"),
    (("settings", "customSeoDetails", "description"), "x" * 2_501, "TOO_LONG"),
    (("settings", "customSeoDetails", "image"), "ftp://example.org/a.png", "INVALID"),
    (("settings", "customThumbnails", "thumbs", "landscape"), "../a.png", "INVALID"),
    (("settings", "customThumbnails", "thumbs", "portrait"), "javascript:1", "INVALID"),
    (("settings", "organisationEntityName"), LONG, "TOO_LONG"),
    (("settings", "restrictions"), " ", "TOO_SHORT"),
    (("settings", "restrictions"), LONG, "TOO_LONG"),
    (("settings", "terminology"), LONG, "TOO_LONG"),
    (("settings", "reminderEmailAfterEvent", "reminderEmailTimeMinutes"), -1, "OUT_OF_RANGE"),
    (("settings", "reminderEmailAfterEvent", "reminderEmailTimeMinutes"), 527_041, "OUT_OF_RANGE"),
    (("settings", "reminderEmailBeforeEvent", "reminderEmailTimeMinutes"), -1, "OUT_OF_RANGE"),
    (("settings", "reminderEmailBeforeEvent", "reminderEmailTimeMinutes"), 527_041, "OUT_OF_RANGE"),
    (("settings", "termsAndConditions"), [str(number) for number in range(21)], "TOO_MANY"),
    (("ticketInstruction",), "x" * 2_501, "TOO_LONG"),
)


def test_every_value_is_set_on_creation_read_back_and_survives_a_restart(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, **nested(which(0)))
    assert answered(gateway, acme, uuid) == which(0)
    gateway.restart()
    assert answered(gateway, acme, uuid) == which(0)


def test_absent_settings_have_their_defaults(gateway: Gateway) -> None:
    acme = gateway.organisation()
    silent = create(gateway, acme)
    null = create(gateway, acme, **nested(dict.fromkeys(FIELDS)))
    assert answered(gateway, acme, silent) == answered(gateway, acme, null) == which(2)


def test_every_value_changes_alone_and_null_resets_it(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, **nested(which(0)))
    expected = which(0)
    for way, (_first, second, default) in FIELDS.items():
        for sent, kept in ((second, second), (None, default)):
            update(gateway, acme, uuid, **nested({way: sent}))
            expected[way] = kept
            assert answered(gateway, acme, uuid) == expected, way


def test_fields_not_sent_stay_and_null_for_an_object_resets_its_fields(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, **nested(which(0)))
    update(gateway, acme, uuid, name="Another", settings={}, sessionSettings={}, configuration={"survey": {}})
    assert answered(gateway, acme, uuid) == which(0)
    expected = which(0)
    for outer in sorted({way[:depth] for way in FIELDS for depth in range(1, len(way))}, key=len, reverse=True):
        if outer == ("configuration",):
            continue
        update(gateway, acme, uuid, **nested({outer: None}))
        expected |= {way: values[2] for way, values in FIELDS.items() if way[: len(outer)] == outer}
        assert answered(gateway, acme, uuid) == expected, outer


def test_null_for_the_configuration_resets_its_survey(gateway: Gateway) -> None:
    acme = gateway.organisation()
    requested = [{"question": "Why?", "type": "TEXT"}]
    uuid = create(gateway, acme, configuration={"survey": {"enabled": True, "haveConditions": True, "list": requested}})
    update(gateway, acme, uuid, configuration=None)
    assert answered(gateway, acme, uuid) == which(2)


@pytest.mark.parametrize(("way", "value", "code"), REFUSED, ids=[".".join(way) for way, *_ in REFUSED])
def test_values_beyond_a_limit_are_refused_by_path(gateway: Gateway, way: Way, value: Any, code: str) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, **nested(which(0)))
    at = ".".join(("input", *way))
    assert codes(refuse(gateway, acme, uuid, **nested({way: value}))) == [(code, at)]
    given = {"name": "New", **nested({way: value})}
    payload = gateway.gql(CREATE, gateway.token(acme), org=acme.uuid, input=given)["createEvent"]
    assert codes(payload["userErrors"]) == [(code, at)]
    assert len(stored(gateway, EventRow)) == 1


def test_each_text_of_the_terms_is_validated(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme)
    terms = ["Be kind.", "x" * 2_501, "", "Be kind."]
    at = "input.settings.termsAndConditions"
    assert codes(refuse(gateway, acme, uuid, settings={"termsAndConditions": terms})) == [
        ("TOO_LONG", f"{at}.1"),
        ("TOO_SHORT", f"{at}.2"),
        ("NOT_UNIQUE", f"{at}.3"),
    ]


def test_every_column_of_the_settings_is_in_the_tree_of_their_rules_with_the_same_default() -> None:
    def defaults(tree: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, rule in tree.items():
            if isinstance(rule, Mapping):
                found |= defaults(rule, f"{prefix}{name}_")
            else:
                found[prefix + name] = rule.default
        return found

    columns = {
        name: field.get_default(call_default_factory=True)
        for name, field in SettingsColumns.model_fields.items()
        if not name.startswith("abn_activate_")
    }
    ruled = defaults(SETTINGS) | defaults(PAGE) | defaults(SURVEY, "survey_")
    elsewhere = {"event_capacity", "max_ticket_per_customer", "enable_rsvp"}
    assert {name: default for name, default in ruled.items() if name not in elsewhere} == columns


# --- the one moment

ABN = "query ($uuid: UUID!) { event(uuid: $uuid) { settings { abnActivateOn { utc local timezone } } } }"


def activation(gateway: Gateway, organisation: Organisation, uuid: UUID) -> Any:
    answer = gateway.gql(ABN, gateway.token(organisation), uuid=uuid)["event"]
    return answer["settings"]["abnActivateOn"]


def test_the_activation_is_an_instant_of_the_event_s_zone(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, settings={"abnActivateOn": {"local": "2026-07-01T09:00"}})
    expected = {"utc": "2026-06-30T23:00:00Z", "local": "2026-07-01T09:00:00", "timezone": "Australia/Sydney"}
    assert activation(gateway, acme, uuid) == expected
    update(gateway, acme, uuid, settings={"boxoffice": True})
    assert activation(gateway, acme, uuid) == expected
    update(gateway, acme, uuid, timezone="Europe/Berlin")
    moved = {"utc": "2026-07-01T07:00:00Z", "local": "2026-07-01T09:00:00", "timezone": "Europe/Berlin"}
    assert activation(gateway, acme, uuid) == moved
    update(gateway, acme, uuid, settings={"abnActivateOn": {"utc": "2026-01-01T00:00:00Z"}})
    assert activation(gateway, acme, uuid)["local"] == "2026-01-01T01:00:00"
    update(gateway, acme, uuid, settings={"abnActivateOn": None})
    assert activation(gateway, acme, uuid) is None


def test_an_invalid_activation_time_is_refused(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme)
    at = "input.settings.abnActivateOn"
    assert codes(refuse(gateway, acme, uuid, settings={"abnActivateOn": {}})) == [("REQUIRED", at)]
    skipped = {"local": "2026-10-04T02:30"}
    assert codes(refuse(gateway, acme, uuid, settings={"abnActivateOn": skipped})) == [
        ("NONEXISTENT_LOCAL_TIME", f"{at}.local")
    ]


# --- the organisation's defaults, and copies


def test_the_settings_of_one_event_become_the_default_of_later_ones(gateway: Gateway) -> None:
    acme = gateway.organisation()
    given = nested(which(0))
    given["settings"] |= {"abnActivateOn": {"utc": "2026-06-30T23:00:00Z"}}
    create(gateway, acme, isUpdateOrgSettings=True, **given)
    gateway.restart()
    later = create(gateway, acme)
    remembered = {way: values[0] for way, values in FIELDS.items() if way[0] in ("settings", "configuration")}
    assert answered(gateway, acme, later) == which(2) | remembered
    assert activation(gateway, acme, later)["utc"] == "2026-06-30T23:00:00Z"

    partly = create(gateway, acme, settings={"coupon": {"enabled": False}, "discount": None})
    expected = which(2) | remembered
    expected |= {("settings", "coupon", "enabled"): False}
    expected |= {("settings", "discount", "enabled"): False, ("settings", "discount", "level"): "EVENT"}
    assert answered(gateway, acme, partly) == expected
    assert answered(gateway, acme, create(gateway, acme, settings=None, configuration=None)) == which(2)


def test_a_copy_has_the_settings_of_its_original(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, **nested(which(0)))
    document = "mutation ($uuid: UUID!) { duplicateEvent(uuid: $uuid) { event { uuid } userErrors { code } } }"
    copy = gateway.gql(document, gateway.token(acme), uuid=uuid)["duplicateEvent"]["event"]["uuid"]
    assert answered(gateway, acme, UUID(copy)) == which(0)


# --- what blocks


def test_nothing_is_sold_in_the_minutes_before_an_occurrence_starts(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, occurrence=once(), settings={"blockoutPeriodMinutes": 90})
    document = (
        "query ($uuid: UUID!) { event(uuid: $uuid) { occurrences { nodes { bookingWindow { closesOn { utc } } } }"
        " tickets { bookingWindow { closesOn { utc } } } } }"
    )
    ticket = (
        'mutation ($uuid: UUID!) { createTicket(eventUuid: $uuid, input: {name: "Entry", category: FREE})'
        " { userErrors { code } } }"
    )
    gateway.gql(ticket, gateway.token(acme), uuid=uuid)

    def closings() -> list[str]:
        event = gateway.gql(document, gateway.token(acme), uuid=uuid)["event"]
        return [row["bookingWindow"]["closesOn"]["utc"] for row in (*event["occurrences"]["nodes"], *event["tickets"])]

    assert closings() == ["2026-07-01T06:30:00Z"] * 2
    earlier = {"type": "SPECIFIC_TIME", "utc": "2026-07-01T05:00:00Z"}
    update(gateway, acme, uuid, settings={"bookingEndsOn": earlier})
    assert closings() == ["2026-07-01T05:00:00Z"] * 2
    update(gateway, acme, uuid, settings={"bookingEndsOn": None, "blockoutPeriodMinutes": None})
    assert closings() == ["2026-07-01T11:00:00Z"] * 2
    (row,) = stored(gateway, EventRow)
    assert row["booking_ends_at"] == datetime(2026, 7, 1, 11, tzinfo=UTC)


# --- who may


def test_changing_settings_requires_the_scope_to_update_events(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    uuid = create(gateway, acme, **nested(which(0)))
    given = {"settings": {"boxoffice": False}, "premium": False}
    payload = gateway.gql(UPDATE, gateway.token(other), uuid=str(uuid), input=given)["updateEvent"]
    assert codes(payload["userErrors"]) == [("NOT_FOUND", "uuid")]
    for token in (None, gateway.token_without_scopes(acme)):
        (error,) = gateway.errors(UPDATE, token, uuid=str(uuid), input=given)
        assert error["extensions"]["code"] in ("FORBIDDEN", "UNAUTHENTICATED")
    assert answered(gateway, acme, uuid) == which(0)
