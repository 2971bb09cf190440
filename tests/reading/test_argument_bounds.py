"""No argument of a query is read before its length is known: every one of the schema, as a variable and in the text."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import orjson
import pytest
from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLObjectType,
    GraphQLType,
    get_named_type,
    get_nullable_type,
    is_enum_type,
    is_input_object_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)

from app.schema import schema
from tests.gateway import Gateway

UNKNOWN = "6f0c7a3e-6b0e-4f0e-9a35-000000000000"
CORE = schema._schema
# What cannot be left out, by the name of its type.
NEEDED = {
    "UUID": f'"{UNKNOWN}"',
    "String": '"acme"',
    "ID": '"a"',
    "Int": "1",
    "Float": "1.0",
    "PreviewOccurrencesInput": "{occurrence: {}}",
}
# Scalars with a form: they have one limit wherever they stand.
FORMED = ("UUID", "DateTime", "LocalDateTime", "Date", "Time", "TimeZone", "URL", "CurrencyCode")


class Case(NamedTuple):
    """A place in an argument that takes a text or a list."""

    fields: tuple[tuple[str, GraphQLField], ...]
    argument: str
    path: tuple[str, ...]
    kind: str
    type: GraphQLType

    def __str__(self) -> str:
        return ".".join([name for name, _ in self.fields] + [self.argument, *self.path])


def ways() -> Iterator[tuple[tuple[str, GraphQLField], ...]]:
    """One way to each field that takes arguments, from the root."""
    assert CORE.query_type is not None
    seen = {CORE.query_type.name}
    left: list[tuple[tuple[tuple[str, GraphQLField], ...], GraphQLObjectType]] = [((), CORE.query_type)]
    while left:
        way, owner = left.pop(0)
        for name, field in owner.fields.items():
            further = (*way, (name, field))
            if field.args:
                yield further
            inner = get_named_type(field.type)
            if isinstance(inner, GraphQLObjectType) and inner.name not in seen:
                seen.add(inner.name)
                left.append((further, inner))


def places(type_: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str, GraphQLType]]:
    bare = get_nullable_type(type_)
    if is_list_type(bare):
        yield path, "list", bare
    elif is_input_object_type(bare):
        for name, item in bare.fields.items():
            yield from places(item.type, (*path, name))
    elif not is_enum_type(bare) and bare.name in ("String", "ID", *FORMED):
        yield path, bare.name, bare


CASES = [
    Case(way, argument, path, kind, type_)
    for way in ways()
    for argument, given in way[-1][1].args.items()
    for path, kind, type_ in places(given.type)
]
# Rules refuse these, as they do in the mutations that take the same input.
BY_RULES = {"previewOccurrences.input.occurrence." + name for name in ("exclusions", "schedule", "timeslots")}
BY_RULES.add("previewOccurrences.input.occurrence.weekdays")
READ = [case for case in CASES if case.kind not in FORMED and str(case) not in BY_RULES]


def item_of(type_: Any) -> Any:
    inner = get_named_type(type_)
    return next(iter(inner.values)) if is_enum_type(inner) else "a"


def too_much(case: Case) -> tuple[Any, str]:
    """A value that is one too long, and the sentence that says so."""
    name = ".".join((case.argument, *case.path))
    if case.kind == "list":
        return [item_of(case.type)] * 101, f"`{name}` may have at most 100 items; these are 101."
    most = 16_384 if name in ("after", "before") else 1_000
    return "x" * (most + 1), f"`{name}` may have at most {most:,} characters; these are {most + 1:,}."


def filled(argument: GraphQLArgument) -> str | None:
    return NEEDED[get_named_type(argument.type).name] if is_non_null_type(argument.type) else None


def requested(case: Case, value: str) -> str:
    """The fields from the root down to the one in question, whose argument has this value."""
    paged = get_named_type(case.fields[-1][1].type).name.endswith("Connection")
    text = "nodes { __typename }" if paged else "__typename"
    for depth, (name, field) in reversed(list(enumerate(case.fields))):
        last = depth == len(case.fields) - 1
        given = {argument: needed for argument, of in field.args.items() if (needed := filled(of))}
        if last:
            given[case.argument] = value
        arguments = f"({', '.join(f'{key}: {text_}' for key, text_ in given.items())})" if given else ""
        text = f"{name}{arguments}" + ("" if is_leaf_type(get_named_type(field.type)) else f" {{ {text} }}")
    return text


def nested(path: tuple[str, ...], value: Any) -> Any:
    for name in reversed(path):
        value = {name: value}
    return value


def literal(value: Any, type_: Any) -> str:
    bare = get_nullable_type(type_)
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {literal(item, bare.fields[key].type)}' for key, item in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(literal(item, bare.of_type) for item in value)}]"
    return str(value) if is_enum_type(get_named_type(type_)) else orjson.dumps(value).decode()


def test_all_of_them_are_found() -> None:
    named = {str(case) for case in READ}
    assert {"events.filter.text", "organisation.events.filter.tag", "nodes.ids", "node.id", "eventBySlug.slug"} <= named
    assert {"event.rsvps.filter.status", "event.sessions.after", "occurrences.filter.bookability"} <= {
        name.replace("eventBySlug.", "event.").replace("node.", "event.") for name in named
    }
    assert {str(case) for case in CASES} > BY_RULES


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_no_argument_is_longer_than_its_limit(gateway: Gateway) -> None:
    wrong = {}
    # What is the organisation's alone is not even looked at for others.
    token = gateway.token(gateway.organisation())
    for case in READ:
        value, message = too_much(case)
        of = case.fields[-1][1].args[case.argument].type
        given = nested(case.path, value)
        documents = [
            (f"query($v: {of}) {{ {requested(case, '$v')} }}", {"v": given}),
            (f"{{ {requested(case, literal(given, of))} }}", {}),
        ]
        for document, variables in documents:
            with gateway.statements() as seen:
                errors = answered(gateway, document, variables, token).get("errors", [])
            found = [(error["extensions"]["code"], error["message"]) for error in errors]
            if found != [("BAD_USER_INPUT", message)] or any("json_" in statement for statement in seen):
                wrong[str(case), bool(variables)] = (found, seen)
    assert wrong == {}


def scalar(name: str) -> Any:
    return CORE.type_map[name]


def test_a_text_with_a_form_has_one_limit() -> None:
    for name in FORMED:
        with pytest.raises(Exception, match=f"{name}: at most 2048 characters."):
            scalar(name).parse_value("2" * 2049)


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"f": {"text": "\ufdfa" * 330_000}}, "`$f.text` may have at most 100,000 characters; these are 330,000."),
        ({"f": {"status": ["DRAFT"] * 5_001}}, "`$f.status` may have at most 5,000 items; these are 5,001."),
        ({"f": {f"k{n}": 1 for n in range(5_001)}}, "`$f` may have at most 5,000 items; these are 5,001."),
        (
            {"f": {"status": [["DRAFT"] * 4_000] * 3}},
            "The variables of an operation like this may hold at most 10,000 values.",
        ),
    ],
)
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_variables_are_counted_before_they_are_coerced(
    gateway: Gateway, variables: dict[str, Any], message: str
) -> None:
    document = "query($f: EventFilter) { events(filter: $f) { totalCount } }"
    (error,) = answered(gateway, document, variables)["errors"]
    assert (error["extensions"]["code"], error["message"]) == ("BAD_USER_INPUT", message)


def answered(gateway: Gateway, document: str, variables: dict[str, Any], token: str | None = None) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    body: dict[str, Any] = gateway.post(json={"query": document, "variables": variables}, headers=headers).json()
    return body
