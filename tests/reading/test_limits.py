"""What a document may ask for at most, and that more is refused at once, before any row is touched."""

from typing import Any

import pytest

from tests.gateway import Gateway
from tests.reading.published import make_published, make_sessions

UNKNOWN = "6f0c7a3e-6b0e-4f0e-9a35-000000000000"
TOO_DEEP = ("LIMIT_EXCEEDED", "This query is nested more than 15 levels deep.")
TOO_MANY = ("LIMIT_EXCEEDED", "This query selects more than 2000 fields.")


def refusal(gateway: Gateway, query: str, **variables: Any) -> tuple[str, str]:
    """Code and message of the first error, which cost no statement."""
    with gateway.statements() as seen:
        error = gateway.errors(query, **variables)[0]
    assert seen == []
    return error["extensions"]["code"], error["message"]


def wrapped(inner: str, *names: str) -> str:
    """`a { b { inner } }`"""
    for name in reversed(names):
        inner = f"{name} {{ {inner} }}"
    return inner


def in_lists(levels: int) -> str:
    """Event, tickets, event, tickets …; the innermost field stands on that level."""
    names = [("event", "tickets")[level % 2] for level in range(1, levels - 1)]
    return wrapped("__typename", "", f'event(uuid: "{UNKNOWN}")', *names)


def in_pages(levels: int) -> str:
    """Pages within pages: three levels each; the innermost field stands on that level, which is 3n + 1."""
    names = [("event", "sessions", "nodes")[level % 3] for level in range(1, levels - 1)]
    return wrapped("__typename", "", f'event(uuid: "{UNKNOWN}")', *names)


def in_fragments(levels: int) -> str:
    """The same depth as `in_lists`, each level in a fragment of its own."""
    fragments = " ".join(
        f"fragment F{level} on {('Event', 'Ticket')[level % 2]} {{"
        + (f" {('tickets', 'event')[level % 2]} {{ ...F{level + 1} }} }}" if level < levels - 2 else " __typename }")
        for level in range(levels - 1)
    )
    return f'{{ event(uuid: "{UNKNOWN}") {{ ...F0 }} }} {fragments}'


@pytest.mark.parametrize("nested", [in_lists, in_pages, in_fragments])
def test_a_query_is_at_most_fifteen_levels_deep(gateway: Gateway, nested: Any) -> None:
    assert gateway.gql(nested(15)) == {"event": None}
    assert refusal(gateway, nested(16)) == TOO_DEEP
    assert refusal(gateway, nested(40)) == TOO_DEEP


