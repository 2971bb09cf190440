"""The JSON-LD of an event's page, as a search engine finds it: parsed from the page, and not by its text."""

import json
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest

from app.events.tables import BannerRow, EventRow
from app.occurrences.tables import OccurrenceRow
from app.sessions.tables import SessionSpeakerRow
from tests.builders import (
    LENGTH,
    SHOW,
    make_event,
    make_link,
    make_occurrence,
    make_price,
    make_ready_event,
    make_row,
    make_session,
    make_session_row,
    make_speaker,
    make_ticket,
    stored,
)
from tests.files.filing import make_file
from tests.gateway import START, Gateway, Organisation

DAY = timedelta(days=1)
PUBLISHED: dict[str, Any] = {"lifecycle": "PUBLISHED", "published_at": START}
PAGE = "http://marquee.test/events/acme/harbour-night"
OPEN: dict[str, Any] = {"opens_at": START, "closes_at": SHOW}
RESCHEDULE = """mutation ($uuid: UUID!) {
  rescheduleEvent(uuid: $uuid, input: {byDays: 1}) { userErrors { message } } }"""
CHANGE_DATE = """mutation ($uuid: UUID!, $input: UpdateOccurrenceInput!) {
  updateOccurrence(uuid: $uuid, input: $input) {
    userErrors { message } occurrence { previousStart { utc local } }
  } }"""
CHANGE_EVENT = """mutation ($uuid: UUID!, $input: UpdateEventInput!) {
  updateEvent(uuid: $uuid, input: $input) { userErrors { message } } }"""
DUPLICATE = "mutation ($uuid: UUID!) { duplicateEvent(uuid: $uuid) { event { uuid } } }"


