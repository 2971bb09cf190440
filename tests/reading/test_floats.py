"""Coordinates come back as the doubles they were, to the last digit."""

import pytest

from app.auth.rules import Scope
from tests.builders import make_event
from tests.gateway import Gateway

QUERY = "query ($uuid: UUID!) { event(uuid: $uuid) { configuration { venue { latitude longitude } } } }"


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        (-26.248326212381052, 0.1),
        (51.47785123456789, -0.0014725837261543),
        (90.0, -180.0),
        (0.0, 1e-09),
        (None, None),
    ],
)
def test_coordinates_are_answered_exactly(gateway: Gateway, latitude: float | None, longitude: float | None) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, venue_name="Here", venue_latitude=latitude, venue_longitude=longitude)
    data = gateway.gql(QUERY, gateway.token(acme, Scope.EVENT_READ), uuid=event.id)
    assert data["event"]["configuration"]["venue"] == {"latitude": latitude, "longitude": longitude}
