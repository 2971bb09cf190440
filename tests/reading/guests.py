"""What ties the population's events to people: who made them, what they come from, who is invited and who comes."""

from typing import Any

from app.communities.tables import CommunityRow
from app.core.folding import search_text
from app.events.tables import EventRow
from app.guests.tables import InvitationRow, RsvpRow
from app.users.tables import UserRow
from tests.reading.row_factory import Maker

# By the number of the event: every kind of place is hidden somewhere, and one event in two organisations.
HIDDEN = (0, 7, 9, 15)
INVITED_ONLY = (2, 10, 16)
COLUMNS: tuple[dict[str, Any], ...] = (
    {"location": 'Behind the {bar} \\ "left"', "external_url": "https://example.org/?q=1", "livestream_id": "é🎥"},
    {"custom_metadata": {"deep": [{"er": None}, "'\" \u2028"], "n": 1}},
    {"location": "日本 hall"},
    {},
)


def add_guests(make: Maker, events: list[EventRow]) -> None:
    """After the users and communities: events come from them."""
    people = [row for row in make.rows if isinstance(row, UserRow)]
    for number, event in enumerate(events):
        for name, value in COLUMNS[number % len(COLUMNS)].items():
            setattr(event, name, value)
        event.is_location_visible = number not in HIDDEN
        event.is_invite_only = number in INVITED_ONLY
        event.search_text = search_text([event.search_text, event.location])
        if not event.is_location_visible:
            event.placeless_search_text = search_text([event.name, event.description])
        users = [user for user in people if user.organisation_id == event.organisation_id]
        if not users:
            continue
        communities = [
            row
            for row in make.rows
            if isinstance(row, CommunityRow) and row.organisation_id == event.organisation_id and row.type == "DEFAULT"
        ]
        event.creator_user_id = make.maybe(make.rng.choice(users).id)
        if number % 3 == 1:
            event.origin_user_id = make.rng.choice(users).id
        elif number % 3 == 2:
            event.origin_community_id = make.rng.choice(communities).id
        for user in users:
            if make.rng.random() < 0.5:
                make.part(InvitationRow, event, user_id=user.id)
            status = make.rng.choice(("GOING", "INTERESTED", "NOT_GOING", None))
            if status is not None:
                make.part(RsvpRow, event, user_id=user.id, status=status)
            event.rsvp_count += status == "GOING"
            event.interested_count += status == "INTERESTED"