def test_the_depth_of_a_payload_is_counted_from_the_mutation(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_published(gateway, acme)
    names = [("tickets", "event")[level % 2] for level in range(12)]
    for depth, errors in ((12, 0), (13, 1)):
        inner = wrapped("__typename", *[*names, "tickets"][:depth])
        query = f"mutation($u: UUID!) {{ unpublishEvent(uuid: $u) {{ event {{ {inner} }} }} }}"
        if errors:
            (error,) = gateway.errors(query, gateway.token(acme), u=event.id)
            assert (error["extensions"]["code"], error["message"]) == TOO_DEEP
        else:
            assert gateway.gql(query, gateway.token(acme), u=event.id)["unpublishEvent"]["event"]["tickets"]
            back = "mutation($u: UUID!) { publishEvent(uuid: $u) { userErrors { message } } }"
            assert gateway.gql(back, gateway.token(acme), u=event.id) == {"publishEvent": {"userErrors": []}}
    # Nothing was done that could not be answered.
    state = "query($u: UUID!) { event(uuid: $u) { status } }"
    assert gateway.gql(state, gateway.token(acme), u=event.id) == {"event": {"status": "PUBLISHED"}}


def many(count: int) -> str:
    return " ".join(f"f{number}: name" for number in range(count))


def test_a_root_field_selects_at_most_two_thousand_fields(gateway: Gateway) -> None:
    event = make_published(gateway, gateway.organisation())
    found = gateway.gql(f"query($u: UUID!) {{ event(uuid: $u) {{ {many(2000)} }} }}", u=event.id)["event"]
    assert found == {f"f{number}": "Harbour Night" for number in range(2000)}
    assert refusal(gateway, f"query($u: UUID!) {{ event(uuid: $u) {{ {many(2001)} }} }}", u=event.id) == TOO_MANY
    spread = f"query($u: UUID!) {{ event(uuid: $u) {{ {many(1000)} organisation {{ {many(1000)} }} }} }}"
    assert refusal(gateway, spread, u=event.id) == TOO_MANY


@pytest.mark.parametrize("count", [60, 61, 120, 121, 130])
def test_an_object_of_any_width_keeps_its_values_and_their_order(gateway: Gateway, count: int) -> None:
    acme = gateway.organisation()
    odd = '}{},\\"\n\t\x01é}'
    event = make_published(gateway, acme, description=odd)
    fields: list[tuple[str, Any]] = [
        (f"a{at}: startsOn {{ utc }}", {"utc": "2026-07-01T08:00:00Z"}) if at % 3 else (f"a{at}: description", odd)
        for at in range(count - 2)
    ]
    fields += [("enabled: enableDatetimeConversion", False), ("gone: cancelledOn { utc }", None)]
    query = f"query($u: UUID!) {{ event(uuid: $u) {{ {' '.join(text for text, _ in fields)} }} }}"
    found = gateway.gql(query, u=event.id)["event"]
    assert list(found.items()) == [(text.partition(":")[0], value) for text, value in fields]


def test_wide_objects_within_wide_objects_cost_no_more_than_their_fields(gateway: Gateway) -> None:
    event = make_published(gateway, gateway.organisation())
    make_sessions(gateway, event, 1)
    wide, inner = many(140), "uuid"
    for level in range(13):
        inner = f"{wide} {('tickets', 'event')[level % 2]} {{ {inner} }}"
    with gateway.statements() as seen:
        gateway.gql(f"query($u: UUID!) {{ event(uuid: $u) {{ {inner} }} }}", u=event.id)
    assert len(seen) == 1
    assert len(seen[0]) < 500_000


def fan(levels: int, first: str, second: str) -> str:
    """Fragments that each spread the next twice: 2^levels paths."""
    text = f'{{ event(uuid: "{UNKNOWN}") {{ ...F0 }} }}'
    for level in range(levels):
        kind, name = (("Event", "tickets"), ("Ticket", "event"))[level % 2]
        twice = " ".join(f"{alias}: {name} {{ ...F{level + 1} }}" for alias in (first, second))
        text += f" fragment F{level} on {kind} {{ {twice} }}"
    return text + f" fragment F{levels} on {('Event', 'Ticket')[levels % 2]} {{ uuid }}"


def test_four_million_paths_through_fragments_are_refused(gateway: Gateway) -> None:
    assert refusal(gateway, fan(22, "a", "b")) == TOO_DEEP
    assert refusal(gateway, fan(22, "a", "a")) == TOO_DEEP
    assert refusal(gateway, fan(12, "a", "b")) == TOO_MANY


def test_an_object_selected_four_million_times_is_read_once(gateway: Gateway) -> None:
    event = make_published(gateway, gateway.organisation())
    plain, typed, bare = "...F{0} ...F{0}", "... on Event {{ ...F{0} }} ... on Node {{ ...F{0} }}", "... {{ ...F{0} }}"
    for twice in (plain, typed, f"{bare} {bare}"):
        chain = " ".join(f"fragment F{n} on Event {{ {twice.format(n + 1)} }}" for n in range(22))
        query = f"query($u: UUID!) {{ event(uuid: $u) {{ ...F0 }} }} {chain} fragment F22 on Event {{ name }}"
        assert gateway.gql(query, u=event.id) == {"event": {"name": "Harbour Night"}}


REFUSED, UNREADABLE, LIMITED = "GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED", "LIMIT_EXCEEDED"
TOO_NESTED = "Syntax Error: Document is nested too deeply."
HURTFUL = {
    "a cycle of fragments": (
        "{ events { nodes { ...A } } }"
        " fragment A on Event { tickets { ...B } } fragment B on Ticket { event { ...A } }",
        REFUSED,
        "Cannot spread fragment 'A' within itself",
    ),
    "a fragment in itself": ("{ events { nodes { ...A } } } fragment A on Event { ...A }", REFUSED, "Cannot spread"),
    "nested fields": ("{ events { nodes " + "{ a " * 3000 + " }" * 3000 + " } }", UNREADABLE, TOO_NESTED),
    "nested inline fragments": (
        "{ events { nodes " + "{ ... " * 3000 + "{ name }" + " }" * 3000 + " } }",
        UNREADABLE,
        TOO_NESTED,
    ),
    "nested lists": (
        "{ events(filter: {status: " + "[" * 3000 + "]" * 3000 + "}) { totalCount } }",
        UNREADABLE,
        TOO_NESTED,
    ),
    "too many words": (
        "{ events { nodes { " + "name " * 10_000 + "} } }",
        LIMITED,
        "This document has more than 10,000 tokens.",
    ),
    "one field many times": ("{ events { nodes { " + "name " * 9_000 + "} } }", REFUSED, "Validation aborted."),
    "nested introspection": (
        "{ __schema { types " + "{ fields { type " * 8 + "{ name }" + " } }" * 8 + " } }",
        LIMITED,
        "This query may be answered with ",
    ),
}


@pytest.mark.parametrize("what", HURTFUL)
def test_hostile_documents_are_refused(gateway: Gateway, what: str) -> None:
    document, code, message = HURTFUL[what]
    found, text = refusal(gateway, document)
    assert (found, text[: len(message)]) == (code, message)
