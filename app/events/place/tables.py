"""Where an event takes place, on its own row."""

from sqlmodel import SQLModel

from app.core import limits
from app.db.columns import text


class VenueColumns(SQLModel):
    """The unit vector (x, y, z) is stored with the coordinates so that a radius needs no trigonometry in SQL."""

    configuration_type: str | None = text(20, default=None)
    venue_name: str | None = text(limits.DISPLAY_NAME, default=None)
    venue_image: str | None = text(limits.URL, default=None)
    venue_url: str | None = text(limits.URL, default=None)
    venue_latitude: float | None = None
    venue_longitude: float | None = None
    venue_x: float | None = None
    venue_y: float | None = None
    venue_z: float | None = None
    address_line1: str | None = text(limits.ADDRESS_LINE, default=None)
    address_line2: str | None = text(limits.ADDRESS_LINE, default=None)
    address_country: str | None = text(limits.ADDRESS_LINE, default=None)
    address_state: str | None = text(limits.ADDRESS_LINE, default=None)
    address_city: str | None = text(limits.ADDRESS_LINE, default=None)
    address_post_code: str | None = text(limits.ADDRESS_LINE, default=None)
    online_name: str | None = text(limits.DISPLAY_NAME, default=None)
    online_url: str | None = text(limits.URL, default=None)
    online_image: str | None = text(limits.URL, default=None)
