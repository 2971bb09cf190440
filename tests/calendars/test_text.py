"""Calendars as text: what other programs read in them, in every zone and with every kind of text."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from ical.types import Geo

from app.calendars.rules.facts import CalendarFacts, DateFacts, EventFacts, JoinAddress
from app.calendars.rules.tags import digest_source
from app.calendars.rules.text import calendar_text, shortened
from app.calendars.rules.zones import UTC_NAMES
from app.core.time import zone_named
from tests.calendars.fetching import entries, instants_by_vtimezone, parsed, times

EARLIER, LATER = datetime(2026, 5, 1, 9, tzinfo=UTC), datetime(2026, 5, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def event(number: int = 1, **changed: Any) -> EventFacts:
    base: dict[str, Any] = {
        "id": UUID(int=number),
        "version": 4,
        "updated_at": EARLIER,
        "timezone": "Europe/Berlin",
        "url": "https://marquee.test/events/acme/gala",
        "title": "Gala",
        "description": None,
        "cancelled": False,
        "cancellation_reason": None,
        "all_day": False,
        "place": None,
        "position": None,
        "categories": (),
    }
    return EventFacts(**base | changed)


def on(starts_at: datetime, number: int = 1, length: timedelta = HOUR, **changed: Any) -> DateFacts:
    base: dict[str, Any] = {
        "id": UUID(int=1_000 + number),
        "event_id": UUID(int=1),
        "version": 2,
        "created_at": EARLIER,
        "updated_at": LATER,
        "starts_at": starts_at,
        "ends_at": starts_at + length,
        "takes_place": True,
        "cancellation_reason": None,
    }
    return DateFacts(**base | changed)


def text_of(shown: EventFacts, *dates: DateFacts) -> bytes:
    return calendar_text(CalendarFacts("Acme", (shown,), dates))


def lines_of(text: bytes) -> list[str]:
    return text.decode().replace("\r\n ", "").split("\r\n")


def test_an_entry_has_all_that_the_event_shows() -> None:
    shown = event(
        title="Fest, mit; allem \\ 🎉",
        description="Erste Zeile\r\nzweite: \x07mit Glocke\n" + "ü🎉 " * 100,
        place="Halle 1,\nBerlin",
        position=(52.52, -13.4),
        categories=("Musik", "Essen"),
        joined_at=(
            JoinAddress('Raum "A"', "https://join.example/a?b=1,2"),
            JoinAddress(None, "https://join.example/c"),
        ),
    )
    starts_at = datetime(2026, 7, 1, 8, tzinfo=UTC)
    text = text_of(shown, on(starts_at))
    calendar = parsed(text)
    [entry] = calendar.events
    assert entry.uid == f"{UUID(int=1_001)}@marquee"
    assert times(entry) == (starts_at, starts_at + HOUR)
    assert (entry.sequence, entry.status) == (4, "CONFIRMED")
    assert (entry.dtstamp, entry.last_modified, entry.created) == (LATER, LATER, EARLIER)
    assert entry.summary == "Fest, mit; allem \\ 🎉"
    joins = 'Raum "A": https://join.example/a?b=1,2\nhttps://join.example/c'
    assert entry.description == f"{joins}\n\nErste Zeile\nzweite: mit Glocke\n" + "ü🎉 " * 100
    assert (entry.location, entry.geo) == ("Halle 1,\nBerlin", Geo(lat=52.52, lng=-13.4))
    assert (entry.categories, entry.url) == (["Musik", "Essen"], shown.url)
    assert [(each.uri, each.label) for each in entry.conference] == [
        ("https://join.example/a?b=1,2", 'Raum "A"'),
        ("https://join.example/c", None),
    ]
    assert lines_of(text)[:8] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Marquee//Marquee//EN",
        "NAME:Acme",
        "X-WR-CALNAME:Acme",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "BEGIN:VTIMEZONE",
    ]


def test_a_comma_in_a_category_is_escaped() -> None:
    text = text_of(event(categories=("Art, modern", "b;c")), on(EARLIER))
    assert "CATEGORIES:Art\\, modern,b\\;c" in lines_of(text)


def test_what_is_cancelled_stays_and_says_why() -> None:
    joined_at = (JoinAddress(None, "https://join.example/a"),)
    called_off = on(EARLIER, 1, takes_place=False, cancellation_reason="Storm")
    other = on(LATER, 2)
    found = entries(parsed(text_of(event(description="All", joined_at=joined_at), called_off, other)))
    assert [(each.status, each.description, len(each.conference)) for each in found.values()] == [
        ("CANCELLED", "Storm\n\nAll", 0),
        ("CONFIRMED", "https://join.example/a\n\nAll", 1),
    ]
    cancelled = event(description="All", cancelled=True, cancellation_reason="No money")
    found = entries(parsed(text_of(cancelled, called_off, other)))
    assert [(each.status, each.description) for each in found.values()] == [("CANCELLED", "No money\n\nAll")] * 2


def test_descriptions_share_a_bound() -> None:
    assert [shortened("Gala", most) for most in (3, 4)] == ["Ga…", "Gala"]
    shown = event(description="x" * 2_500)
    for number, length in ((100, 2_500), (101, 2_475), (1_001, 250)):
        dates = [on(EARLIER + number * HOUR, number) for number in range(number)]
        assert lines_of(text_of(shown, *dates)).count("DESCRIPTION:" + shortened("x" * 2_500, length)) == number


def test_dates_of_whole_days_have_no_time() -> None:
    day = datetime(2026, 7, 1, 22, tzinfo=UTC)  # midnight in Berlin
    shown = event(all_day=True)
    found = entries(
        parsed(
            text_of(
                shown,
                on(day, 1, timedelta(days=2)),
                on(day + 8 * HOUR, 2, timedelta(hours=30)),
                on(day + 9 * HOUR, 3, is_slot=True),
            )
        )
    )
    assert [(each.dtstart, each.dtend) for each in found.values()][:2] == [
        (date(2026, 7, 2), date(2026, 7, 4)),
        (date(2026, 7, 2), date(2026, 7, 4)),
    ]
    assert times(found[str(UUID(int=1_003))])[0] == day + 9 * HOUR


# Zones with rules of their own: half an hour or two hours of summer time, a change at midnight, months of Ramadan,
# quarters of hours, no changes, and a day that was left out.
ODD = [
    "Africa/Banjul",  # equal to Africa/Abidjan, and its name has to stay
    "Africa/Casablanca",
    "America/Nuuk",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Gaza",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Europe/Dublin",
    "Pacific/Apia",
    "Pacific/Chatham",
]


@pytest.mark.parametrize("zone", ODD)
def test_the_zone_that_is_sent_gives_each_date_its_instant(zone: str) -> None:
    """Dates in the hours around every change of the clocks in three years, and one in a year far behind them."""
    hours = [datetime(2010, 12, 25, tzinfo=UTC) + number * HOUR for number in range(3 * 366 * 24)]
    rules = zone_named(zone)
    offsets = [hour.astimezone(rules).utcoffset() for hour in hours]
    changes = [hours[i] for i in range(1, len(hours)) if offsets[i] != offsets[i - 1]]
    starts = {at + number * timedelta(minutes=30) for at in changes for number in range(-4, 5)}
    starts |= {hours[0], hours[-1], datetime(2020, 11, 30, 12, tzinfo=UTC), datetime(1999, 12, 31, 23, 30, tzinfo=UTC)}
    dates = [on(at, number, timedelta(minutes=30)) for number, at in enumerate(sorted(starts))]
    text = text_of(event(timezone=zone), *dates)
    assert set(re.findall(rb"TZID[:=]([^:\r]+)", text)) == {zone.encode()}
    found = entries(parsed(text))
    assert [times(found[str(each.id)]) for each in dates] == [(each.starts_at, each.ends_at) for each in dates]
    # The second of two equal times is in UTC, and needs no zone.
    local = [each for each in dates if not any(at.astimezone(rules).fold for at in (each.starts_at, each.ends_at))]
    assert instants_by_vtimezone(text) == [at for each in local for at in (each.starts_at, each.ends_at)]


def test_the_second_of_two_equal_local_times_is_in_utc() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 02:30 in Berlin, and again an hour later
    text = text_of(event(), on(first, 1, timedelta(minutes=15)), on(first + HOUR, 2, timedelta(minutes=15)))
    assert [line for line in lines_of(text) if line.startswith("DTSTART;") or line.endswith("3000Z")] == [
        "DTSTART;TZID=Europe/Berlin:20261025T023000",
        "DTSTART:20261025T013000Z",
    ]


def test_utc_needs_no_zone() -> None:
    for zone in UTC_NAMES:
        text = text_of(event(timezone=zone), on(EARLIER))
        assert b"TZID" not in text
        assert "DTSTART:20260501T090000Z" in lines_of(text)


def test_a_calendar_without_dates_has_a_component() -> None:
    text = calendar_text(CalendarFacts("Acme", (), ()))
    assert parsed(text).events == []
    assert lines_of(text)[7:9] == ["BEGIN:VTIMEZONE", "TZID:UTC"]


def test_the_tag_follows_every_fact() -> None:
    shown, dated = event(), on(EARLIER)
    facts = [
        CalendarFacts("Acme", (shown,), (dated,)),
        CalendarFacts("Acne", (shown,), (dated,)),
        CalendarFacts("Acme", (event(version=5),), (dated,)),
        CalendarFacts("Acme", (event(place="Hall"),), (dated,)),
        CalendarFacts("Acme", (shown,), (on(EARLIER, version=3),)),
        CalendarFacts("Acme", (shown,), ()),
    ]
    assert len({digest_source(each) for each in facts}) == len(facts)
    assert digest_source(facts[0]) == digest_source(CalendarFacts("Acme", (event(),), (on(EARLIER),)))
