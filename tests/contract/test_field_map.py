"""Every documented field has its place in the schema, and the place can hold what the document says."""

from collections import Counter

import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLObjectType, GraphQLScalarType

from tests.contract.field_map import SYSTEMS, Documented, documented, mapped, pairs
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
# Texts that are read as truths and lengths, as docs/domain.md says, and numbers of a palette as its colours.
READ_FROM_TEXT = {
    "colorid": "String",
    "event_duration": "Int",
    "primary": "Boolean",
    "enable_datetime_conversion": "Boolean",
}


def test_every_documented_field_is_mapped_once_and_nothing_else_is() -> None:
    assert len(documented()) == 625
    assert [row.key for row in mapped()] == [row.key for row in documented()]
    assert {row.system for row in mapped()} == set(SYSTEMS)
    assert [key for key, number in Counter(row.key for row in mapped()).items() if number > 1] == []


def test_what_has_no_path_has_a_reason() -> None:
    without = [row for row in mapped() if not row.graphql_path]
    assert [row.key for row in without if not row.reason] == []
    assert sorted(row.documented_path for row in without) == ["events[].isDeleted", "statusCode"]


def test_every_path_exists_in_the_exported_schema() -> None:
    missing = []
    for row, at in PAIRS:
        for path in at.paths:
            try:
                steps(path)
            except NoSuchPath as error:
                missing.append((row.key, str(error)))
    assert missing == []


def test_an_unknown_path_is_reported() -> None:
    for path in (
        "Evnt.name",
        "Event.nam",
        "Event.name.text",
        "Mutation.createEvent.input.nam",
        "Event.sessions.first.x",
    ):
        with pytest.raises(NoSuchPath):
            steps(path)


def test_every_type_can_hold_the_documented_value() -> None:
    unfit = []
    for row, at in LEAVES:
        for path in at.paths:
            *_, last = steps(path)
            whole = isinstance(last.type, GraphQLObjectType | GraphQLInputObjectType)
            # An object stands only where the documented word says which object it is.
            if not (_holds(row, last) and whole <= row.path.endswith("name")):
                unfit.append((row.key, path, row.kind, last.type.name))
    assert unfit == []


def test_a_documented_list_is_a_list() -> None:
    lists = [(row, path) for row, at in LEAVES if row.path.endswith("[]") for path in at.paths]
    assert [path for _row, path in lists if not any(step.listed for step in steps(path))] == []


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
