"""`_entities`: what other subgraphs refer to by type and uuid, in one statement, with the caller's own rights."""

from typing import Any
from uuid import uuid4

import pytest

from tests.builders import make_event, make_occurrence, make_session, make_ticket
from tests.federation.requests import ENTITIES, answers, entities, make_town, representation
from tests.gateway import Gateway
from tests.reading.published import make_published
from tests.user_builders import make_community, make_user

UNKNOWN = "6f0c7a3e-6b0e-4f0e-9a35-000000000000"
NAMES = "query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Event { name } } }"


def test_each_kind_of_entity_is_found_by_its_uuid(subgraph: Gateway) -> None:
    made = make_town(subgraph, subgraph.organisation())
    for name, answer in answers(made).items():
        with subgraph.statements() as seen:
            assert entities(subgraph, [representation(name, made[name])]) == [answer]
        assert len(seen) == 1, name


def test_entities_of_all_types_are_read_in_order_by_one_statement(subgraph: Gateway) -> None:
    made = make_town(subgraph, subgraph.organisation())
    answered = answers(made)
    order = ["User", "Event", "Session", "Ticket", "Event", "Occurrence", "Organisation", "User"]
    requested = [representation(name, made[name]) for name in order]
    requested[3:3] = [representation("Event", UNKNOWN), representation("Ticket", made["Event"])]
    with subgraph.statements() as seen:
        found = entities(subgraph, requested)
    assert len(seen) == 1
    assert found == [*(answered[name] for name in order[:3]), None, None, *(answered[name] for name in order[3:])]


def test_what_else_a_representation_holds_is_ignored_and_its_digits_are_read_in_any_case(subgraph: Gateway) -> None:
    made = make_town(subgraph, subgraph.organisation())
    event = representation("Event", str(made["Event"]).upper()) | {"name": "Other", "score": {"of": [1, None]}}
    assert entities(subgraph, [event], document=NAMES) == [{"name": "Harbour Night"}]


def test_representations_may_stand_in_the_document(subgraph: Gateway) -> None:
    made = make_town(subgraph, subgraph.organisation())
    document = """query($uuid: UUID!) { _entities(representations: [
        {__typename: "Event", uuid: "%s"}, {__typename: "User", uuid: $uuid}
    ]) { ... on Event { name } ... on User { displayName } } }"""
    found = subgraph.gql(document % made["Event"], uuid=made["User"])
    assert found == {"_entities": [{"name": "Harbour Night"}, {"displayName": "Grace Hopper"}]}


def test_fragments_on_the_union_and_on_interfaces_are_of_every_entity(subgraph: Gateway) -> None:
    made = make_town(subgraph, subgraph.organisation())
    document = """query($representations: [_Any!]!) {
      found: _entities(representations: $representations) { ...all ... on Node { id } }
    }
    fragment all on _Entity { kind: __typename ... on Ticket { event { name } } }"""
    requested = [representation(name, made[name]) for name in ("Ticket", "User")]
    assert subgraph.gql(document, representations=requested) == {
        "found": [
            {"kind": "Ticket", "event": {"name": "Harbour Night"}, "id": f"Ticket_{made['Ticket']}"},
            {"kind": "User", "id": f"User_{made['User']}"},
        ]
    }


def test_entities_and_other_root_fields_are_answered_together(subgraph: Gateway) -> None:
    made = make_town(subgraph, subgraph.organisation())
    document = """query($a: [_Any!]!, $b: [_Any!]!, $uuid: UUID!) {
      a: _entities(representations: $a) { ... on User { displayName } }
      b: _entities(representations: $b) { ... on Event { name } }
      event(uuid: $uuid) { name }
    }"""
    a, b = [representation("User", made["User"])], [representation("Event", made["Event"])]
    event = {"name": "Harbour Night"}
    assert subgraph.gql(document, a=a, b=b, uuid=made["Event"]) == {
        "a": [{"displayName": "Grace Hopper"}],
        "b": [event],
        "event": event,
    }


# --- rights


def test_of_a_draft_nothing_is_reached_but_by_its_own_organisation(subgraph: Gateway) -> None:
    acme, other = subgraph.organisation(), subgraph.organisation("other")
    draft = make_event(subgraph, acme)
    made = {
        "Event": draft.id,
        "Occurrence": make_occurrence(subgraph, draft).id,
        "Session": make_session(subgraph, draft).id,
        "Ticket": make_ticket(subgraph, draft).id,
    }
    requested = [representation(name, uuid) for name, uuid in made.items()]
    answered = answers({"Organisation": draft.id, "User": draft.id} | made)
    for token in (None, subgraph.token(other), subgraph.token_without_scopes(acme)):
        assert entities(subgraph, requested, token) == [None, None, None, None]
    assert entities(subgraph, requested, subgraph.token(acme)) == [answered[name] for name in made]


