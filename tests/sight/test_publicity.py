"""Whether the public could see what a mutation changes is asked where it costs least, and answered alike."""

import pytest

from app.db.database import Database
from app.db.outbox import ChangeRow
from app.graph.publicity import SchemaPublicity
from tests.builders import make_ready_event, stored
from tests.gateway import START, Gateway
from tests.host import known_documents
from tests.sight.schema_places import node_types

RENAME = 'mutation ($uuid: UUID!) { updateEvent(uuid: $uuid, input: {name: "New"}) { message userErrors { code } } }'
HIDE = (
    "mutation ($uuid: UUID!) { updateEvent(uuid: $uuid, input: {isInviteOnly: true}) { message userErrors { code } } }"
)
UNPUBLISH = "mutation ($uuid: UUID!) { unpublishEvent(uuid: $uuid) { message userErrors { code } } }"


@pytest.mark.parametrize(
    ("document", "is_public", "other_connections"),
    [(RENAME, True, 0), (RENAME, False, 0), (HIDE, True, 1), (UNPUBLISH, True, 1), (UNPUBLISH, False, 1)],
)
def test_another_connection_is_asked_only_if_sight_may_have_changed(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, document: str, is_public: bool, other_connections: int
) -> None:
    acme = gateway.organisation()
    state = {"lifecycle": "PUBLISHED", "published_at": START}
    event = make_ready_event(gateway, acme, is_invite_only=not is_public, **state)
    token, opened = gateway.token(acme), []
    reading = Database.reading

    def counted(database: Database, *, snapshot: bool = False) -> object:
        opened.append(snapshot)
        return reading(database, snapshot=snapshot)

    # The token is looked up before.
    gateway.gql("{ __typename }", token)
    monkeypatch.setattr(Database, "reading", counted)
    gateway.gql(document, token, uuid=event.id)
    assert [row["public"] for row in stored(gateway, ChangeRow) if row["entity"] == "Event"] == [is_public]
    assert len(opened) == other_connections


def test_nobody_asks_about_types_of_which_the_public_sees_no_row() -> None:
    publicity = SchemaPublicity(known_documents().reader, "sqlite", lambda: START)
    hidden = {name for name in node_types() if not publicity.may_show(name)}
    assert hidden == {
        *("Attendee", "WaitingListEntry", "SessionSelection", "Rsvp", "Invitation", "Notice"),
        *("CommunityMember", "PrivacyRecord", "Webhook", "WebhookDelivery"),
    }
    # It is stored and recorded, and has no type in the schema.
    assert not publicity.may_show("Mute")
