"""`node` and `nodes`: everything that has an id is found again by it, and nothing else is."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from app.communities.tables import CommunityMemberRow
from app.db.bulk import insert_all
from app.events.tables import BannerRow
from app.graph.reading.model import Model
from app.guests.tables import InvitationRow, RsvpRow
from app.interactions.tables import AttendeeRow, ReviewRow, SaveRow, ShareRow, WaitingRow
from app.notices.tables import NoticeRow
from app.privacy.tables import PrivacyRecordRow
from app.schema import schema
from app.sessions.tables import SessionSelectionRow, SessionSpeakerRow
from tests.builders import (
    event_of,
    make_agenda_tab,
    make_custom_field,
    make_event,
    make_link,
    make_location,
    make_occurrence,
    make_row,
    make_schedule_date,
    make_session,
    make_session_row,
    make_speaker,
    make_ticket,
    make_track,
)
from tests.files.filing import make_file
from tests.gateway import START, Gateway, Organisation
from tests.user_builders import make_community, make_post, make_user
from tests.webhooks.builders import make_delivery, make_webhook

NODE = "query($id: ID!) { node(id: $id) { __typename id ... on Event { name } } }"
NODES = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"
EACH = "... on Event { name slug } ... on Session { name event { slug } } ... on Ticket { name } ... on Node { id }"
UNKNOWN = "6f0c7a3e-6b0e-4f0e-9a35-000000000000"


# What only its organisation finds.
HIDDEN: dict[str, type[Any]] = {
    "Rsvp": RsvpRow,
    "Invitation": InvitationRow,
    "Attendee": AttendeeRow,
    "WaitingListEntry": WaitingRow,
    "SessionSelection": SessionSelectionRow,
    "CommunityMember": CommunityMemberRow,
    "Notice": NoticeRow,
}


def make_each(gateway: Gateway) -> dict[str, UUID]:
    """A row of every type that has an id and is found by everybody: its uuid by the type's name."""
    acme = gateway.organisation()
    event = make_event(gateway, acme, lifecycle="PUBLISHED", published_at=START)
    make_row(gateway, BannerRow, event, image="a.png")
    makers = {
        "Occurrence": make_occurrence,
        "Session": make_session,
        "Ticket": make_ticket,
        "Track": make_track,
        "Location": make_location,
        "ScheduleDate": make_schedule_date,
        "AgendaTab": make_agenda_tab,
        "Speaker": make_speaker,
    }
    rows: dict[str, Any] = {name: make(gateway, event) for name, make in makers.items()}
    make_link(gateway, SessionSpeakerRow, session_id=rows["Session"].id, speaker_id=rows["Speaker"].id)
    rows["SessionOccurrence"] = make_session_row(gateway, rows["Session"], rows["Occurrence"])
    made: dict[str, UUID] = {name: row.id for name, row in rows.items()}
    file = make_file(gateway, acme)
    user, community = make_user(gateway, acme), make_community(gateway, acme, avatar_file_id=file.id)
    made |= {"User": user.id, "Community": community.id, "Post": make_post(gateway, community, user).id}
    made |= {"CustomField": make_custom_field(gateway, acme.uuid).id, "File": file.id}
    acts: dict[str, type[Any]] = {"Save": SaveRow, "Share": ShareRow, "Review": ReviewRow}
    for name, table in acts.items():
        made[name] = make_row(gateway, table, event, user_id=user.id).id
    return {"Organisation": UUID(acme.uuid), "Event": event.id} | made


def make_hidden(gateway: Gateway, made: dict[str, UUID]) -> dict[str, UUID]:
    """A row of each of the others, to what was made for everybody."""
    event = event_of(gateway, made["Event"])
    booked = {"ticket_id": made["Ticket"], "occurrence_id": made["Occurrence"]}
    more: dict[str, dict[str, Any]] = {"Rsvp": {"status": "GOING"}, "Attendee": booked}
    more["CommunityMember"] = {"community_id": made["Community"]}
    more["Notice"] = {"kind": "CANCELLED"}
    rows = {
        name: make_row(gateway, table, event, user_id=made["User"], **more.get(name, {})).id
        for name, table in HIDDEN.items()
    }
    webhook = make_webhook(gateway, Organisation(str(made["Organisation"]), "acme"))
    record = PrivacyRecordRow(
        organisation_id=made["Organisation"], user_id=made["User"], kind="EXPORTED", created_at=START
    )
    gateway.in_database(lambda db: insert_all(db, [record]))
    private = {"Webhook": webhook.id, "WebhookDelivery": make_delivery(gateway, webhook).id}
    return {**rows, **private, "PrivacyRecord": record.id}


def ids(made: dict[str, UUID]) -> list[str]:
    return [f"{name}_{uuid}" for name, uuid in made.items()]


def test_every_type_with_an_id_is_found_by_the_id_it_gives(gateway: Gateway) -> None:
    made = make_each(gateway)
    hidden = make_hidden(gateway, made)
    token = gateway.token(Organisation(str(made["Organisation"]), "acme"))
    assert set(made | hidden) == set(Model(schema).nodes()), "A new Node type: add a row of it here."
    for name, uuid in (made | hidden).items():
        query = f"query($id: ID!) {{ node(id: $id) {{ __typename id ... on {name} {{ uuid }} }} }}"
        answer = {"__typename": name, "id": f"{name}_{uuid}", "uuid": str(uuid)}
        assert gateway.gql(query, token, id=f"{name}_{uuid}")["node"] == answer
        assert gateway.gql(query, id=answer["id"])["node"] == (answer if name in made else None)


