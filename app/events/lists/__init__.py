"""Lists of events and of their dates. What other files ask for is named here."""

from app.events.lists.dates import dates_of
from app.events.lists.events import events_of
from app.events.lists.places import metres
from app.events.store.visible import LISTED, PLACE_HIDDEN, PUBLIC

__all__ = ["LISTED", "PLACE_HIDDEN", "PUBLIC", "dates_of", "events_of", "metres"]
