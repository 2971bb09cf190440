"""A public event for search engines: JSON-LD of schema.org, one `Event` for each date, as they document it. Pure."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

import orjson

from app.core.time import from_utc_text, zone_named

# What one page holds: dates to come, and kinds of ticket of each. Search engines show a few.
DATES, OFFERS, PERFORMERS = 20, 20, 20

# The selection that this reads, of an event at the moment `$now`.
FIELDS = f"""
  storeUrl currency thumbnail {{ image }}
  configuration {{
    type
    online {{ name }}
    venue {{
      name latitude longitude
      address {{ addressLine1 addressLine2 city state postCode country }}
    }}
  }}
  speakers(first: {PERFORMERS}) {{ nodes {{ name }} }}
  nextOccurrence {{ ...Dated }}
  coming: occurrences(first: {DATES}, startsFrom: $now) {{ nodes {{ ...Dated }} }}
  latest: occurrences(last: 1) {{ nodes {{ ...Dated }} }}
"""
OF_TICKETS = """
  category minDonationAmount { amount currency }
  bookability { state } bookingWindow { opensOn { utc } closesOn { utc } }
"""
FRAGMENT = """
fragment Dated on Occurrence {
  uuid enabled startsOn { utc } endsOn { utc } previousStart { utc } bookability { state }
}
"""
_AVAILABILITY = {"OPEN": "InStock", "SOLD_OUT": "SoldOut", "NOT_YET_OPEN": "PreOrder"}
# Not at all in the element of a page that holds it, whatever the text is.
_ESCAPED = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def script(event: dict[str, Any]) -> str:
    """The element of the page: data, which no browser runs. Empty for an event without dates."""
    found = list(events(event))
    if not found:
        return ""
    text = orjson.dumps(found[0] if len(found) == 1 else found).decode()
    return f'<script type="application/ld+json">{text.translate(_ESCAPED)}</script>'


def events(event: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """An `Event` for each date to come and for the one that runs; for the last date if all are over."""
    dates = {date["uuid"]: date for date in [event["nextOccurrence"], *event["coming"]["nodes"]] if date is not None}
    same = _same(event)
    for date in sorted(dates.values(), key=lambda date: date["startsOn"]["utc"]) or event["latest"]["nodes"]:
        yield same | _of_date(event, date)


def _same(event: dict[str, Any]) -> dict[str, Any]:
    """What all dates show alike."""
    online = event["configuration"]["online"] is not None or event["configuration"]["type"] == "ONLINE_EVENT"
    place = _place(event)
    venue = place is not None or event["configuration"]["type"] == "VENUE_EVENT"
    mode = "Mixed" if online and venue else "Online" if online else "Offline" if venue else None
    # Where it is joined is for those who have places: everybody else gets the page that says how to have one.
    virtual = {"@type": "VirtualLocation", "url": event["storeUrl"]} if online else None
    locations = [location for location in (place, virtual) if location is not None]
    pictures = [(event["coverImageFile"] or {}).get("url"), (event["thumbnail"] or {}).get("image")]
    return _given(
        {
            "@context": "https://schema.org",
            "@type": "Event",
            "name": event["displayName"],
            "description": event["description"],
            "url": event["storeUrl"],
            "image": [url for url in pictures if url is not None and url.startswith(("http://", "https://"))],
            "eventAttendanceMode": mode and f"https://schema.org/{mode}EventAttendanceMode",
            "location": locations[0] if len(locations) == 1 else locations,
            "organizer": {"@type": "Organization", "name": event["organisation"]["name"]},
            "performer": [{"@type": "Person", "name": each["name"]} for each in event["speakers"]["nodes"]],
        }
    )


def _of_date(event: dict[str, Any], date: dict[str, Any]) -> dict[str, Any]:
    cancelled = event["status"] == "CANCELLED" or not date["enabled"]
    zone = event["timezone"]
    moved = date["previousStart"] is not None and date["previousStart"] != date["startsOn"] and not cancelled
    status = "Cancelled" if cancelled else "Rescheduled" if moved else "Scheduled"
    return _given(
        {
            "startDate": _moment(date["startsOn"], zone),
            "endDate": _moment(date["endsOn"], zone),
            "eventStatus": f"https://schema.org/Event{status}",
            "previousStartDate": _moment(date["previousStart"], zone) if moved else None,
            "offers": [] if cancelled else list(islice(_offers(event, date), OFFERS)),
        }
    )


def _offers(event: dict[str, Any], date: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One for each price of each kind of ticket; a donation with the least amount."""
    on_date = date["bookability"]["state"]
    for ticket in event["tickets"]:
        state = ticket["bookability"]["state"] if on_date == "OPEN" else on_date
        free = {"amount": "0", "currency": event["currency"]}
        prices = [(price["name"], price["price"]) for price in ticket["prices"]]
        if ticket["category"] == "DONATION":
            prices = [(None, ticket["minDonationAmount"] or free)]
        if ticket["category"] == "FREE" and not prices:
            prices = [(None, free)]
        for name, money in prices:
            yield _given(
                {
                    "@type": "Offer",
                    "name": f"{ticket['name']}: {name}" if name else ticket["name"],
                    "price": money["amount"],
                    "priceCurrency": money["currency"],
                    "availability": f"https://schema.org/{_AVAILABILITY.get(state, 'OutOfStock')}",
                    "validFrom": _moment(ticket["bookingWindow"]["opensOn"], event["timezone"]),
                    "validThrough": _moment(ticket["bookingWindow"]["closesOn"], event["timezone"]),
                    "url": event["storeUrl"],
                }
            )


def _place(event: dict[str, Any]) -> dict[str, Any] | None:
    venue, line = event["configuration"]["venue"], event["location"]
    if venue is None:
        return None if line is None else {"@type": "Place", "name": line, "address": line}
    given = venue["address"] or {}
    street = ", ".join(text for text in (given.get("addressLine1"), given.get("addressLine2")) if text)
    address = _given(
        {
            "streetAddress": street,
            "addressLocality": given.get("city"),
            "addressRegion": given.get("state"),
            "postalCode": given.get("postCode"),
            "addressCountry": given.get("country"),
        }
    )
    geo = {"@type": "GeoCoordinates", "latitude": venue["latitude"], "longitude": venue["longitude"]}
    return _given(
        {
            "@type": "Place",
            "name": venue["name"] or line,
            "address": {"@type": "PostalAddress", **address} if address else line,
            "geo": None if None in geo.values() else geo,
        }
    )


def _moment(moment: dict[str, str] | None, zone: str) -> str | None:
    """The local time with its offset from UTC."""
    return None if moment is None else _at(from_utc_text(moment["utc"]), zone)


def _at(instant: datetime, zone: str) -> str:
    return instant.astimezone(zone_named(zone)).isoformat()


def _given(values: dict[str, Any]) -> dict[str, Any]:
    """Without what is not given."""
    return {name: value for name, value in values.items() if value not in (None, "", [])}
