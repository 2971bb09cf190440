"""Events in the schema. What other files ask for is named here."""

from app.events.types.event import Event

__all__ = ["Event"]
