"""The public schema: the slices' queries and mutations, merged. The only file that knows them all."""

import strawberry
from graphql import lexicographic_sort_schema, print_schema
from strawberry.schema.config import StrawberryConfig
from strawberry.tools import merge_types

from app.agenda.mutations import AgendaMutations
from app.agenda.queries import AgendaQueries
from app.auth.queries import ViewerQueries
from app.communities.mutations import CommunityMutations
from app.communities.queries import CommunityQueries
from app.custom_fields.mutations import CustomFieldMutations
from app.custom_fields.queries import CustomFieldQueries
from app.events.mutations.edit import EventMutations
from app.events.mutations.lifecycle import EventLifecycleMutations
from app.events.queries import EventQueries
from app.files.mutations import FileMutations
from app.files.queries import FileQueries
from app.graph.queries import NodeQueries
from app.graph.scalars import scalar_map
from app.guests.mutations import GuestMutations
from app.interactions.mutations.events import InteractionMutations
from app.interactions.mutations.following import FollowingMutations
from app.occurrences.mutations import OccurrenceMutations
from app.organisations.mutations import OrganisationMutations
from app.organisations.queries import OrganisationQueries
from app.people.mutations import SpeakerMutations
from app.people.queries import SpeakerQueries
from app.sessions.mutations import SessionMutations
from app.sessions.queries import SessionQueries
from app.tickets.mutations import TicketMutations
from app.users.mutations import UserMutations
from app.users.queries import UserQueries

Query = merge_types(
    "Query",
    (
        SessionQueries,
        EventQueries,
        OrganisationQueries,
        NodeQueries,
        ViewerQueries,
        AgendaQueries,
        SpeakerQueries,
        CustomFieldQueries,
        UserQueries,
        CommunityQueries,
        FileQueries,
    ),
)
Mutation = merge_types(
    "Mutation",
    (
        EventMutations,
        EventLifecycleMutations,
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
        GuestMutations,
        CommunityMutations,
        FileMutations,
    ),
)

schema = strawberry.Schema(
    query=Query,
    mutation=Mutation,
    config=StrawberryConfig(scalar_map=scalar_map()),
)


def sdl() -> str:
    """The schema as text, sorted, as `schema.graphql` holds it."""
    # Sorting on the way out only: Strawberry's own `sort_schema` loses what turns enum names into members.
    return print_schema(lexicographic_sort_schema(schema._schema)) + "\n"