def test_versioned_nodes_have_their_version(gateway: Gateway) -> None:
    made = make_each(gateway)
    counted = set(made) - {"Save", "Share", "Review"}
    for name in counted:
        query = f"query($id: ID!) {{ node(id: $id) {{ ... on {name} {{ version }} }} }}"
        assert gateway.gql(query, id=f"{name}_{made[name]}") == {"node": {"version": 1}}


def test_an_id_is_found_however_its_hexadecimal_digits_are_written(gateway: Gateway) -> None:
    made = make_each(gateway)
    event = f"Event_{made['Event']}"
    assert gateway.gql(NODE, id=f"Event_{str(made['Event']).upper()}")["node"]["id"] == event
    assert gateway.gql(NODES, ids=[f"Event_{str(made['Event']).upper()}"])["nodes"] == [
        {"__typename": "Event", "id": event}
    ]


def wrong(made: dict[str, UUID]) -> list[str]:
    """Ids of nothing: unknown, of another type, of a type without ids, and not ids at all."""
    event = str(made["Event"])
    bare = [f"{name}_{event}" for name in ("Banner", "Price", "Query", "Node", "event", "PageInfo", "__Type", "Viewer")]
    odd = [
        "",
        "_",
        "Event",
        "Event_",
        event,
        f"Event_{event} ",
        f" Event_{event}",
        f"Event_{event}x",
        f"Event_{event}\n",
    ]
    spelt = [f"Event_{{{event}}}", f"Event_{event.replace('-', '')}", f"Event_urn:uuid:{event}", f"Event-{event}"]
    sql = ["Event_' OR 1=1 --", f"Event'_{event}", "é_" + event, "Event_" + "٣" * 8 + event[8:]]
    return [f"Event_{UNKNOWN}", f"Session_{event}", f"Event_{made['Session']}", *bare, *odd, *spelt, *sql]


def test_an_invalid_or_unknown_id_is_null_without_an_error(gateway: Gateway) -> None:
    made = make_each(gateway)
    odd = wrong(made)
    for text in odd:
        assert gateway.gql(NODE, id=text) == {"node": None}, text
    assert gateway.gql(NODES, ids=odd) == {"nodes": [None] * len(odd)}


def test_nodes_are_in_the_order_of_the_ids_mixed_and_repeated(gateway: Gateway) -> None:
    made = make_each(gateway)
    requested: list[str] = [*ids(made)[::-1], f"Event_{UNKNOWN}", *ids(made), "nonsense", ids(made)[3], ids(made)[3]]
    right = set(ids(made))
    with gateway.statements() as seen:
        found = gateway.gql(NODES, ids=requested)["nodes"]
    assert len(seen) == 1
    assert found == [
        {"__typename": text.partition("_")[0], "id": text} if text in right else None for text in requested
    ]


def test_each_node_answers_the_selection_of_its_type(gateway: Gateway) -> None:
    made = make_each(gateway)
    names = ("Session", "Event", "Ticket", "Track")
    requested = [f"{name}_{made[name]}" for name in names]
    found = gateway.gql(f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ {EACH} }} }}", ids=requested)["nodes"]
    answers: list[dict[str, Any]] = [
        {"name": "Opening", "event": {"slug": "harbour-night"}},
        {"name": "Harbour Night", "slug": "harbour-night"},
        {"name": "Entry"},
        {},
    ]
    assert found == [answer | {"id": text} for answer, text in zip(answers, requested, strict=True)]


def test_two_aliases_of_node_are_two_objects(gateway: Gateway) -> None:
    made = make_each(gateway)
    query = "query($a: ID!, $b: ID!) { a: node(id: $a) { id } b: node(id: $b) { id } c: nodes(ids: [$a, $b]) { id } }"
    event, track = f"Event_{made['Event']}", f"Track_{made['Track']}"
    pair = [{"id": event}, {"id": track}]
    assert gateway.gql(query, a=event, b=track) == {"a": pair[0], "b": pair[1], "c": pair}
    assert gateway.gql(query, a=track, b=event) == {"a": pair[1], "b": pair[0], "c": pair[::-1]}


@pytest.mark.parametrize("count", [0, 1, 100])
def test_up_to_a_hundred_nodes_are_one_statement(gateway: Gateway, count: int) -> None:
    made = make_each(gateway)
    requested = [f"Event_{made['Event']}"] * count
    with gateway.statements() as seen:
        assert gateway.gql(NODES, ids=requested)["nodes"] == [{"__typename": "Event", "id": text} for text in requested]
    assert len(seen) == (1 if count else 0)


def test_more_than_a_hundred_nodes_are_bad_input(gateway: Gateway) -> None:
    with gateway.statements() as seen:
        (error,) = gateway.errors(NODES, ids=[f"Event_{uuid4()}" for _ in range(101)])
    assert (error["message"], error["extensions"]["code"]) == (
        "`ids` may have at most 100 items; these are 101.",
        "BAD_USER_INPUT",
    )
    assert seen == []


def test_an_id_of_nothing_costs_no_statement(gateway: Gateway) -> None:
    with gateway.statements() as seen:
        assert gateway.gql(NODE, id="nonsense") == {"node": None}
    assert seen == []
