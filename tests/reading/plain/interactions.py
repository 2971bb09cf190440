"""What people did, by hand."""

from typing import Any

from app.events.values import EventLifecycle
from tests.reading.plain import lists
from tests.reading.plain.facts import zoned
from tests.reading.plain.fields import Fields, Resolver, arranged, linked, named
from tests.reading.plain.sight import Sight
from tests.reading.plain.society import other, own
from tests.reading.plain.world import Row

EVENT_COUNTS = {"SHARED_COUNT": "Share", "SAVED_COUNT": "Save", "REVIEW_COUNT": "Review"}
EVENT_COLUMNS = {"ATTENDEE_COUNT": "booked_count", "RSVP_COUNT": "rsvp_count", "INTERESTED_COUNT": "interested_count"}


def of_event(kind: str) -> Resolver:
    return lambda see, event, **given: lists.connection(kind, see.world.where(kind, "event_id", event["id"]), given)


def event_metrics(see: Sight, event: Row) -> list[Row]:
    counts = {name: len(see.world.where(kind, "event_id", event["id"])) for name, kind in EVENT_COUNTS.items()}
    counts |= {name: event[column] for name, column in EVENT_COLUMNS.items()}
    return [{"name": name, "value": value} for name, value in counts.items()]


def organisation_metrics(see: Sight, owner: Row) -> list[Row]:
    events = see.world.where("Event", "organisation_id", owner["id"])
    shown = [
        event
        for event in events
        if event["lifecycle"] == EventLifecycle.PUBLISHED
        and event["listing_enabled"]
        and event["visible_in_organisation_profile"]
        and not event["is_invite_only"]
    ]
    followers = see.world.where("Follow", "organisation_id", owner["id"])
    return [{"name": "FOLLOWER_COUNT", "value": len(followers)}, {"name": "EVENT_COUNT", "value": len(shown)}]


def interactions(see: Sight, owner: Row) -> Row:
    follows = see.world.where("Follow", "organisation_id", owner["id"])
    mine = see.tenant == owner["id"]

    def followed_by(_info: Any, userUuid: str) -> Row | None:
        return next((row for row in follows if row["user_id"] == userUuid.lower()), None)

    return {
        "preferences": arranged(see.world.where("Preference", "organisation_id", owner["id"])) if mine else None,
        "follows": len(follows),
        "mutes": len(see.world.where("Mute", "organisation_id", owner["id"])) if mine else None,
        "followedBy": followed_by,
    }


def purchased(see: Sight, ticket: Row, userUuid: str) -> int:
    rows = see.world.where("Attendee", "ticket_id", ticket["id"])
    return sum(row["seats"] for row in rows if row["user_id"] == userUuid.lower())


def position(see: Sight, entry: Row) -> int:
    rows = see.world.where("WaitingListEntry", "event_id", entry["event_id"])
    same = [row for row in rows if row["session_occurrence_id"] == entry["session_occurrence_id"]]
    return sum(row["turn"] <= entry["turn"] for row in same)


def act(kind: str) -> Fields:
    return {
        "id": lambda _see, row: f"{kind}_{row['id']}",
        "uuid": "id",
        "user": linked("User", "user_id"),
        "event": other("Event", "event_id"),
        "createdOn": lambda _see, row: zoned(row, "created"),
    }


def updated(_see: Sight, row: Row) -> Row | None:
    return zoned(row, "updated")


EVENT: Fields = {
    "saves": of_event("Save"),
    "shares": of_event("Share"),
    "reviews": of_event("Review"),
    "attendees": own(of_event("Attendee")),
    "waitingList": own(of_event("WaitingListEntry")),
    "joinUrls": own(lambda see, event: arranged(see.world.where("JoinUrl", "event_id", event["id"]))),
    "metrics": event_metrics,
}
TYPES: dict[str, Fields] = {
    "Save": {**act("Save"), "user": own(linked("User", "user_id"))},
    "Share": {**act("Share"), "user": own(linked("User", "user_id")), "channel": "channel", "updatedOn": updated},
    "Review": {**act("Review"), "rating": "rating", "text": "body", "updatedOn": updated},
    "Attendee": {
        **act("Attendee"),
        **named("quantity", "seats"),
        "user": other("User", "user_id"),
        "ticket": other("Ticket", "ticket_id"),
        "price": other("Price", "price_id"),
        "occurrence": other("Occurrence", "occurrence_id"),
        "timeslot": other("Timeslot", "timeslot_id"),
    },
    "WaitingListEntry": {
        **act("WaitingListEntry"),
        "user": other("User", "user_id"),
        "ticket": other("Ticket", "ticket_id"),
        "occurrence": other("Occurrence", "occurrence_id"),
        "sessionOccurrence": other("SessionOccurrence", "session_occurrence_id"),
        "position": position,
    },
    "JoinUrl": {**named("name", "url"), "uuid": "id"},
    "Preference": {**named("name", "value"), "uuid": "id"},
    "Follow": {
        "uuid": "id",
        "user": linked("User", "user_id"),
        "createdOn": lambda _see, row: zoned(row, "created"),
        "updatedOn": updated,
    },
    "OrganisationInteractions": {
        **{name: (lambda _see, made, name=name: made[name]) for name in ("preferences", "follows", "mutes")},
        "followedBy": lambda see, made, userUuid: made["followedBy"](see, userUuid),
    },
}
