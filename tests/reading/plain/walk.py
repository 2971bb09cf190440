"""The schema with a resolver on each field: what the reader's answers are compared with."""

from typing import Any

from graphql import (
    DocumentNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    execute_sync,
    get_named_type,
)

from tests.reading.plain import settings
from tests.reading.plain.sight import Sight
from tests.reading.plain.types import TYPES
from tests.reading.plain.world import Row

# Objects that a resolver makes whole, with the names of the schema.
MADE = {
    *("EventOrigin", "RsvpConnection", "RsvpEdge", "InvitationConnection", "InvitationEdge"),
    *("HashFlag", "CommunityMemberConnection", "CommunityMemberEdge", "PostConnection", "PostEdge"),
    *("SessionSelectionConnection", "SessionSelectionEdge"),
    *("EventPricing", "Refund", "RefundPolicy", "RefundAmount", "Fees", "EarlyBirdDiscount", "DiscountMoment"),
    *(
        "EventConnection",
        "OccurrenceConnection",
        "SessionConnection",
        "SpeakerConnection",
        "SessionOccurrenceConnection",
    ),
    *("FoundOccurrenceConnection", "FoundOccurrenceEdge"),
    *("EventEdge", "OccurrenceEdge", "SessionEdge", "SessionOccurrenceEdge", "SpeakerEdge", "PageInfo", "Viewer"),
    "BoundedCount",
    *("ZonedDateTime", "Money", "MinimumQuantity", "Bookability", "BookingWindow", "SessionOccurrences"),
    *("OccurrenceRule", "OccurrenceEnds", "ScheduledStart", "TimeslotTemplate", "MonthlyPosition"),
    *("EventConfiguration", "Venue", "Address", "OnlineAddress", "EventListing", "EventPublishing"),
    "EventReschedule",
    *("ExtendedStatus", "PublishReadiness", "PublishBlocker", "EventSettings", "TicketSettings"),
    *("Metric", "SaveConnection", "SaveEdge", "ShareConnection", "ShareEdge", "ReviewConnection", "ReviewEdge"),
    *("NoticeConnection", "NoticeEdge", "WebhookDeliveryConnection", "WebhookDeliveryEdge"),
    *("PrivacyRecordConnection", "PrivacyRecordEdge"),
    *("AttendeeConnection", "AttendeeEdge", "WaitingListEntryConnection", "WaitingListEntryEdge"),
    *("FileAttributes", "FileMetadata", "EventCode"),
    *settings.MADE,
    *("EventBookingStart", "EventBookingEnd", "BookingStart", "TicketBookingEnd"),
}


# Root fields that read no rows, or none but to compute with them: there is nothing to walk.
COMPUTED = ("previewOccurrences",)
# Pages of changes are compared with a fresh reading: see tests/reading/test_copies.py.
WITH_CHANGES = ("Query", "Organisation", "Event")


def plain_schema(text: str, answered: set[str]) -> GraphQLSchema:
    """A KeyError is a field that the schema has and this walk has not. `Type.field` of what is said goes to the set."""
    schema = build_schema(text)
    assert schema.query_type is not None
    for name in COMPUTED:
        del schema.query_type.fields[name]
    for name in WITH_CHANGES:
        kind = schema.type_map[name]
        assert isinstance(kind, GraphQLObjectType)
        del kind.fields["changes"]
    for kind in reachable(schema.query_type, schema):
        for name, field in kind.fields.items():
            _attach(kind.name, name, field, answered)
    node = schema.type_map["Node"]
    assert isinstance(node, GraphQLInterfaceType)
    node.resolve_type = lambda row, *_: row["type"]
    return schema


def _attach(kind: str, name: str, field: GraphQLField, answered: set[str]) -> None:
    how = _counted if name == "countUpTo" else name if kind in MADE else TYPES[kind][name]

    def resolve(row: Row, info: Any, **given: Any) -> Any:
        value = row[how] if isinstance(how, str) else how(info.context, row, **given)
        if value is not None and value != []:
            answered.add(f"{kind}.{name}")
        return value

    field.resolve = resolve


def _counted(_see: Sight, page: Row, limit: int) -> Row:
    whole = page["totalCount"]
    return {"count": min(whole, limit), "more": whole > limit}


def reachable(root: GraphQLObjectType, schema: GraphQLSchema) -> list[GraphQLObjectType]:
    """The object types that a query can answer."""
    found: dict[str, GraphQLObjectType] = {}
    waiting: list[Any] = [root]
    while waiting:
        kind = waiting.pop()
        if isinstance(kind, GraphQLInterfaceType):
            waiting += schema.get_implementations(kind).objects
        elif isinstance(kind, GraphQLObjectType) and kind.name not in found:
            found[kind.name] = kind
            waiting += [get_named_type(field.type) for field in kind.fields.values()]
    return list(found.values())


def walk(schema: GraphQLSchema, document: DocumentNode, variables: Row, see: Sight) -> Any:
    """The answer's `data`."""
    result = execute_sync(schema, document, root_value={}, context_value=see, variable_values=variables)
    if result.errors:
        raise result.errors[0].original_error or result.errors[0]
    return result.data
