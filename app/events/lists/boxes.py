"""Which venues lie in a box on the map."""

from typing import Any

import strawberry

from app.core.problems import BadInput
from app.graph.reading.mapping import Bound

LATITUDES, LONGITUDES = ("south", "north"), ("west", "east")


@strawberry.input(description="A box on the map. It crosses the date line if its west side lies east of its east side.")
class BoxInput:
    south: float = strawberry.field(description="Degrees north of its southern side, -90 to 90.")
    west: float = strawberry.field(description="Degrees east of its western side, -180 to 180.")
    north: float = strawberry.field(description="Degrees north of its northern side, not below `south`.")
    east: float = strawberry.field(description="Degrees east of its eastern side, -180 to 180.")


def inside(event: str, value: Bound, mine: str) -> str:
    """The event's venue lies in the box or on its edge; a hidden one only where `mine` holds."""
    south, west, north, east = (value.computed(_side(name), "float") for name in ("south", "west", "north", "east"))
    beyond_west, within_east = f"{event}.venue_longitude >= {west}", f"{event}.venue_longitude <= {east}"
    return (
        f"({event}.is_location_visible OR {mine}) AND {event}.venue_latitude BETWEEN {south} AND {north}"
        f" AND CASE WHEN {west} <= {east} THEN {beyond_west} AND {within_east} ELSE {beyond_west} OR {within_east} END"
    )


def _side(name: str) -> Any:
    def degrees(box: Any) -> float:
        sides = {key: float(box[key]) for key in (*LATITUDES, *LONGITUDES)}
        if not (
            all(-90 <= sides[key] <= 90 for key in LATITUDES)
            and all(-180 <= sides[key] <= 180 for key in LONGITUDES)
            and sides["south"] <= sides["north"]
        ):
            raise BadInput(
                "`box` needs `south` and `north` from -90 to 90, in this order, and `west` and `east` from -180 to 180."
            )
        return sides[name]

    return degrees
