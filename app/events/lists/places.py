"""How far an event's venue is from a point, and which venues lie in a circle.

Chords instead of angles: plain arithmetic gives the same rows on both engines, without trigonometry.
"""

from math import asin, degrees, sin, sqrt
from typing import Any

import strawberry

from app.core.geography import unit_vector
from app.core.problems import BadInput
from app.graph.reading.mapping import Bound, Sql

EARTH_RADIUS_KM = 6371.0088
MAX_RADIUS_KM = 20_000
# The square of a chord of the unit sphere is at most 4: in these parts it is a whole number of at most 16 digits,
# which a double holds exactly. One part is less than a metre.
PARTS = 1e15


@strawberry.input(description="A circle on the Earth.")
class NearInput:
    latitude: float = strawberry.field(description="Degrees north, -90 to 90.")
    longitude: float = strawberry.field(description="Degrees east, -180 to 180.")
    radius_km: float = strawberry.field(description="Kilometres, above 0 and at most 20,000.")


def near(event: str, value: Bound, mine: str) -> str:
    """The event's venue lies in the circle; a hidden one only where `mine` holds."""
    south, north = (value.computed(_edge_of(sign), "float") for sign in (-1, 1))
    chord = value.computed(_chord, "float")
    placed = f"({event}.is_location_visible OR {mine})"
    return (
        f"{placed} AND {event}.venue_latitude BETWEEN {south} AND {north} AND {_squared_chord(event, value)} <= {chord}"
    )


def distance(sql: Sql, event: str, value: Bound) -> str:
    """A text that sorts by the distance of the event's venue from the circle's centre: see `metres`."""
    parts = f"({_squared_chord(event, value)}) * CAST({PARTS:.0f} AS double precision)"
    if sql.dialect == "sqlite":
        return f"printf('%016d', CAST({parts} AS INTEGER))"
    return f"lpad(trunc({parts})::bigint::text, 16, '0')"


def metres(key: str) -> int | None:
    """The distance in metres that a text of `distance` means; None for an empty one."""
    if not key:
        return None
    return round(2_000 * EARTH_RADIUS_KM * asin(min(sqrt(int(key) / PARTS) / 2, 1.0)))


def _squared_chord(event: str, value: Bound) -> str:
    """The square of the straight line between two points of the unit sphere."""
    point = (value.computed(_unit(axis), "float") for axis in range(3))
    return " + ".join(
        f"({event}.venue_{n} - {v}) * ({event}.venue_{n} - {v})" for n, v in zip("xyz", point, strict=True)
    )


def _circle(near: Any) -> tuple[float, float, float]:
    latitude, longitude, radius = (float(near[key]) for key in ("latitude", "longitude", "radiusKm"))
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180 and 0 < radius <= MAX_RADIUS_KM):
        raise BadInput(
            "`near` needs a latitude of -90 to 90, a longitude of -180 to 180 and a radius above 0 and at most"
            f" {MAX_RADIUS_KM} km."
        )
    return latitude, longitude, radius


def _edge_of(sign: int) -> Any:
    def edge(near: Any) -> float:
        latitude, _, radius = _circle(near)
        return latitude + sign * degrees(radius / EARTH_RADIUS_KM)

    return edge


def _unit(axis: int) -> Any:
    def component(near: Any) -> float:
        latitude, longitude, _ = _circle(near)
        return unit_vector(latitude, longitude)[axis]

    return component


def _chord(near: Any) -> float:
    """The square of the straight line that spans the radius, on the unit sphere."""
    _, _, radius = _circle(near)
    return float((2 * sin(min(radius / (2 * EARTH_RADIUS_KM), asin(1.0)))) ** 2)
