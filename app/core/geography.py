"""Points on the Earth as unit vectors, so that a radius is plain arithmetic on both engines."""

from math import cos, radians, sin

Vector = tuple[float, float, float]


def unit_vector(latitude: float, longitude: float) -> Vector:
    """The point of the unit sphere at these degrees."""
    north, east = radians(latitude), radians(longitude)
    return cos(north) * cos(east), cos(north) * sin(east), sin(north)
