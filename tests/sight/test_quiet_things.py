"""Fields for the organisation alone: instructions, livestreams, ways to join, and who saves and shares."""

from typing import Any

from app.auth.rules import Scope
from app.events.tables import EventRow, JoinUrlRow
from app.interactions.tables import ReviewRow, SaveRow, ShareRow
from tests.builders import make_event, make_row, make_session, make_ticket
from tests.gateway import START, Gateway, Organisation
from tests.user_builders import make_community, make_member, make_post, make_user

ALONE = """query($u: UUID!) { event(uuid: $u) { ticketInstruction livestreamId joinUrls { url }
  configuration { online { name url } } tickets { name instruction } sessions { nodes { webinarUrl } } } }"""
ACTS = """query($u: UUID!, $ids: [ID!]!) {
  event(uuid: $u) {
    saves { totalCount nodes { user { displayName } } edges { node { user { displayName } } } }
    shares { totalCount nodes { channel user { displayName } } }
    reviews { totalCount nodes { rating user { displayName } } }
    metrics { name value } }
  nodes(ids: $ids) { ... on Save { user { displayName } } ... on Share { user { displayName } } } }"""


def make_public(gateway: Gateway, acme: Organisation) -> EventRow:
    event = make_event(
        gateway,
        acme,
        lifecycle="PUBLISHED",
        published_at=START,
        ticket_instruction="Ring twice.",
        livestream_id="stream-9",
        online_name="Stream",
        online_url="https://example.org/join",
    )
    make_ticket(gateway, event, instruction="The code is 1234.")
    make_row(gateway, JoinUrlRow, event, url="https://example.org/a")
    make_session(gateway, event, webinar_url="https://example.org/b")
    return event


def test_how_to_come_in_is_the_organisations(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    event = make_public(gateway, acme)
    everything = {
        "ticketInstruction": "Ring twice.",
        "livestreamId": "stream-9",
        "joinUrls": [{"url": "https://example.org/a"}],
        "configuration": {"online": {"name": "Stream", "url": "https://example.org/join"}},
        "tickets": [{"name": "Entry", "instruction": "The code is 1234."}],
        "sessions": {"nodes": [{"webinarUrl": "https://example.org/b"}]},
    }
    nothing = {
        "ticketInstruction": None,
        "livestreamId": None,
        "joinUrls": None,
        "configuration": {"online": {"name": "Stream", "url": None}},
        "tickets": [{"name": "Entry", "instruction": None}],
        "sessions": {"nodes": [{"webinarUrl": None}]},
    }
    writer = gateway.token(acme, *(scope for scope in Scope if scope is not Scope.EVENT_READ))
    for token in (None, gateway.token(other), writer):
        assert gateway.gql(ALONE, token, u=event.id)["event"] == nothing
    with gateway.statements() as run:
        assert gateway.gql(ALONE, gateway.token(acme, Scope.EVENT_READ), u=event.id)["event"] == everything
    assert len(run) == 2
    # Words of an instruction find nothing.
    for word in ("twice", "1234", "stream-9"):
        found = gateway.gql("query($w: String!) { events(filter: {text: $w}) { totalCount } }", w=word)
        assert found == {"events": {"totalCount": 0}}


def test_the_writer_of_an_instruction_sees_it(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_public(gateway, acme)
    change = """mutation($u: UUID!) { updateEvent(uuid: $u, input: {ticketInstruction: "Knock.", livestreamId: "s"}) {
        userErrors { code } event { ticketInstruction livestreamId tickets { instruction } } } }"""
    answered = gateway.gql(change, gateway.token(acme, Scope.EVENT_UPDATE), u=event.id)["updateEvent"]
    assert answered == {
        "userErrors": [],
        "event": {
            "ticketInstruction": "Knock.",
            "livestreamId": "s",
            "tickets": [{"instruction": "The code is 1234."}],
        },
    }


def test_users_who_save_and_share_are_visible_to_the_organisation_only(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    event = make_public(gateway, acme)
    # Everybody sees her: she has posted in public.
    ada = make_user(gateway, acme, display_name="Ada")
    club = make_community(gateway, acme)
    make_member(gateway, club, ada)
    make_post(gateway, club, ada)
    save = make_row(gateway, SaveRow, event, user_id=ada.id)
    share = make_row(gateway, ShareRow, event, user_id=ada.id, channel="mail")
    make_row(gateway, ReviewRow, event, user_id=ada.id, rating=5)
    ids = [f"Save_{save.id}", f"Share_{share.id}"]
    named = {"displayName": "Ada"}

    def answered(user: Any) -> dict[str, Any]:
        return {
            "saves": {"totalCount": 1, "nodes": [{"user": user}], "edges": [{"node": {"user": user}}]},
            "shares": {"totalCount": 1, "nodes": [{"channel": "mail", "user": user}]},
            "reviews": {"totalCount": 1, "nodes": [{"rating": 5, "user": named}]},
        }

    for token in (None, gateway.token(other), gateway.token(acme, Scope.INTERACTION_WRITE)):
        answer = gateway.gql(ACTS, token, u=event.id, ids=ids)
        counted = {each["name"]: each["value"] for each in answer["event"].pop("metrics")}
        assert (counted["SAVED_COUNT"], counted["SHARED_COUNT"]) == (1, 1)
        assert answer == {"event": answered(None), "nodes": [{"user": None}, {"user": None}]}
    answer = gateway.gql(ACTS, gateway.token(acme, Scope.EVENT_READ), u=event.id, ids=ids)
    del answer["event"]["metrics"]
    assert answer == {"event": answered(named), "nodes": [{"user": named}, {"user": named}]}
