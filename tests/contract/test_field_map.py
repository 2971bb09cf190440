"""Every documented field has its place in the schema, and the place can hold what the document says."""

from collections import Counter

import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLObjectType, GraphQLScalarType

from tests.contract.field_map import SYSTEMS, Documented, Mapped, documented, mapped, pairs
from tests.contract.paths import NoSuchPath, Step, steps

PAIRS = pairs()
LEAVES = [(row, at) for row, at in PAIRS if not row.group and at.graphql_path]

# What a scalar of ours can hold of the documents' types. Identifiers that were numbers are uuids here.
NUMBERS = {"Int", "BigInt", "Decimal", "Float"}
TEXTS = {
    "BigInt",
    "CurrencyCode",
    "Date",
    "DateTime",
    "Decimal",
    "Float",
    "ID",
    "Int",
    "LocalDateTime",
    "String",
    "Time",
    "TimeZone",
    "URL",
    "UUID",
}
HOLDS: dict[str, set[str]] = {
    "Boolean": {"Boolean"},
    "Boolean 0|1": {"Boolean"},
    "Integer": NUMBERS,
    "Date": {"Date", "LocalDateTime"},
    "Time": {"Time", "LocalDateTime"},
    "DateTime": {"DateTime"},
    "String (Timestamp)": {"DateTime"},
    "String (UUID)": {"UUID"},
    "String (UTC)": {"DateTime"},
    "String (URL)": {"URL"},
    "File": {"URL"},
    "Object": {"JSON"},
    # A number, a truth or a text: the documents' only one is a count.
    "Any": {"Int"},
}
# Texts that are read as truths and lengths, as domain.md says.
READ_FROM_TEXT = {"event_duration": "Int", "primary": "Boolean", "enable_datetime_conversion": "Boolean"}


def shown(pair: tuple[Documented, Mapped]) -> str:
    return ":".join(pair[0].key)


def test_every_documented_field_is_mapped_once_and_nothing_else_is() -> None:
    assert len(documented()) == 625
    assert [row.key for row in mapped()] == [row.key for row in documented()]
    assert {row.system for row in mapped()} == set(SYSTEMS)
    assert [key for key, number in Counter(row.key for row in mapped()).items() if number > 1] == []


def test_what_has_no_path_has_a_reason() -> None:
    without = [row for row in mapped() if not row.graphql_path]
    assert [row.key for row in without if not row.reason] == []
    assert sorted(row.documented_path for row in without) == ["events[].isDeleted", "statusCode"]


@pytest.mark.parametrize("pair", [pair for pair in PAIRS if pair[1].graphql_path], ids=shown)
def test_the_path_exists_in_the_exported_schema(pair: tuple[Documented, Mapped]) -> None:
    for path in pair[1].paths:
        steps(path)


def test_a_path_that_leads_nowhere_is_told() -> None:
    for path in (
        "Evnt.name",
        "Event.nam",
        "Event.name.text",
        "Mutation.createEvent.input.nam",
        "Event.sessions.first.x",
    ):
        with pytest.raises(NoSuchPath):
            steps(path)


@pytest.mark.parametrize("pair", LEAVES, ids=shown)
def test_the_type_there_can_hold_the_documented_value(pair: tuple[Documented, Mapped]) -> None:
    row, at = pair
    for path in at.paths:
        *_, last = steps(path)
        assert not isinstance(last.type, GraphQLObjectType | GraphQLInputObjectType) or row.path.endswith("name"), path
        assert _holds(row, last), f"{path}: {last.type} does not hold {row.kind or 'a text'}"


@pytest.mark.parametrize("pair", LEAVES, ids=shown)
def test_a_documented_list_is_a_list(pair: tuple[Documented, Mapped]) -> None:
    row, at = pair
    if row.path.endswith("[]"):
        assert all(any(step.listed for step in steps(path)) for path in at.paths)


def _holds(row: Documented, last: Step) -> bool:
    kind = last.type
    if isinstance(kind, GraphQLObjectType | GraphQLInputObjectType):
        return True
    if isinstance(kind, GraphQLEnumType):
        return row.kind in ("", "String", "String | Null", "Enum", "[String]", "Array", "Integer")
    assert isinstance(kind, GraphQLScalarType)
    name = row.path.rsplit(".", 1)[-1]
    if name in READ_FROM_TEXT:
        return kind.name == READ_FROM_TEXT[name]
    if kind.name == "UUID" and row.kind in ("Integer", "String"):
        return name.removesuffix("[]").lower().replace(")", "").endswith(("id", "uuid", "_linked"))
    known = HOLDS.get(row.kind)
    return kind.name in (known if known is not None else TEXTS | {"Boolean", "JSON"})
