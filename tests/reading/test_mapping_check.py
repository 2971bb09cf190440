"""A mapping that cannot become SQL stops the start, with an error that names its type and field."""

import re
from typing import Any

import pytest
import strawberry

from app.core.problems import BadInput
from app.graph.connections import Connection, OrderDirection, described, paged
from app.graph.execution import Executor
from app.graph.reading.mapping import (
    Bound,
    Column,
    Condition,
    Embedded,
    EmbeddedList,
    Expression,
    Finished,
    Many,
    One,
    Page,
    Result,
    Sql,
    Values,
    entity,
    reads,
)
from app.graph.reading.mapping_check import MappingError
from app.graph.reading.model import Model

TABLES = {
    "thing": frozenset({"id", "organisation_id", "event_id", "name", "starts_at"}),
    "tag": frozenset({"id", "organisation_id", "event_id", "thing_id", "word", "position"}),
    "thing_tag": frozenset({"thing_id", "tag_id", "place"}),
}


@entity("tag")
@strawberry.type
class Tag:
    word: str = reads(Column("word"), "A word.")


@strawberry.type
class Inner:
    name: str | None = reads(Column("name"), "A name.")


@strawberry.input
class Order:
    field: str
    direction: OrderDirection


@strawberry.input
class WordFilter:
    word: str | None = None
    kinds: list[OrderDirection] | None = None


async def _by_word(root: Any, word: str | None = None) -> Any:
    raise AssertionError


def fault(mapping: Any, kind: Any = str | None, **entity_options: Any) -> str:
    """What is wrong with a schema in which `Thing.field` is mapped so; empty if nothing is."""
    table = entity_options.pop("table", "thing")
    if isinstance(mapping, Page):
        filters = described(WordFilter, "Which.")
        field = paged(mapping, "A list.", order=Order, filter=filters, word=described(str, "Only this."))
    else:
        field = reads(mapping, "A field.", resolver=_by_word if getattr(mapping, "arguments", None) else None)
    thing = type("Thing", (), {"__annotations__": {"field": kind}, "field": field})
    thing = entity(table, **entity_options)(strawberry.type(thing))
    query = type("Query", (), {"__annotations__": {"thing": thing | None}, "thing": reads(One("TRUE"), "One.")})
    try:
        Model(strawberry.Schema(strawberry.type(query)), TABLES)
    except MappingError as error:
        return str(error)
    return ""


def same(sql: str, **rest: Any) -> Expression:
    return Expression(sql, sql, **rest)


ORDERS = {"WORD": "word"}
TAGS = Connection[Tag]


