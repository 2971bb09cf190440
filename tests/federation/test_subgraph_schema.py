"""The schema of the subgraph: the service's own with what a federation adds, and only if it is switched on."""

from typing import Any

import pytest
from graphql import (
    GraphQLSchema,
    ObjectTypeDefinitionNode,
    get_named_type,
    lexicographic_sort_schema,
    parse,
    print_ast,
    print_schema,
    print_type,
)

from app.federation.rules import as_subgraph
from app.schema import schema, sdl, subgraph_sdl
from app.schema import subgraph as subgraph_schema
from tests.federation.requests import representation
from tests.gateway import Gateway

SERVICE = "{ _service { sdl } }"
ENTITIES = "query($representations: [_Any!]!) { _entities(representations: $representations) { __typename } }"
LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key", "@shareable"])'
ADDED = {"_Any", "_Entity", "_Service"}


def test_the_service_returns_its_schema_with_the_keys_of_its_entities(subgraph: Gateway) -> None:
    with subgraph.statements() as seen:
        text = subgraph.gql(SERVICE)["_service"]["sdl"]
    assert seen == []
    assert text == subgraph_sdl()
    assert text.startswith(f"{LINK}\n\n")
    marked = {
        node.name.value: [print_ast(directive) for directive in node.directives or ()]
        for node in parse(text).definitions
        if isinstance(node, ObjectTypeDefinitionNode) and node.directives
    }
    entities = ("Event", "Occurrence", "Organisation", "Session", "Ticket", "User")
    assert marked == {name: ['@key(fields: "uuid")'] for name in entities} | {"PageInfo": ["@shareable"]}


def test_but_for_its_marks_the_text_is_that_of_the_plain_schema() -> None:
    text = subgraph_sdl().removeprefix(f"{LINK}\n\n")
    assert text.replace(' @key(fields: "uuid") {', " {").replace(" @shareable {", " {") == sdl()


@pytest.mark.parametrize(
    ("plain", "expected"),
    [
        ("type A {\n  a: B\n}", 'type A @key(fields: "uuid") {\n  a: B\n}'),
        ("type A implements I & J {", 'type A implements I & J @key(fields: "uuid") {'),
        ("type PageInfo {", "type PageInfo @shareable {"),
        ("type AB {", "type AB {"),
        ("input A {", "input A {"),
        ('"""About type A {"""', '"""About type A {"""'),
        ("  type A {", "  type A {"),
        ("input Where @oneOf {", "input Where @oneOf {"),
        ('scalar URL @specifiedBy(url: "https://url.spec.whatwg.org/")',
         'scalar URL @specifiedBy(url: "https://url.spec.whatwg.org/")'),
    ],
)  # fmt: skip
def test_marks_stand_on_the_definitions_of_entities_alone(plain: str, expected: str) -> None:
    assert as_subgraph(plain, ["A"]) == f"{LINK}\n\n{expected}"


def text_of(core: GraphQLSchema) -> dict[str, str]:
    sorted_ = lexicographic_sort_schema(core)
    return {name: print_type(kind) for name, kind in sorted_.type_map.items() if not name.startswith("__")}


def test_the_subgraph_is_the_plain_schema_with_three_types_and_two_root_fields() -> None:
    plain, whole = text_of(schema._schema), text_of(subgraph_schema()._schema)
    assert whole.keys() - plain.keys() == ADDED
    assert {name for name in plain if plain[name] != whole[name]} == {"Query"}
    fields: Any = subgraph_schema()._schema.type_map["Query"]
    own: Any = schema._schema.type_map["Query"]
    assert fields.description == own.description
    added = {name: str(field.type) for name, field in fields.fields.items() if name not in own.fields}
    assert added == {"_service": "_Service!", "_entities": "[_Entity]!"}
    assert {name: str(given.type) for name, given in fields.fields["_entities"].args.items()} == {
        "representations": "[_Any!]!"
    }
    assert whole["_Entity"].endswith("union _Entity = Event | Occurrence | Organisation | Session | Ticket | User")


def test_what_the_subgraph_adds_is_described() -> None:
    core = subgraph_schema()._schema
    root: Any = core.type_map["Query"]
    found = [root.fields["_entities"], root.fields["_service"], *(core.type_map[name] for name in ADDED)]
    found += [
        root.fields["_entities"].args["representations"],
        get_named_type(root.fields["_service"].type).fields["sdl"],
    ]
    assert [str(each.description)[-1:] for each in found] == ["."] * len(found)


def test_making_the_subgraph_leaves_the_plain_schema_as_it_is() -> None:
    subgraph_schema()
    assert not ADDED & schema._schema.type_map.keys()
    assert print_schema(lexicographic_sort_schema(schema._schema)) + "\n" == sdl()
    assert "_entities" not in sdl() + subgraph_sdl()


def test_switched_off_the_service_is_no_subgraph(gateway: Gateway) -> None:
    assert gateway.settings.federation is False
    (error,) = gateway.errors(SERVICE)
    assert error["message"].startswith("Cannot query field '_service' on type 'Query'.")
    messages = [error["message"] for error in gateway.errors(ENTITIES, representations=[])]
    assert messages[0] == "Unknown type '_Any'."
    assert messages[1].startswith("Cannot query field '_entities' on type 'Query'.")
    assert gateway.gql('{ __type(name: "_Entity") { name } }') == {"__type": None}


def test_what_the_subgraph_adds_is_seen_by_introspection(subgraph: Gateway) -> None:
    found = subgraph.gql('{ __type(name: "_Entity") { kind possibleTypes { name } } }')["__type"]
    names = ("Event", "Occurrence", "Organisation", "Session", "Ticket", "User")
    assert found == {"kind": "UNION", "possibleTypes": [{"name": name} for name in names]}


def test_without_introspection_the_text_is_shown_to_tokens_only(gateway: Gateway) -> None:
    gateway.restart(federation=True, introspection=False)
    (error,) = gateway.errors("{ text: _service { sdl } }")
    assert (error["message"], error["extensions"]["code"]) == (
        "Introspection is switched off here.",
        "GRAPHQL_VALIDATION_FAILED",
    )
    acme = gateway.organisation()
    assert gateway.gql(SERVICE, gateway.token(acme)) == {"_service": {"sdl": subgraph_sdl()}}
    requested = [representation("Organisation", acme.uuid)]
    assert gateway.gql(ENTITIES, representations=requested) == {"_entities": [{"__typename": "Organisation"}]}
