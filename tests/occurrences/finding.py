"""Events with dates and places, and the query that finds them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from app.core.geography import unit_vector
from app.occurrences.tables import OccurrenceRow
from tests.builders import make_event, make_occurrence
from tests.gateway import START, Gateway, Organisation

LIST = """
query ($filter: OccurrenceFilter, $order: FoundOccurrenceOrder, $first: Int, $after: String, $last: Int) {
  occurrences(filter: $filter, orderBy: $order, first: $first, after: $after, last: $last) {
    totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    nodes { uuid }
    edges { cursor distanceMetres node { uuid startsOn { local timezone } event { name } } }
  }
}
"""
OF_ORGANISATION = """
query ($uuid: UUID!, $filter: OccurrenceFilter) {
  organisation(uuid: $uuid) { occurrences(filter: $filter, first: 100) { totalCount nodes { event { name } } } }
}
"""
PUBLISHED: dict[str, Any] = {"lifecycle": "PUBLISHED", "published_at": START}
OPERA, MANLY, TOKYO = (-33.8567844, 151.213108), (-33.7969, 151.2840), (35.681236, 139.767125)
# Six in the evening of Saturdays in Sydney, where clocks are ten hours ahead in June.
SATURDAYS = [datetime(2026, 6, 6, 8, tzinfo=UTC) + timedelta(weeks=week) for week in range(5)]


def venue(place: tuple[float, float]) -> dict[str, Any]:
    spot = dict(zip(("venue_x", "venue_y", "venue_z"), unit_vector(*place), strict=True))
    return {"venue_latitude": place[0], "venue_longitude": place[1], **spot}


def make(gateway: Gateway, owner: Organisation, name: str, *starts: datetime, **columns: Any) -> list[OccurrenceRow]:
    """The dates of a new event, three hours each; it is published unless `columns` say otherwise."""
    event = make_event(gateway, owner, name=name, slug=name.lower().replace(" ", "-"), **PUBLISHED | columns)
    return [make_occurrence(gateway, event, starts_at=starts_at) for starts_at in starts]


def ask(gateway: Gateway, token: str | None = None, **variables: Any) -> Any:
    return gateway.gql(LIST, token, **variables)["occurrences"]


def found(gateway: Gateway, token: str | None = None, **variables: Any) -> list[tuple[str, str]]:
    """Name of the event and local start, of all that is found; the count agrees."""
    page = ask(gateway, token, **{"first": 100} | variables)
    assert page["totalCount"] == len(page["nodes"]) == len(page["edges"])
    assert [node["uuid"] for node in page["nodes"]] == [edge["node"]["uuid"] for edge in page["edges"]]
    nodes = [edge["node"] for edge in page["edges"]]
    return [(node["event"]["name"], node["startsOn"]["local"]) for node in nodes]


def near(place: tuple[float, float], radius: float) -> dict[str, float]:
    return {"latitude": place[0], "longitude": place[1], "radiusKm": radius}


SECOND = timedelta(seconds=1)
SHOW, END = SATURDAYS[0], SATURDAYS[0] + timedelta(hours=3)