@pytest.mark.parametrize(
    ("mapping", "kind", "expected"),
    [
        (same("{t}.name || {tenat}"), str | None, "the placeholder {tenat} is unknown"),
        (same("{p}.name"), str | None, "the placeholder {p} is unknown"),
        (Expression("{t}.name", "{t}.name || {x}"), str | None, "the placeholder {x} is unknown"),
        (Column("name", private="{t}.name = {caler}"), str | None, "the placeholder {caler} is unknown"),
        (Finished("{t}.name || {b}", str), str | None, "the placeholder {b} is unknown"),
        (Embedded("{c}.name IS NULL"), Inner | None, "the placeholder {c} is unknown"),
        (One("{c}.thing_id = {t}.id"), Tag | None, "the placeholder {t} is unknown"),
        (One("{c}.thing_id = {p}.id", listed="{c}.word = ''"), Tag | None, "the placeholder {c} is unknown"),
        (Many("{c}.thing_id = {p}.id", "{q}.position"), list[Tag], "the placeholder {q} is unknown"),
        (Page(ORDERS, ("WORD", "ASC"), "{c}.thing_id = {parent}.id"), TAGS, "the placeholder {parent} is unknown"),
        (Values("ta.word", "tag ta", "ta.position, {z}"), list[str], "the placeholder {z} is unknown"),
        (same("{t.name}"), str | None, "the placeholder {t.name} is unknown"),
        (same("{t!r}.name"), str | None, "{t} must be a name alone"),
        (same("{}.name"), str | None, "{} must be a name alone"),
        (same("{t.name"), str | None, "expected '}' before end of string"),
        # columns that the row's own table does not have
        (Column("nmae"), str | None, "there is no column 'nmae'"),
        (same("upper({t}.nmae)"), str | None, "{t}.nmae: there is no such column"),
        (Column("name", private="{t}.hidden"), str | None, "{t}.hidden: there is no such column"),
        (Finished("{t}.nmae", str), str | None, "{t}.nmae: there is no such column"),
        (Embedded("{t}.nmae IS NULL"), Inner | None, "{t}.nmae: there is no such column"),
        (Embedded(None, {"name": Column("nmae")}), Inner, "Inner.name (in Thing.field): there is no column 'nmae'"),
        (EmbeddedList(({"name": Column("a")},)), list[Inner], "Inner.name (in Thing.field): there is no column 'a'"),
        (Embedded(None, {"nmae": Column("name")}), Inner, "Inner.nmae (in Thing.field): the type has no such field"),
        # columns and aliases of other tables
        (One("{c}.thingid = {p}.id"), Tag | None, "{c}.thingid: there is no such column"),
        (One("{c}.thing_id = {p}.uuid"), Tag | None, "{p}.uuid: there is no such column"),
        (One("{c}.id = {p}.id", listed="{t}.public"), Tag | None, "{t}.public: there is no such column"),
        (Many("{c}.thing_id = {p}.id", "{c}.place"), list[Tag], "{c}.place: there is no such column"),
        (
            Many("{l}.thing_id = {p}.id", "{l}.position", "JOIN thing_tag {l} ON {l}.tag_id = {c}.id"),
            list[Tag],
            "{l}.position: there is no such column",
        ),
        (Many("{l}.thing_id = {p}.id", "{c}.position"), list[Tag], "nothing is called '{l}' in {l}.thing_id"),
        (Page({"WORD": "wrod"}, ("WORD", "ASC")), TAGS, "there is no column 'wrod'"),
        (Page(ORDERS, ("NAME", "ASC")), TAGS, "the default order 'NAME' is not among its orders"),
        (Page(ORDERS, ("WORD", "ASC"), "{c}.thing_id = {p}.idd"), TAGS, "{p}.idd: there is no such column"),
        (
            Page(
                ORDERS,
                ("WORD", "ASC"),
                join="JOIN thing_tag {l} ON {l}.tag_id = {c}.id",
                listed="{t}l.place > 0 AND {t}l.position > 0",
            ),
            TAGS,
            "{t}l.position: there is no such column",
        ),
        (same("(SELECT x.wrod FROM tag x WHERE x.thing_id = {t}.id)"), str | None, "x.wrod: there is no such column"),
        (same("(SELECT y.word FROM tag x WHERE TRUE)"), str | None, "nothing is called 'y' in y.word"),
        (same("(SELECT 1 FROM tga x)"), str | None, "there is no table 'tga'"),
        (same("(SELECT 1 FROM tag x JOIN thing_tga y ON y.a = x.id)"), str | None, "there is no table 'thing_tga'"),
        (Values("ta.word", "tag ta WHERE ta.thing_id = {p}.id", "ta.place"), list[str], "ta.place: there is no such"),
        (Column("name"), Inner | None, "an object cannot be read from a column or an expression"),
        (One("TRUE"), str | None, "the field's type is no object"),
    ],
)
def test_a_fault_in_a_mapping_names_its_field(mapping: Any, kind: Any, expected: str) -> None:
    found = fault(mapping, kind)
    assert expected in found
    assert all(line.startswith("Thing.field: ") or " (in Thing.field)" in line for line in found.splitlines())


def said(text: str) -> Condition:
    """A condition that returns this text."""

    def condition(_sql: Sql, c: str, value: Bound) -> str:
        return text.replace("{row}", c).replace("{it}", value.text())

    return condition


def _nested(sql: Sql, c: str, given: Bound) -> str:
    """Depends on what is given, on the engine and on the caller's rights."""
    chosen = given.get("filter")
    kinds = chosen and chosen.get("kinds")
    column = "kind" if kinds and kinds.known == "ASC" else "word"
    return f"{sql.mine(c)} AND {sql.fill('{t}.position', t=c)} > 0 AND {c}.{column} = {{now}}"


def _too_much(_sql: Sql, c: str, given: Bound) -> str:
    if given.get("word"):
        raise BadInput("Not both.")
    return f"{c}.wrod = ''"


def listed(**conditions: Any) -> Page:
    return Page(
        ORDERS, ("WORD", "ASC"), "{c}.thing_id = {p}.id", "JOIN thing_tag {l} ON {l}.tag_id = {c}.id", **conditions
    )


@pytest.mark.parametrize(
    ("mapping", "kind", "expected"),
    [
        (listed(arguments={"word": said("{row}.wrod = {it}")}), TAGS, "{c}.wrod: there is no such column"),
        (listed(arguments={"word": said("{row}l.word = {it}")}), TAGS, "{c}l.word: there is no such column"),
        (listed(arguments={"word": said("{row}.word = {t}.word")}), TAGS, "the placeholder {t} is unknown"),
        (listed(arguments={"wrod": said("TRUE")}), TAGS, "there is no argument 'wrod'"),
        (listed(filters={"word": said("EXISTS (SELECT 1 FROM tga)")}), TAGS, "there is no table 'tga'"),
        (listed(filters={"wrod": said("TRUE")}), TAGS, "there is no argument 'wrod'"),
        (listed(condition=_nested), TAGS, "{c}.kind: there is no such column"),
        (listed(condition=_too_much), TAGS, "{c}.wrod: there is no such column"),
        (listed(computed={"far": said("{row}.far")}), TAGS, "{c}.far: there is no such column"),
        (One("TRUE", arguments={"word": said("{row}.wrod = {it}")}), Tag | None, "{c}.wrod: there is no such column"),
        (Many("TRUE", "{c}.id", arguments={"word": said("x.word = {it}")}), list[Tag], "nothing is called 'x'"),
    ],
)
def test_a_fault_in_what_a_condition_returns_names_its_field(mapping: Any, kind: Any, expected: str) -> None:
    found = fault(mapping, kind)
    assert expected in found
    assert all(line.startswith("Thing.field: ") for line in found.splitlines())