def test_what_an_organisation_alone_knows_of_its_users_is_null_to_others(subgraph: Gateway) -> None:
    acme, other = subgraph.organisation(), subgraph.organisation("other")
    owner, hidden = make_user(subgraph, acme, internal_id="A-7"), make_user(subgraph, acme, internal_id="A-8")
    make_community(subgraph, acme, user_id=owner.id)
    requested = [representation("User", user.id) for user in (owner, hidden)]
    document = """query($representations: [_Any!]!) {
      _entities(representations: $representations) { ... on User { internalId } }
    }"""
    for token in (None, subgraph.token(other)):
        assert entities(subgraph, requested, token, document) == [{"internalId": None}, None]
    assert entities(subgraph, requested, subgraph.token(acme), document) == [
        {"internalId": "A-7"},
        {"internalId": "A-8"},
    ]


# --- limits


@pytest.mark.parametrize("count", [0, 1, 1000])
def test_up_to_a_thousand_entities_are_one_statement(subgraph: Gateway, count: int) -> None:
    event = make_published(subgraph, subgraph.organisation())
    with subgraph.statements() as seen:
        found = entities(subgraph, [representation("Event", event.id)] * count, document=NAMES)
    assert found == [{"name": "Harbour Night"}] * count
    assert len(seen) == (1 if count else 0)


def refusal(gateway: Gateway, requested: list[Any]) -> tuple[str, str]:
    """Code and message, when the field as a whole is refused before any statement."""
    with gateway.statements() as seen:
        response = gateway.post(json={"query": ENTITIES, "variables": {"representations": requested}})
    body = response.json()
    (error,) = body["errors"]
    assert (response.status_code, body["data"], error["path"], seen) == (200, None, ["_entities"], [])
    return error["extensions"]["code"], error["message"]


def test_more_than_a_thousand_representations_are_bad_input(subgraph: Gateway) -> None:
    requested = [representation("Event", uuid4()) for _ in range(1001)]
    message = "At most 1,000 representations; these are 1,001."
    assert refusal(subgraph, requested) == ("BAD_USER_INPUT", message)


def wrapped(inner: str, levels: int) -> str:
    for level in reversed(range(levels)):
        inner = f"{('tickets', 'event')[level % 2]} {{ {inner} }}"
    return inner


def test_entities_have_the_depth_limit_of_other_fields(subgraph: Gateway) -> None:
    document = (
        "query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Event { %s } } }"
    )
    requested = [representation("Event", UNKNOWN)]
    assert entities(subgraph, requested, document=document % wrapped("uuid", 13)) == [None]
    (error,) = subgraph.errors(document % wrapped("uuid", 14), representations=requested)
    assert error["extensions"]["code"] == "LIMIT_EXCEEDED"
    assert error["message"] == "This query is nested more than 15 levels deep."


# --- representations of nothing


@pytest.mark.parametrize(
    "wrong",
    [
        {"uuid": UNKNOWN},
        {"__typename": None, "uuid": UNKNOWN},
        {"__typename": 7, "uuid": UNKNOWN},
        {"__typename": ["Event"], "uuid": UNKNOWN},
        representation("event", UNKNOWN),
        representation("Events", UNKNOWN),
        # In the schema, but no entity.
        representation("Track", UNKNOWN),
        representation("Node", UNKNOWN),
        representation("_Entity", UNKNOWN),
        {},
        [],
        "Event",
        0,
    ],
)
def test_a_representation_without_an_entitys_type_refuses_them_all(subgraph: Gateway, wrong: Any) -> None:
    message = "representations[1].__typename must be one of Event, Occurrence, Organisation, Session, Ticket, User."
    assert refusal(subgraph, [representation("Event", UNKNOWN), wrong]) == ("BAD_USER_INPUT", message)


@pytest.mark.parametrize(
    "uuid", [None, 7, [], {}, "", "nonsense", UNKNOWN + "\n", UNKNOWN.replace("-", ""), "' OR 1 --"]
)
def test_an_invalid_uuid_is_an_error_at_its_index(subgraph: Gateway, uuid: object) -> None:
    # Whatever JSON can hold must not mislead where one item ends.
    odd = {"a": ["},{", "]", '\\"'], "b": {"ü": [1.5, None, True]}, "c": []}
    event = make_published(subgraph, subgraph.organisation(), custom_metadata=odd)
    right = representation("Event", event.id)
    requested = [right, {"__typename": "Ticket", "uuid": uuid}, representation("Event", UNKNOWN), right]
    document = """query($representations: [_Any!]!) {
      _entities(representations: $representations) { ... on Event { name metadata } ... on Ticket { name } }
    }"""
    with subgraph.statements() as seen:
        body = subgraph.post(json={"query": document, "variables": {"representations": requested}}).json()
    found = {"name": "Harbour Night", "metadata": odd}
    assert body["data"] == {"_entities": [found, None, None, found]}
    (error,) = body["errors"]
    assert error.pop("locations")
    assert error.pop("extensions")["code"] == "BAD_USER_INPUT"
    assert error == {
        "message": "representations[1].uuid must be a UUID, 36 characters.",
        "path": ["_entities", 1],
    }
    assert len(seen) == 1


def test_representations_without_any_uuid_cost_no_statement(subgraph: Gateway) -> None:
    with subgraph.statements() as seen:
        body = subgraph.post(
            json={"query": NAMES, "variables": {"representations": [{"__typename": "Event"}] * 2}}
        ).json()
    assert body["data"] == {"_entities": [None, None]}
    assert [error["path"] for error in body["errors"]] == [["_entities", 0], ["_entities", 1]]
    assert seen == []
