"""The whole schema: everything in it is described, it is what schema.graphql says, and it keeps its conventions."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    build_schema,
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_non_null_type,
)

from app.schema import schema, sdl

CORE = schema._schema
TYPES = {name: kind for name, kind in CORE.type_map.items() if not name.startswith("__")}
STANDARD = {"Boolean", "Float", "ID", "Int", "String"}
EXPORTED = Path(__file__).parent.parent / "schema.graphql"
SENTENCE = re.compile(r"[A-Z`].*[.)`]", re.DOTALL)


def described() -> Iterator[tuple[str, str | None]]:
    """Everything that can bear a description, and its own."""
    for name, kind in TYPES.items():
        if name in STANDARD:
            continue
        yield name, kind.description
        if isinstance(kind, GraphQLEnumType):
            for value, definition in kind.values.items():
                yield f"{name}.{value}", definition.description
        fields: Any = getattr(kind, "fields", {})
        for field, definition in fields.items():
            yield f"{name}.{field}", definition.description
            for argument, given in getattr(definition, "args", {}).items():
                yield f"{name}.{field}({argument}:)", given.description
    for directive in CORE.directives:
        yield f"@{directive.name}", directive.description


def test_everything_in_the_schema_is_described_in_sentences() -> None:
    roots = {"Query", "Mutation", "Subscription"}
    wrong = {place: text for place, text in described() if not SENTENCE.fullmatch(text or "") and place not in roots}
    assert wrong == {}


def test_the_exported_schema_is_current_and_can_be_read_back() -> None:
    text = EXPORTED.read_text(encoding="utf-8")
    assert text == sdl(), "Write it with `make schema`."
    assert set(build_schema(text).type_map) == set(CORE.type_map)


def mutations() -> dict[str, GraphQLField]:
    assert CORE.mutation_type is not None
    return {**CORE.mutation_type.fields}


def payloads() -> dict[str, GraphQLObjectType]:
    found = {}
    for name, field in mutations().items():
        kind = get_named_type(field.type)
        assert isinstance(kind, GraphQLObjectType)
        found[name] = kind
    return found


def test_root_fields_that_can_fail_are_nullable_so_that_the_others_stand() -> None:
    assert [name for name, field in mutations().items() if is_non_null_type(field.type)] == []


def test_each_mutation_has_a_payload_of_its_own_with_what_all_of_them_have() -> None:
    found = payloads()
    expected = {name: f"{name[0].upper()}{name[1:]}Payload" for name in found}
    assert {name: kind.name for name, kind in found.items()} == expected
    for name, kind in found.items():
        types = {key: str(field.type) for key, field in kind.fields.items()}
        assert types["message"] == "String", name
        assert types["warnings"] == "[Warning!]!", name
        assert types["userErrors"] == "[UserError!]!", name
        # What was made or changed is null when it was refused.
        rest = {key: text for key, text in types.items() if key not in ("message", "warnings", "userErrors")}
        assert rest, name
        assert [key for key, text in rest.items() if text.endswith("!") and not text.startswith("[")] == [], name


# What lists have already: changed by these, it keeps its place there.
ALREADY_LISTED = re.compile("update|reschedule|archive|publish|unpublish|cancel|flag|unflag|move|redeliver")


def test_what_a_payload_brings_into_a_list_comes_with_its_edge() -> None:
    found, missing = set(), []
    for name, kind in payloads().items():
        own = {key for key in kind.fields if key != "event" or name in ("createEvent", "duplicateEvent")}
        for key in own:
            output = get_nullable_type(kind.fields[key].type)
            node = get_named_type(output).name
            if f"{node}Edge" not in TYPES or ALREADY_LISTED.match(name):
                continue
            listed = is_list_type(output)
            edge = f"{key.removesuffix('s')}Edges" if listed else f"{key}Edge"
            expected = f"[{node}Edge!]" if listed else f"{node}Edge"
            found.add(edge)
            if edge not in kind.fields or str(kind.fields[edge].type) != expected:
                missing.append(f"{name}.{edge}")
    assert missing == []
    assert len(found) == 14


KEY, EXPECTED = "idempotencyKey", "expectedVersion"
# Verbs that start a thing, below its parent.
STARTS = ("create", "register")


def arguments() -> dict[str, list[str]]:
    """The arguments of each mutation, in their order, without an idempotency key or expected version at the end."""
    found = {name: list(field.args) for name, field in mutations().items()}
    assert {name for name, given in found.items() if {KEY, EXPECTED} & set(given[:-1])} == set()
    return {name: [key for key in given if key not in (KEY, EXPECTED)] for name, given in found.items()}


def types_of_arguments(name: str) -> dict[str, str]:
    return {key: str(each.type) for key, each in mutations()[name].args.items() if key not in (KEY, EXPECTED)}


def test_acts_of_users_take_the_object_then_the_user_then_the_input() -> None:
    acts = {name: given for name, given in arguments().items() if {"userUuid", "userUuids"} & set(given)}
    assert len(acts) >= 20
    for name, (thing, user, *rest) in acts.items():
        assert user in ("userUuid", "userUuids"), name
        assert rest in ([], ["input"]), name
        # The payload answers the thing that is acted on.
        key = thing.removesuffix("Uuid").removeprefix("flagged").lower()
        assert thing.endswith("Uuid"), name
        assert key in payloads()[name].fields, name


def test_other_mutations_name_a_thing_or_its_parent_then_how() -> None:
    parents = {"eventUuid", "organisationUuid"}
    for name, (thing, *rest) in arguments().items():
        if rest and rest[0] in ("userUuid", "userUuids"):
            continue
        assert thing in (parents if name.startswith(STARTS) else {"uuid"}), name
        assert rest in ([], ["input"]), name


def test_every_change_of_what_has_a_version_takes_the_expected_one() -> None:
    """By what the argument `uuid` names: the type after which the mutation is named, or several."""
    versioned = {name for name, kind in TYPES.items() if "version" in getattr(kind, "fields", {})}
    assert len(versioned) == 18
    needed = {"selectSessions"}
    for name, (thing, *_rest) in arguments().items():
        noun = re.sub("^[a-z]+", "", name)
        if thing == "uuid" and not re.match("create|duplicate|remove|deleteWebhook|redeliver|export", name):
            needed |= {name} if noun in versioned or noun not in TYPES else set()
    given = {name: field.args[EXPECTED] for name, field in mutations().items() if EXPECTED in field.args}
    assert given.keys() == needed
    assert {(str(each.type), each.default_value) for each in given.values()} == {("Int", None)}
    assert {name for name, field in mutations().items() if EXPECTED in list(field.args)[:-1]} == set()


def test_an_input_is_named_after_its_mutation_and_has_no_acting_user() -> None:
    for name in arguments():
        types = types_of_arguments(name)
        own = types.pop("input", None)
        capital = f"{name[0].upper()}{name[1:]}"
        # What makes many takes a list of what makes one.
        assert own in (None, f"{capital}Input", f"{capital}Input!", f"[{capital.removesuffix('s')}Input!]!"), name
        assert set(types.values()) <= {"UUID!", "[UUID!]!"}, name
        if own is not None:
            fields = getattr(TYPES[own.strip("[]!")], "fields", {})
            # An optional user is another one, such as an owner.
            assert "userUuid" not in fields or not ("userUuid" in types or is_non_null_type(fields["userUuid"].type)), (
                name
            )
            # Only an input without required fields may be left out.
            optional = not any(is_non_null_type(field.type) for field in fields.values())
            assert own.endswith("!") or optional, name


def test_delete_ends_a_thing_and_remove_withdraws_an_act() -> None:
    given = arguments()
    things = {name.removeprefix("create") for name in given if name.startswith("create")}
    for name in given:
        if match := re.fullmatch(r"(delete|remove)([A-Z]\w+)", name):
            verb, noun = match.groups()
            assert (noun in things) == (verb == "delete"), name
            assert noun in TYPES, name
        if match := re.fullmatch(r"un([a-z]+)([A-Z]\w+)", name):
            verb, noun = match.groups()
            assert given[name] == given[f"{verb}{noun}"], name
        if match := re.fullmatch(r"leave([A-Z]\w+)", name):
            assert given[name][:2] == given[f"join{match.group(1)}"][:2], name


def test_payloads_name_things_after_their_types_and_answer_the_event_of_its_parts() -> None:
    interface = TYPES["Node"]
    assert isinstance(interface, GraphQLInterfaceType)
    nodes = {kind.name: kind for kind in CORE.get_possible_types(interface)}
    for name, payload in payloads().items():
        for key, field in payload.fields.items():
            node = nodes.get(get_named_type(field.type).name)
            if node is None:
                continue
            called = f"{node.name[0].lower()}{node.name[1:]}"
            assert key == (f"{called}s" if is_list_type(get_nullable_type(field.type)) else called), name
            if "event" in node.fields and node.name != "Community":
                assert "event" in payload.fields, name


# Lists whose edges say more than others': they are named after what they are for.
LISTED_BY = {"FoundOccurrence": "Occurrence"}


def test_every_connection_has_the_five_fields_and_the_arguments_of_a_page() -> None:
    lists = 0
    for name, kind in TYPES.items():
        if name.endswith("Connection"):
            listed = name.removesuffix("Connection")
            node = LISTED_BY.get(listed, listed)
            assert isinstance(kind, GraphQLObjectType)
            # Found again by its id, which clients also tell them apart by.
            assert TYPES["Node"] in getattr(TYPES[node], "interfaces", ()), node
            assert {key: str(field.type) for key, field in kind.fields.items()} == {
                "edges": f"[{listed}Edge!]!",
                "nodes": f"[{node}!]!",
                "pageInfo": "PageInfo!",
                "totalCount": "Int!",
                "countUpTo": "BoundedCount!",
            }
        for key, field in getattr(kind, "fields", {}).items():
            if get_named_type(field.type).name.endswith("Connection"):
                lists += 1
                assert kind is CORE.query_type or TYPES["Node"] in getattr(kind, "interfaces", ()), f"{name}.{key}"
                types = {argument: str(given.type) for argument, given in field.args.items()}
                assert {"first": "Int", "last": "Int", "after": "String", "before": "String"}.items() <= types.items()
                assert re.fullmatch(r"\w+Order", types["orderBy"]), f"{name}.{key}"
                assert not any(is_non_null_type(given.type) for given in field.args.values()), f"{name}.{key}"
    assert lists >= 10


# What a person did is no document that several edit: it is done, replaced as a whole or taken back, by whom and
# for which event is all that addresses it, and no operation asks which version of it somebody has seen.
DONE_ONCE = {"Save", "Attendee", "WaitingListEntry", "Invitation", "CommunityMember", "Notice", "WebhookDelivery"}
DONE_AGAIN = {"Share", "Review", "Rsvp"}
# Of proofs the instant counts, which is no local time of anything.
PROOFS = {"PrivacyRecord"}


def test_every_node_has_an_id_a_uuid_and_a_version() -> None:
    interface = TYPES["Node"]
    assert isinstance(interface, GraphQLInterfaceType)
    when = "ZonedDateTime!"
    all_of_them = {"id": "ID!", "uuid": "UUID!", "version": "Int!", "createdOn": when, "updatedOn": when}
    kinds = {kind.name: kind for kind in CORE.get_possible_types(interface)}
    assert kinds.keys() >= DONE_ONCE | DONE_AGAIN
    for name, kind in kinds.items():
        types = {key: str(field.type) for key, field in kind.fields.items() if key in all_of_them}
        without = {"version"} if name in DONE_AGAIN else {"version", "updatedOn"} if name in DONE_ONCE else set()
        without |= {"version", "updatedOn", "createdOn"} if name in PROOFS else set()
        assert types == {key: text for key, text in all_of_them.items() if key not in without}, name


def test_lists_hold_no_nulls_but_those_of_nodes() -> None:
    loose = []
    for name, kind in TYPES.items():
        for key, field in getattr(kind, "fields", {}).items():
            bare = field.type.of_type if is_non_null_type(field.type) else field.type
            if is_list_type(bare) and not is_non_null_type(bare.of_type):
                loose.append(f"{name}.{key}")
    assert loose == ["Query.nodes"]


def test_names_are_written_in_one_way() -> None:
    for name, kind in TYPES.items():
        if name in STANDARD:
            continue
        assert re.fullmatch(r"[A-Z][A-Za-z]*", name), name
        if isinstance(kind, GraphQLEnumType):
            assert [value for value in kind.values if not re.fullmatch(r"[A-Z]+(_[A-Z]+)*", value)] == []
        if isinstance(kind, GraphQLInputObjectType):
            assert re.search(r"(Input|Filter|Order)$", name), name
        for key in getattr(kind, "fields", {}):
            assert re.fullmatch(r"[a-z][A-Za-z0-9]*", key), f"{name}.{key}"


# Spelling, notes to ourselves, provenance (that is in tests/contract/field_map.csv), and what is not plain English.
UNWANTED = (
    *("organization", "TODO", "FIXME"),
    *("Source:", "Sources:", "Ours", "social.plus", "Swoogo", "Eventify"),
    *("null is none", "null is nothing", "for good", "anew", "put aside", "none any more"),
    *("told", "what who", "of who", "hoever", "of which one", "its like", "laid over", "comes to"),
    # One spelling each: "null means", "local time", "outsiders".
    *("null is", "Null is", "wall clock", "thers than", "is ours", "any document", ". null ", ".."),
)


@pytest.mark.parametrize("word", UNWANTED)
def test_words_that_do_not_belong_in_a_description(word: str) -> None:
    assert [place for place, text in described() if word in (text or "")] == []


def test_descriptions_group_the_digits_of_large_numbers() -> None:
    assert [place for place, text in described() if re.search(r"(?<![\w-])\d{5,}\b", text or "")] == []


def test_quotes_of_code_in_a_description_are_closed() -> None:
    assert [place for place, text in described() if (text or "").count("`") % 2] == []