def test_a_condition_that_fails_on_what_it_is_given_says_where() -> None:
    def condition(_sql: Sql, c: str, value: Bound) -> str:
        raise KeyError("word")

    with pytest.raises(KeyError) as raised:
        fault(listed(arguments={"word": condition}), TAGS)
    assert raised.value.__notes__ == ["in a condition of Thing.field"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"table": "thign"}, "there is no table 'thign'"),
        ({"visible": "{t}.public"}, "{t}.public: there is no such column"),
        ({"visible": "{c}.name = ''"}, "the placeholder {c} is unknown"),
        ({"parent": ("Tag", "tag_id")}, "there is no column 'tag_id'"),
        ({"parent": ("Event", "event_id")}, "there is no type 'Event'"),
        ({"visible": "FALSE", "tenant": "owner_id"}, "there is no column 'owner_id'"),
        ({"visible": "FALSE", "aggregate": "whole_id"}, "there is no column 'whole_id'"),
    ],
)
def test_a_fault_in_an_entity_names_its_type(options: dict[str, Any], expected: str) -> None:
    found = fault(Column("name"), **options)
    assert expected in found
    assert all(line.startswith(("Thing.entity: ", "Thing.field: ")) for line in found.splitlines())


@pytest.mark.parametrize(
    ("mapping", "kind"),
    [
        (Column("name", private="{t}.starts_at > {now}"), str | None),
        (same("{t}.name || {public_url} || {store_url} || {caller} || {tenant}"), str | None),
        (same("replace({t}.name, '{{name}}', {word})", arguments={"word": "text"}), str | None),
        (same("'a.b {{c}}.d' || {t}.name::text || 1.5"), str | None),
        (same("extract(epoch FROM {t}.starts_at::timestamptz)"), str | None),
        (same("(SELECT 1 FROM tag x WHERE x.word IS NOT DISTINCT FROM {t}.name)"), str | None),
        (same("(SELECT x.any FROM (SELECT ta.word AS any FROM tag ta) AS x)"), str | None),
        (same("(SELECT v.value FROM json_each({t}.name) v WHERE v.key > 0)"), str | None),
        (same("(SELECT x.word FROM tag x) || (SELECT x.place FROM thing_tag x)"), str | None),
        (Embedded("{t}.name IS NULL"), Inner | None),
        (Values("ta.word", "tag ta WHERE ta.thing_id = {p}.id AND ta.word > {now}", "ta.position"), list[str]),
        (Many("x.thing_id = {p}.id", "x.place, {now}", "JOIN thing_tag x ON x.tag_id = {c}.id"), list[Tag]),
        (Page({"WORD": "far"}, ("WORD", "ASC"), computed={"far": lambda _sql, _c, _given: "''"}), TAGS),
        (listed(arguments={"word": said("{row}.word = {it} AND {row}l.place > 0")}), TAGS),
        (listed(filters={"word": said("{row}.word > {now}")}, condition=said("{row}.position > 0")), TAGS),
        (One("TRUE", arguments={"word": said("{row}.word = {it}")}), Tag | None),
    ],
)
def test_a_mapping_without_a_fault_is_taken(mapping: Any, kind: Any) -> None:
    assert fault(mapping, kind) == ""


def test_all_faults_are_named_at_once() -> None:
    found = fault(same("{t}.a || {x}"), visible="{t}.b")
    assert [line.partition(" in ")[0] for line in found.splitlines()] == [
        "Thing.entity: {t}.b: there is no such column",
        "Thing.field: the placeholder {x} is unknown",
        "Thing.field: {t}.a: there is no such column",
    ]


def test_the_sort_column_of_a_payload_edge_is_checked() -> None:
    @strawberry.type
    class Edge:
        cursor: str
        node: Tag

    @strawberry.type
    class Payload:
        edge: Edge | None = reads(Result("tag", ("WORD", "wrod")), "An edge.")

    @strawberry.type
    class Query:
        payload: Payload | None = None

    with pytest.raises(MappingError, match=re.escape("Payload.edge: there is no column 'wrod'")):
        Model(strawberry.Schema(Query), TABLES)


def test_a_schema_with_a_fault_does_not_start() -> None:
    @entity("event")
    @strawberry.type
    class Event:
        subtitle: str | None = reads(Column("subtitel"), "A subtitle.")

    @strawberry.type
    class Query:
        event: Event | None = reads(One("TRUE"), "An event.")

    with pytest.raises(MappingError, match=r"Event\.subtitle: there is no column 'subtitel'"):
        Executor(strawberry.Schema(Query))
