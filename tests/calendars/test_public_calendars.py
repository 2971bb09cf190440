"""The calendar of an event and that of an organisation, for anonymous callers."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from ical.event import EventStatus
from ical.types import Geo

from app.events.tables import CategoryRow, EventCategoryRow, EventRow, JoinUrlRow
from app.occurrences.tables import OccurrenceRow
from tests.builders import LENGTH, SHOW, make_event, make_link, make_occurrence, make_ready_event, make_row, stored
from tests.calendars.fetching import calendar_at, entries, fetch, instants_by_vtimezone, parsed, times
from tests.gateway import START, Gateway, Organisation

DAY = timedelta(days=1)
PUBLISHED: dict[str, Any] = {"lifecycle": "PUBLISHED", "published_at": START}
CALLED_OFF = {"enabled": False, "disabled_reason": "CALLED_OFF"}
EVENT, ORGANISATION = "/events/acme/harbour-night.ics", "/organisations/acme.ics"
CHANGE_EVENT = """mutation ($uuid: UUID!, $input: UpdateEventInput!) {
  updateEvent(uuid: $uuid, input: $input) { userErrors { message } } }"""
CHANGE_DATE = """mutation ($uuid: UUID!, $input: UpdateOccurrenceInput!) {
  updateOccurrence(uuid: $uuid, input: $input) { userErrors { message } } }"""
RESCHEDULE = """mutation ($uuid: UUID!) {
  rescheduleEvent(uuid: $uuid, input: {byDays: 1, scope: ALL}) { userErrors { message } } }"""
CANCEL = """mutation ($uuid: UUID!) {
  cancelEvent(uuid: $uuid, input: {reason: "Storm"}) { userErrors { message } } }"""


def date_of(gateway: Gateway, event: EventRow) -> str:
    [row] = stored(gateway, OccurrenceRow, event_id=event.id)
    return str(row["id"])


def change(gateway: Gateway, acme: Organisation, document: str, **variables: Any) -> None:
    [payload] = gateway.gql(document, gateway.token(acme), **variables).values()
    assert payload["userErrors"] == []


def test_an_event_has_a_calendar_of_its_dates(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(
        gateway,
        acme,
        **PUBLISHED,
        display_name="Harbour Night, live",
        description="Bring a coat.",
        venue_name="Pier 1",
        address_city="Sydney",
        address_country="Australia",
        venue_latitude=-33.85,
        venue_longitude=151.2,
        version=3,
    )
    make_row(gateway, JoinUrlRow, event, position=0, url="https://join.example/secret")
    for position, name in enumerate(["Music", "Food \x1f", '"Art"']):
        category = CategoryRow(organisation_id=UUID(acme.uuid), name=name, name_key=name.lower())
        gateway.write(lambda db, row=category: db.add(row))  # type: ignore[misc]
        make_link(gateway, EventCategoryRow, event_id=event.id, category_id=category.id, position=position)
    first = make_occurrence(gateway, event)
    second = make_occurrence(gateway, event, starts_at=SHOW + DAY, version=2)
    off = make_occurrence(gateway, event, starts_at=SHOW + 2 * DAY, cancellation_reason="Storm", **CALLED_OFF)
    with gateway.statements() as statements:
        calendar = calendar_at(gateway, EVENT)
    assert len(statements) == 2
    found = entries(calendar)
    assert list(found) == [str(each.id) for each in (first, second, off)]
    assert [times(each) for each in found.values()] == [(at, at + LENGTH) for at in (SHOW, SHOW + DAY, SHOW + 2 * DAY)]
    assert [(each.status, each.sequence) for each in found.values()] == [
        (EventStatus.CONFIRMED, 2),
        (EventStatus.CONFIRMED, 3),
        (EventStatus.CANCELLED, 2),
    ]
    assert [each.description for each in found.values()] == ["Bring a coat."] * 2 + ["Storm\n\nBring a coat."]
    entry = found[str(first.id)]
    assert (entry.summary, entry.location) == ("Harbour Night, live", "Pier 1, Sydney, Australia")
    assert entry.geo == Geo(lat=-33.85, lng=151.2)
    assert (entry.categories, entry.url) == (
        ["Music", "Food ", '"Art"'],
        "http://marquee.test/events/acme/harbour-night",
    )
    assert "secret" not in fetch(gateway, EVENT).text


def test_what_the_page_hides_is_not_in_the_calendar(gateway: Gateway) -> None:
    acme = gateway.organisation()
    hidden = {"location": "Pier 1", "venue_latitude": 1.0, "venue_longitude": 2.0, "is_location_visible": False}
    make_ready_event(gateway, acme, **PUBLISHED, **hidden, online_name="Zoom", online_url="https://join.example/secret")
    [entry] = calendar_at(gateway, EVENT).events
    assert (entry.location, entry.geo) == ("Zoom", None)
    assert "secret" not in fetch(gateway, EVENT).text


@pytest.mark.parametrize(
    ("columns", "status"),
    [
        ({}, 404),
        ({"lifecycle": "UNPUBLISHED", "published_at": START}, 404),
        ({"lifecycle": "CANCELLED"}, 404),
        (PUBLISHED | {"is_invite_only": True}, 404),
        (PUBLISHED, 200),
        (PUBLISHED | {"lifecycle": "CANCELLED"}, 200),
        (PUBLISHED | {"listing_enabled": False}, 200),
    ],
)
def test_who_sees_the_page_sees_the_calendar(gateway: Gateway, columns: dict[str, Any], status: int) -> None:
    acme = gateway.organisation()
    make_ready_event(gateway, acme, **columns)
    assert fetch(gateway, EVENT).status_code == status
    assert fetch(gateway, EVENT, authorization=f"Bearer {gateway.token(acme)}").status_code == status
    assert fetch(gateway, EVENT.removesuffix(".ics")).status_code == status
    shown = status == 200 and columns.get("listing_enabled", True)
    assert len(calendar_at(gateway, ORGANISATION).events) == int(shown)


@pytest.mark.parametrize(
    "path",
    [
        "/events/acme/nothing.ics",
        "/events/nobody/harbour-night.ics",
        "/events/a%00/b.ics",
        "/events/a/b%00.ics",
        "/organisations/nobody.ics",
        "/organisations/a%00.ics",
        "/organisations/acme",
    ],
)
def test_nothing_else_has_a_calendar(gateway: Gateway, path: str) -> None:
    make_ready_event(gateway, gateway.organisation(), **PUBLISHED)
    response = fetch(gateway, path)
    assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (404, "NOT_FOUND")


def test_a_date_keeps_its_uid_and_its_sequence_grows(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, **PUBLISHED)
    uid = date_of(gateway, event)
    steps: list[tuple[str, dict[str, Any]]] = [
        (CHANGE_EVENT, {"uuid": event.id, "input": {"description": "New"}}),
        (CHANGE_DATE, {"uuid": uid, "input": {"startsOn": {"utc": SHOW + DAY}}}),
        (RESCHEDULE, {"uuid": event.id}),
        (CHANGE_EVENT, {"uuid": event.id, "input": {"listing": {"categories": [{"name": "Music"}]}}}),
        (CHANGE_DATE, {"uuid": uid, "input": {"enabled": False, "reason": "Ill"}}),
        (CHANGE_DATE, {"uuid": uid, "input": {"enabled": True}}),
        (CANCEL, {"uuid": event.id}),
    ]
    seen = [entries(calendar_at(gateway, EVENT))]
    for document, variables in steps:
        gateway.clock.advance(timedelta(minutes=1))
        change(gateway, acme, document, **variables)
        seen.append(entries(calendar_at(gateway, EVENT)))
    assert [list(each) for each in seen] == [[uid]] * len(seen)
    found = [each[uid] for each in seen]
    sequences = [each.sequence or 0 for each in found]
    assert sequences == sorted(set(sequences))
    starts = [times(each)[0] - SHOW for each in found]
    assert starts == [0 * DAY, 0 * DAY, DAY, 2 * DAY, 2 * DAY, 2 * DAY, 2 * DAY, 2 * DAY]
    assert [each.status for each in found] == [
        *[EventStatus.CONFIRMED] * 5,
        EventStatus.CANCELLED,
        EventStatus.CONFIRMED,
        EventStatus.CANCELLED,
    ]
    assert [each.description for each in found][-3:] == ["Ill\n\nNew", "New", "Storm\n\nNew"]
    assert found[-1].last_modified == found[-1].dtstamp == START + timedelta(minutes=len(steps))


def test_a_calendar_is_requested_again_by_its_tag(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, **PUBLISHED)
    for path in (EVENT, ORGANISATION):
        first = fetch(gateway, path)
        tag = first.headers["etag"]
        assert (first.headers["cache-control"], first.headers["vary"]) == ("no-cache", "Accept-Encoding")
        again = fetch(gateway, path, if_none_match=f'"other", {tag}')
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        head = fetch(gateway, path, "HEAD")
        assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", tag)
        assert head.headers["content-type"] == first.headers["content-type"]
        refused = fetch(gateway, path, "POST")
        assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD")
    tag = fetch(gateway, EVENT).headers["etag"]
    change(gateway, acme, CHANGE_EVENT, uuid=event.id, input={"description": "New"})
    assert fetch(gateway, EVENT, if_none_match=tag).status_code == 200


def test_an_organisation_has_a_calendar_of_its_listed_events(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    shown = make_ready_event(gateway, acme, **PUBLISHED)
    cancelled = make_ready_event(gateway, acme, name="Gala", **PUBLISHED | {"lifecycle": "CANCELLED"})
    make_ready_event(gateway, acme, name="Draft")
    make_ready_event(gateway, acme, name="Unlisted", **PUBLISHED, listing_enabled=False)
    make_ready_event(gateway, acme, name="Apart", **PUBLISHED, visible_in_organisation_profile=False)
    make_ready_event(gateway, other, name="Foreign", **PUBLISHED)
    make_occurrence(gateway, shown, starts_at=START - timedelta(days=30, seconds=1))
    oldest = make_occurrence(gateway, shown, starts_at=START - timedelta(days=30))
    last = make_occurrence(gateway, shown, starts_at=START + timedelta(days=366) - timedelta(seconds=1))
    make_occurrence(gateway, shown, starts_at=START + timedelta(days=366))
    with gateway.statements() as statements:
        calendar = calendar_at(gateway, ORGANISATION)
    assert len(statements) == 2
    assert "\r\nX-WR-CALNAME:Acme\r\n" in fetch(gateway, ORGANISATION).text
    of_show = next(row["id"] for row in stored(gateway, OccurrenceRow, event_id=shown.id) if row["starts_at"] == SHOW)
    expected = {
        str(oldest.id): ("Harbour Night", EventStatus.CONFIRMED),
        str(of_show): ("Harbour Night", EventStatus.CONFIRMED),
        date_of(gateway, cancelled): ("Gala", EventStatus.CANCELLED),
        str(last.id): ("Harbour Night", EventStatus.CONFIRMED),
    }
    assert {uid: (each.summary, each.status) for uid, each in entries(calendar).items()} == expected
    # What was deleted or unpublished is gone.
    gateway.run(gateway.database.change(lambda db: db.delete(db.get_one(EventRow, cancelled.id))))
    change(gateway, acme, "mutation ($u: UUID!) { unpublishEvent(uuid: $u) { userErrors { code } } }", u=shown.id)
    with gateway.statements() as statements:
        assert calendar_at(gateway, ORGANISATION).events == []
    assert len(statements) == 2


def test_a_calendar_has_the_first_thousand_dates(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.core.limits.CALENDAR_DATES", 2)
    monkeypatch.setattr("app.core.limits.EVENT_CALENDAR_DATES", 2)
    event = make_event(gateway, gateway.organisation(), **PUBLISHED)
    dates = [str(make_occurrence(gateway, event, starts_at=SHOW + number * DAY).id) for number in range(3)]
    assert list(entries(calendar_at(gateway, ORGANISATION))) == dates[:2]
    assert list(entries(calendar_at(gateway, EVENT))) == dates[1:]


def test_dates_in_several_zones_bring_their_zones(gateway: Gateway) -> None:
    acme = gateway.organisation()
    zones = ["Europe/Dublin", "Australia/Lord_Howe", "Etc/UTC"]
    for zone in zones:
        make_ready_event(gateway, acme, name=zone, timezone=zone, **PUBLISHED)
    make_ready_event(gateway, acme, name="Days", timezone="Europe/Berlin", **PUBLISHED, enable_full_day=True)
    text = fetch(gateway, ORGANISATION).content
    found = {event.summary: event for event in parsed(text).events}
    assert [times(found[zone]) for zone in zones] == [(SHOW, SHOW + LENGTH)] * 3
    assert instants_by_vtimezone(text) == [SHOW, SHOW + LENGTH] * 2
    assert (found["Days"].dtstart, found["Days"].dtend) == (date(2026, 7, 1), date(2026, 7, 2))


def test_a_thousand_dates_are_two_statements(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, **PUBLISHED)
    rule = {
        "type": "DAILY",
        "startsOn": {"utc": SHOW},
        "durationMinutes": 60,
        "ends": {"type": "AFTER_COUNT", "count": 1000},
    }
    change(gateway, acme, CHANGE_EVENT, uuid=event.id, input={"occurrence": rule})
    with gateway.statements() as statements:
        text = fetch(gateway, EVENT).content
    assert len(statements) == 2
    starts = [times(each)[0] for each in parsed(text).events]
    assert len(starts) == 1_000
    assert (starts[0], starts[-1]) == (SHOW, datetime(2029, 3, 26, 7, tzinfo=UTC))


def test_a_calendar_is_charged_by_its_dates(gateway: Gateway) -> None:
    event = make_ready_event(gateway, gateway.organisation(), **PUBLISHED)
    make_occurrence(gateway, event, starts_at=SHOW + DAY)
    gateway.restart(budget=5)
    # One, and one for each of two dates, even of a calendar that has not changed.
    tag = fetch(gateway, EVENT).headers["etag"]
    assert [fetch(gateway, EVENT, if_none_match=tag).status_code for _ in range(2)] == [304, 429]
