"""Who sees what, as domain.md says it: the public, and an organisation that may read all of its own."""

from dataclasses import dataclass
from datetime import datetime

from tests.reading.plain.world import Row, World


@dataclass(frozen=True)
class Sight:
    """One caller at one moment. `tenant`: the organisation whose everything is seen, if the token may read it."""

    world: World
    now: datetime
    tenant: str | None = None
    application: str | None = None

    def owns(self, row: Row) -> bool:
        return self.tenant is not None and row["organisation_id"] == self.tenant

    def sees(self, row: Row) -> bool:
        """Whether the row is there for this caller, by whatever way it is reached."""
        kind = row["type"]
        if kind == "Organisation" or self.owns(row):
            return True
        if kind == "Event":
            return is_public(row)
        if kind == "CustomField":
            return not row["internal"]
        if not is_public(self.world.get("Event", row["event_id"])):
            return False
        if kind == "Session":
            return (
                row["status"] == "ACTIVE"
                and row["proposal_status"] == "LIVE"
                and row["kind"] not in ("PRIVATE", "ADDPRIVATE")
            )
        if kind == "Ticket":
            return on_sale(row) and not (self.hides(row) and row["opens_at"] and row["opens_at"] > self.now)
        return True

    def lists(self, event: Row, *, in_profile: bool = False) -> bool:
        """Whether the event is in a list of events; `in_profile`: in that of its organisation."""
        if self.owns(event):
            return True
        listed = event["lifecycle"] == "PUBLISHED" and event["listing_enabled"]
        return bool(listed and (event["visible_in_organisation_profile"] or not in_profile))

    def seen(self, rows: list[Row]) -> list[Row]:
        return [row for row in rows if self.sees(row)]

    def maybe(self, row: Row | None) -> Row | None:
        return row if row is not None and self.sees(row) else None

    def hides(self, ticket: Row) -> bool:
        """Whether a ticket is hidden until its booking starts: the event's word, unless it leaves it to the tickets."""
        event = self.world.get("Event", ticket["event_id"])
        ruling = ticket if event["booking_starts_level"] == "TICKET" else event
        return bool(ruling["hide_ticket_until_booking_start"])


def is_public(event: Row) -> bool:
    """Published, or called off after it had been."""
    if event["lifecycle"] == "CANCELLED":
        return event["published_at"] is not None
    return bool(event["lifecycle"] == "PUBLISHED")


def on_sale(ticket: Row) -> bool:
    return bool(ticket["active"]) and ticket["archived_at"] is None
