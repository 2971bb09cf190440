"""The public schema, merged from the queries, mutations and subscriptions of all slices. Only it imports all."""

from functools import cache

import strawberry
from graphql import lexicographic_sort_schema, print_schema
from strawberry.schema.config import StrawberryConfig
from strawberry.tools import merge_types
from strawberry.types import get_object_definition
from strawberry.types.scalar import ScalarDefinition

import app.graph.strawberry_internals  # noqa: F401 - it changes how types are made
from app.agenda.mutations import AgendaMutations
from app.agenda.queries import AgendaQueries
from app.agenda.subscriptions import AgendaSubscriptions
from app.auth.queries import ViewerQueries
from app.calendars.mutations import CalendarMutations
from app.communities.mutations import CommunityMutations
from app.communities.queries import CommunityQueries
from app.custom_fields.mutations import CustomFieldMutations
from app.custom_fields.queries import CustomFieldQueries
from app.events.dates.queries import DateQueries
from app.events.dates.reschedule.mutations import RescheduleMutations
from app.events.mutations.edit import EventMutations
from app.events.mutations.lifecycle import EventLifecycleMutations
from app.events.queries import EventQueries
from app.events.subscriptions import EventSubscriptions
from app.federation.queries import ENTITIES, Representation, representation_scalar, subgraph_queries
from app.federation.rules import as_subgraph
from app.files.mutations import FileMutations
from app.files.queries import FileQueries
from app.graph.queries import NodeQueries
from app.graph.scalars import scalar_map
from app.graph.strawberry_internals import core_schema
from app.guests.mutations import GuestMutations
from app.interactions.mutations.events import InteractionMutations
from app.interactions.mutations.following import FollowingMutations
from app.occurrences.mutations import OccurrenceMutations
from app.occurrences.queries import OccurrenceQueries
from app.organisations.mutations import OrganisationMutations
from app.organisations.queries import OrganisationQueries
from app.organisations.subscriptions import OrganisationSubscriptions
from app.privacy.mutations import PrivacyMutations
from app.sessions.mutations import SessionMutations
from app.sessions.queries import SessionQueries
from app.speakers.mutations import SpeakerMutations
from app.speakers.queries import SpeakerQueries
from app.tickets.mutations import TicketMutations
from app.users.mutations import UserMutations
from app.users.queries import UserQueries
from app.webhooks.mutations.webhooks import WebhookMutations
from app.webhooks.queries import WebhookQueries

ROOTS = {
    "Query": "All reads. Objects that the caller may not see are treated as if they did not exist.",
    "Mutation": "All writes. Each returns its result, or all reasons for a refusal in `userErrors`.",
    "Subscription": "All subscriptions. Each change is an item, read for the caller when it is sent.",
}


def _root(name: str, slices: tuple[type, ...]) -> type:
    merged = merge_types(name, slices)
    get_object_definition(merged, strict=True).description = ROOTS[name]
    return merged


Query = _root(
    "Query",
    (
        SessionQueries,
        EventQueries,
        OccurrenceQueries,
        DateQueries,
        OrganisationQueries,
        NodeQueries,
        ViewerQueries,
        AgendaQueries,
        SpeakerQueries,
        CustomFieldQueries,
        UserQueries,
        WebhookQueries,
        CommunityQueries,
        FileQueries,
    ),
)
Mutation = _root(
    "Mutation",
    (
        EventMutations,
        EventLifecycleMutations,
        RescheduleMutations,
        OccurrenceMutations,
        InteractionMutations,
        FollowingMutations,
        SessionMutations,
        AgendaMutations,
        SpeakerMutations,
        CustomFieldMutations,
        TicketMutations,
        OrganisationMutations,
        UserMutations,
        PrivacyMutations,
        CalendarMutations,
        WebhookMutations,
        GuestMutations,
        CommunityMutations,
        FileMutations,
    ),
)
Subscription = _root("Subscription", (EventSubscriptions, AgendaSubscriptions, OrganisationSubscriptions))


def _schema(query: type, scalars: dict[object, ScalarDefinition]) -> strawberry.Schema:
    return strawberry.Schema(
        query=query,
        mutation=Mutation,
        subscription=Subscription,
        config=StrawberryConfig(scalar_map=scalars),
    )


schema = _schema(Query, scalar_map())


def sdl() -> str:
    """The schema as text, sorted, as `schema.graphql` holds it."""
    # Sort only the text: Strawberry's own `sort_schema` loses the mapping of enum names to members.
    return print_schema(lexicographic_sort_schema(core_schema(schema))) + "\n"


@cache
def subgraph_sdl() -> str:
    """The schema as text for federation."""
    return as_subgraph(sdl(), ENTITIES)


@cache
def subgraph() -> strawberry.Schema:
    """The same schema with the root fields that a federation router queries. Built when it is first used."""
    query = _root("Query", (Query, subgraph_queries(subgraph_sdl)))
    return _schema(query, scalar_map() | {Representation: representation_scalar()})
