"""A circle on the Earth as numbers that SQL compares with the columns of a venue. It imports nothing of Marquee."""

from math import asin, cos, degrees, radians, sin

EARTH_RADIUS_KM = 6371.0088


def circle(latitude: float, longitude: float, radius_km: float) -> tuple[float, ...]:
    """Its southern and northern edge in degrees, its centre on the unit sphere, the square of its radius's chord."""
    edge, (north, east) = degrees(radius_km / EARTH_RADIUS_KM), (radians(latitude), radians(longitude))
    centre = (cos(north) * cos(east), cos(north) * sin(east), sin(north))
    chord = (2 * sin(min(radius_km / (2 * EARTH_RADIUS_KM), asin(1.0)))) ** 2
    return (latitude - edge, latitude + edge, *centre, chord)
