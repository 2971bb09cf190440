"""Calendars over HTTP, read back by a library that shares no code with the one that writes them."""

import re
from datetime import UTC, datetime
from io import StringIO

import httpx2
from dateutil.tz import tzical
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event

from tests.gateway import Gateway

TIMES = re.compile(r"^DT(?:START|END);TZID=([^:]+):(\d{8}T\d{6})$", re.MULTILINE)


def fetch(gateway: Gateway, path: str, method: str = "GET", **headers: str) -> httpx2.Response:
    return gateway.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})


def calendar_at(gateway: Gateway, path: str) -> Calendar:
    """The calendar at this address. Its form is checked as well: the lines, and the zones that it brings along."""
    response = fetch(gateway, path)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "text/calendar; charset=utf-8"
    return parsed(response.content)


def parsed(text: bytes) -> Calendar:
    assert text.endswith(b"END:VCALENDAR\r\n")
    assert max(len(line) for line in text.split(b"\r\n")) <= 75
    assert b"\n" not in text.replace(b"\r\n", b"")
    return IcsCalendarStream.calendar_from_ics(text.decode())


def entries(calendar: Calendar) -> dict[str, Event]:
    """By their UID without the suffix."""
    found = {str(event.uid).removesuffix("@marquee"): event for event in calendar.events}
    assert len(found) == len(calendar.events)
    return found


def times(event: Event) -> tuple[datetime, datetime]:
    """Start and end in UTC."""
    assert isinstance(event.dtstart, datetime)
    assert isinstance(event.dtend, datetime)
    return event.dtstart.astimezone(UTC), event.dtend.astimezone(UTC)


def instants_by_vtimezone(text: bytes) -> list[datetime]:
    """Every start and end with a zone, in UTC by the VTIMEZONE in the text alone, as a third library computes it."""
    unfolded = text.decode().replace("\r\n ", "").replace("\r\n", "\n")
    blocks = re.findall(r"BEGIN:VTIMEZONE\n.*?END:VTIMEZONE\n", unfolded, re.DOTALL)
    zones = tzical(StringIO("".join(blocks)))
    return [
        datetime.strptime(local, "%Y%m%dT%H%M%S").replace(tzinfo=zones.get(zone)).astimezone(UTC)
        for zone, local in TIMES.findall(unfolded)
    ]