class Scripts(HTMLParser):
    """The scripts of a page by their type, and the text of the page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str | None, str]] = []
        self._type: str | None = None
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script":
            self._inside, self._type = True, dict(attrs).get("type")

    def handle_endtag(self, tag: str) -> None:
        self._inside = False if tag == "script" else self._inside

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found.append((self._type, data))


def data_of(gateway: Gateway, path: str = "/events/acme/harbour-night") -> Any:
    """One event, or a list of them."""
    response = gateway.request("GET", path)
    assert response.status_code == 200
    # Data needs no permission; a script of the event's texts would have none.
    policy = response.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "script-src" not in policy
    [(kind, text)] = Scripts(response.text).found
    assert kind == "application/ld+json"
    return json.loads(text)


def test_an_event_is_said_in_full(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(
        gateway,
        acme,
        **PUBLISHED,
        display_name="Harbour Night </script><script>alert(1)</script> & <!-- \u2028",
        description="Bring a coat.",
        cover_image_file_id=make_file(gateway, acme).id,
        venue_name="Pier 1",
        address_line1="1 Harbour Street",
        address_line2="Gate 2",
        address_city="Sydney",
        address_state="NSW",
        address_post_code="2000",
        address_country="Australia",
        venue_latitude=-33.85,
        venue_longitude=151.2,
        online_name="Zoom",
        online_url="https://join.example/secret",
    )
    date = make_occurrence(gateway, event, **OPEN)
    make_row(gateway, BannerRow, event, position=0, image="https://cdn.example/banner.png")
    speaker = make_speaker(gateway, event, name="Ada")
    make_speaker(gateway, event, name="Not public")
    session = make_session(gateway, event)
    make_session_row(gateway, session, date)
    make_link(gateway, SessionSpeakerRow, session_id=session.id, speaker_id=speaker.id, position=0)
    make_ticket(gateway, event, position=0, **OPEN)
    paid = make_ticket(gateway, event, name="Seat", category="PAID", position=1, **OPEN)
    make_price(gateway, paid, name="Early", amount_minor=2_550)
    make_price(gateway, paid, amount_minor=3_000, position=1)
    make_ticket(gateway, event, name="Unpriced", category="PAID", position=2, **OPEN)
    make_ticket(gateway, event, name="Gift", category="DONATION", donation_min_minor=500, position=3, **OPEN)
    make_ticket(gateway, event, name="Gone", quantity=2, quantity_sold=2, position=4, **OPEN)
    make_ticket(gateway, event, name="Soon", position=5, opens_at=START + DAY, closes_at=SHOW)
    opens, closes = "2026-06-01T19:00:00+10:00", "2026-07-01T18:00:00+10:00"

    def offer(name: str, price: str, availability: str = "InStock", valid_from: str = opens) -> dict[str, str]:
        return {
            "@type": "Offer",
            "name": name,
            "price": price,
            "priceCurrency": "AUD",
            "availability": f"https://schema.org/{availability}",
            "validFrom": valid_from,
            "validThrough": closes,
            "url": PAGE,
        }

    assert data_of(gateway) == {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": event.display_name,
        "description": "Bring a coat.",
        "url": PAGE,
        "image": ["https://cdn.example/harbour.jpg", "https://cdn.example/banner.png"],
        "eventAttendanceMode": "https://schema.org/MixedEventAttendanceMode",
        "location": [
            {
                "@type": "Place",
                "name": "Pier 1",
                "address": {
                    "@type": "PostalAddress",
                    "streetAddress": "1 Harbour Street, Gate 2",
                    "addressLocality": "Sydney",
                    "addressRegion": "NSW",
                    "postalCode": "2000",
                    "addressCountry": "Australia",
                },
                "geo": {"@type": "GeoCoordinates", "latitude": -33.85, "longitude": 151.2},
            },
            {"@type": "VirtualLocation", "url": PAGE},
        ],
        "organizer": {"@type": "Organization", "name": "Acme"},
        "performer": [{"@type": "Person", "name": "Ada"}],
        "startDate": "2026-07-01T18:00:00+10:00",
        "endDate": "2026-07-01T21:00:00+10:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "offers": [
            offer("Entry", "0"),
            offer("Seat: Early", "25.50"),
            offer("Seat", "30.00"),
            offer("Gift", "5.00"),
            offer("Gone", "0", "SoldOut"),
            offer("Soon", "0", "PreOrder", "2026-06-02T19:00:00+10:00"),
        ],
    }


@pytest.mark.parametrize(
    ("columns", "mode", "location"),
    [
        ({}, None, None),
        ({"location": "Pier 1"}, "Offline", {"@type": "Place", "name": "Pier 1", "address": "Pier 1"}),
        ({"location": "Pier 1", "is_location_visible": False}, None, None),
        (
            {"venue_name": "Pier 1", "is_location_visible": False, "configuration_type": "VENUE_EVENT"},
            "Offline",
            None,
        ),
        ({"configuration_type": "ONLINE_EVENT"}, "Online", {"@type": "VirtualLocation", "url": PAGE}),
    ],
)
def test_where_it_is(gateway: Gateway, columns: dict[str, Any], mode: str | None, location: Any) -> None:
    make_ready_event(gateway, gateway.organisation(), **PUBLISHED, **columns)
    data = data_of(gateway)
    assert data.get("eventAttendanceMode") == (mode and f"https://schema.org/{mode}EventAttendanceMode")
    assert data.get("location") == location


def test_each_date_to_come_is_an_event(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, **PUBLISHED, timezone="Europe/Berlin")
    make_ticket(gateway, event, opens_at=START)
    make_occurrence(gateway, event, starts_at=START - DAY)
    make_occurrence(gateway, event, starts_at=START - timedelta(hours=1))
    make_occurrence(gateway, event, starts_at=SHOW, enabled=False)
    for number in range(30):
        make_occurrence(gateway, event, starts_at=SHOW + (number + 1) * 7 * DAY)
    found = data_of(gateway)
    assert [(each["startDate"], each["eventStatus"].rpartition("/")[2]) for each in found[:3]] == [
        ("2026-06-01T10:00:00+02:00", "EventScheduled"),
        ("2026-07-01T10:00:00+02:00", "EventCancelled"),
        ("2026-07-08T10:00:00+02:00", "EventScheduled"),
    ]
    assert ["offers" in each for each in found[:3]] == [True, False, True]
    assert (len(found), found[-1]["startDate"]) == (21, "2026-11-11T09:00:00+01:00")
    gateway.clock.set(SHOW + 400 * DAY)
    assert data_of(gateway)["startDate"] == "2027-01-27T09:00:00+01:00"


def test_a_cancelled_event_and_one_without_dates(gateway: Gateway) -> None:
    acme = gateway.organisation()
    make_ready_event(gateway, acme, **PUBLISHED | {"lifecycle": "CANCELLED"})
    assert data_of(gateway)["eventStatus"] == "https://schema.org/EventCancelled"
    make_event(gateway, acme, name="Gala", **PUBLISHED)
    assert Scripts(gateway.request("GET", "/events/acme/gala").text).found == []


def move(gateway: Gateway, acme: Organisation, event: EventRow, document: str, **given: Any) -> None:
    [payload] = gateway.gql(document, gateway.token(acme), **given).values()
    assert payload["userErrors"] == []


def previous(gateway: Gateway, event: EventRow) -> Any:
    [row] = stored(gateway, OccurrenceRow, event_id=event.id)
    return row["previous_starts_at"], row["previous_starts_local"]


def test_a_moved_date_says_when_it_was(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, **PUBLISHED)
    [date] = stored(gateway, OccurrenceRow, event_id=event.id)
    move(gateway, acme, event, RESCHEDULE, uuid=event.id)
    data = data_of(gateway)
    assert data["eventStatus"] == "https://schema.org/EventRescheduled"
    assert data["previousStartDate"] == "2026-07-01T18:00:00+10:00"
    assert data["startDate"] == "2026-07-02T18:00:00+10:00"
    # Only its end: the start before stays the one before the last move.
    ends = {"endsOn": {"utc": SHOW + DAY + LENGTH + timedelta(hours=1)}}
    move(gateway, acme, event, CHANGE_DATE, uuid=date["id"], input=ends)
    assert previous(gateway, event)[0] == SHOW
    answer = gateway.gql(
        CHANGE_DATE, gateway.token(acme), uuid=date["id"], input={"startsOn": {"utc": SHOW + 2 * DAY}}
    )["updateOccurrence"]
    assert answer["occurrence"]["previousStart"] == {"utc": "2026-07-02T08:00:00Z", "local": "2026-07-02T18:00:00"}
    # In another zone it moves as the date does.
    move(gateway, acme, event, CHANGE_EVENT, uuid=event.id, input={"timezone": "Asia/Tokyo"})
    before = SHOW + DAY + timedelta(hours=1)
    assert previous(gateway, event) == (before, before.replace(hour=18, tzinfo=None))
    copy = gateway.gql(DUPLICATE, gateway.token(acme), uuid=event.id)["duplicateEvent"]["event"]["uuid"]
    assert previous(gateway, event.model_copy(update={"id": copy})) == (None, None)
    move(gateway, acme, event, CHANGE_DATE, uuid=date["id"], input={"enabled": False})
    assert "previousStartDate" not in data_of(gateway)


def test_a_date_that_its_rule_moves_says_when_it_was(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, **PUBLISHED)
    rule = {"type": "DAILY", "durationMinutes": 60, "ends": {"type": "AFTER_COUNT", "count": 1}}
    for hours in range(2):
        starts_on = {"utc": SHOW + timedelta(hours=hours)}
        move(gateway, acme, event, CHANGE_EVENT, uuid=event.id, input={"occurrence": rule | {"startsOn": starts_on}})
    data = data_of(gateway)
    assert (data["previousStartDate"], data["startDate"]) == ("2026-07-01T18:00:00+10:00", "2026-07-01T19:00:00+10:00")


def test_before_it_was_public_a_date_moves_unnoticed(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme)
    [date] = stored(gateway, OccurrenceRow, event_id=event.id)
    move(gateway, acme, event, RESCHEDULE, uuid=event.id)
    move(gateway, acme, event, CHANGE_DATE, uuid=date["id"], input={"startsOn": {"utc": SHOW + 2 * DAY}})
    assert previous(gateway, event) == (None, None)
