"""Who sees what, as docs/domain.md says it: the public, and an organisation that may read all of its own."""

from dataclasses import dataclass
from datetime import datetime

from tests.reading.plain.world import Row, World

USES_OF_FILES = (
    ("Event", "cover_image_file_id"),
    ("Session", "image_file_id"),
    ("Community", "avatar_file_id"),
    ("User", "avatar_file_id"),
)


# The organisation alone sees them.
PRIVATE = {"SessionSelection", "Attendee", "WaitingListEntry", "Rsvp", "Invitation", "CommunityMember"}
PRIVATE |= {"Notice", "Webhook", "WebhookDelivery", "PrivacyRecord"}


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
        if kind == "File":
            return row["access_type"] == "PUBLIC" and self._is_shown(row)
        if kind == "CustomField":
            return not row["internal"]
        if kind in PRIVATE:
            return False
        if kind in ("User", "Community", "Post"):
            return self._is_social(row)
        if not is_public(self.world.get("Event", row["event_id"])):
            return False
        if kind == "SessionOccurrence":
            return self.sees(self.world.get("Session", row["session_id"]))
        if kind == "Session":
            return (
                row["status"] == "ACTIVE"
                and row["proposal_status"] == "LIVE"
                and row["kind"] not in ("PRIVATE", "ADDPRIVATE")
            )
        if kind == "Speaker":
            links = self.world.where("session_speaker", "speaker_id", row["id"])
            return any(self.sees(self.world.get("Session", link["session_id"])) for link in links)
        if kind == "Coupon":
            return bool(row["active"])
        if kind == "Ticket":
            return on_sale(row) and not (self.hides(row) and row["opens_at"] and row["opens_at"] > self.now)
        return True

    def lists(self, event: Row, *, in_profile: bool = False) -> bool:
        """Whether the event is in a list of events; `in_profile`: in that of its organisation."""
        if self.owns(event):
            return True
        listed = event["lifecycle"] == "PUBLISHED" and event["listing_enabled"] and not event["is_invite_only"]
        return bool(listed and (event["visible_in_organisation_profile"] or not in_profile))

    def seen(self, rows: list[Row]) -> list[Row]:
        return [row for row in rows if self.sees(row)]

    def maybe(self, row: Row | None) -> Row | None:
        return row if row is not None and self.sees(row) else None

    def _is_shown(self, file: Row) -> bool:
        """Something that is public uses the file; or nothing does, and it was given for a public event."""
        key = file["id"]
        users = [row for kind, column in USES_OF_FILES for row in self.world.where(kind, column, key)]
        if not users:
            given = self.world.where("event_file", "file_id", key)
            users = [self.world.get("Event", link["event_id"]) for link in given]
        owner = self.world.get("Organisation", file["organisation_id"])
        ours = f"http://marquee.test/files/{key}/{file['served_name']}"
        return owner["image"] == (file["address"] or ours) or any(self._outsiders_see(row) for row in users)

    def _outsiders_see(self, row: Row) -> bool:
        return Sight(self.world, self.now).sees(row)

    def _is_social(self, row: Row) -> bool:
        """A community that is public, what was posted in one, and whose doings are public."""
        world, key = self.world, row["id"]
        if row["type"] == "Post":
            return self._is_social(world.get("Community", row["community_id"]))
        if row["type"] == "Community":
            discussed = world.find("Event", key, "discussion_community_id")
            there = row["own_type"] == "DEFAULT" or (discussed is not None and is_public(discussed))
            return bool(row["is_public"] and not row["is_deleted"] and there)
        made = [*world.where("Event", "creator_user_id", key), *world.where("Event", "origin_user_id", key)]
        said = [*world.where("Community", "user_id", key), *world.where("Post", "user_id", key)]
        made += [world.get("Event", review["event_id"]) for review in world.where("Review", "user_id", key)]
        return any(is_public(event) for event in made) or any(self._is_social(each) for each in said)

    def hides(self, ticket: Row) -> bool:
        """Whether a ticket is hidden until its booking starts: the event's word, unless it leaves it to the tickets."""
        event = self.world.get("Event", ticket["event_id"])
        ruling = ticket if event["booking_starts_level"] == "TICKET" else event
        return bool(ruling["hide_ticket_until_booking_start"])


def is_public(event: Row) -> bool:
    """Published, or called off after it had been; never what only the invited may know of."""
    if event["is_invite_only"]:
        return False
    if event["lifecycle"] == "CANCELLED":
        return event["published_at"] is not None
    return bool(event["lifecycle"] == "PUBLISHED")


def on_sale(ticket: Row) -> bool:
    return bool(ticket["active"]) and ticket["archived_at"] is None


def unpriced(see: Sight, ticket: Row) -> bool:
    """Nobody could pay for it."""
    return ticket["category"] == "PAID" and not see.world.where("Price", "ticket_id", ticket["id"])
