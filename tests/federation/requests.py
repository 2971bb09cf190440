"""Questions to the service as a subgraph: `subgraph` is the gateway with federation on; entities by representation."""

from typing import Any
from uuid import UUID

from tests.builders import make_event, make_occurrence, make_session, make_ticket
from tests.gateway import START, Gateway, Organisation
from tests.user_builders import make_community, make_user

ENTITIES = """query($representations: [_Any!]!) {
  _entities(representations: $representations) {
    __typename
    ... on Organisation { uuid name }
    ... on Event { uuid name organisation { slug } }
    ... on Occurrence { uuid startsOn { utc } event { name } }
    ... on Session { uuid name }
    ... on Ticket { uuid name }
    ... on User { uuid displayName }
  }
}"""


def make_town(gateway: Gateway, organisation: Organisation) -> dict[str, UUID]:
    """One of each entity, which everybody sees: its uuid by the type's name."""
    event = make_event(gateway, organisation, lifecycle="PUBLISHED", published_at=START)
    user = make_user(gateway, organisation)
    # Others see those who own something that is public.
    make_community(gateway, organisation, user_id=user.id)
    return {
        "Organisation": UUID(organisation.uuid),
        "Event": event.id,
        "Occurrence": make_occurrence(gateway, event).id,
        "Session": make_session(gateway, event).id,
        "Ticket": make_ticket(gateway, event).id,
        "User": user.id,
    }


def answers(made: dict[str, UUID]) -> dict[str, dict[str, Any]]:
    """What `ENTITIES` says of a town in the organisation Acme."""
    answered: dict[str, dict[str, Any]] = {
        "Organisation": {"name": "Acme"},
        "Event": {"name": "Harbour Night", "organisation": {"slug": "acme"}},
        "Occurrence": {"startsOn": {"utc": "2026-07-01T08:00:00Z"}, "event": {"name": "Harbour Night"}},
        "Session": {"name": "Opening"},
        "Ticket": {"name": "Entry"},
        "User": {"displayName": "Grace Hopper"},
    }
    return {name: {"__typename": name, "uuid": str(made[name])} | rest for name, rest in answered.items()}


def representation(name: str, uuid: object) -> dict[str, Any]:
    return {"__typename": name, "uuid": str(uuid)}


def entities(gateway: Gateway, requested: list[Any], token: str | None = None, document: str = ENTITIES) -> Any:
    """The answer to representations that are all well formed."""
    return gateway.gql(document, token, representations=requested)["_entities"]
