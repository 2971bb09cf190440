"""What a document may ask for by default: for each limit documents that are at it, and one over."""

from dataclasses import dataclass
from typing import Any

UUID = "6f0c7a3e-6b0e-4f0e-9a35-000000000000"
EVENT = f'event(uuid: "{UUID}")'


@dataclass(frozen=True)
class Case:
    """`value` and `maximum` are what the refusal of `over` says of `limit`."""

    limit: str
    at: str
    over: str
    value: int
    maximum: int

    @property
    def extensions(self) -> dict[str, Any]:
        return {"code": "LIMIT_EXCEEDED", "limit": self.limit, "value": self.value, "maximum": self.maximum}


def _deep(levels: int) -> str:
    names = [("organisation", "events(first: 1)", "nodes")[level % 3] for level in range(levels - 2)]
    inner = "__typename"
    for name in reversed(names):
        inner = f"{name} {{ {inner} }}"
    return f"{{ {EVENT} {{ {inner} }} }}"


def _many(count: int, text: str) -> str:
    return " ".join(text.format(number) for number in range(count))


def _aliases(count: int) -> str:
    return f"{{ {EVENT} {{ {_many(count, 'a{}: name')} }} }}"


def _aliases_in_fragments(count: int) -> str:
    """Each fragment spreads the next one twice: 2, 4, 8 … times the innermost's."""
    return (
        f"{{ {EVENT} {{ ...A {_many(count - 48, 'a{}: name')} }} }} fragment A on Event {{ ...B ...B ...B ...B }}"
        " fragment B on Event { ...C ...C ...C ...C } fragment C on Event { x: name y: name z: name }"
    )


def _roots(count: int) -> str:
    return f"{{ {_many(count, '__typename')} }}"


def _roots_in_fragments(count: int) -> str:
    return f"{{ ...A {_many(count - 28, '__typename')} }} fragment A on Query {{ ...B ...B ...B ...B }}" + (
        f" fragment B on Query {{ {_many(7, '__typename')} }}"
    )


def _mutations(count: int) -> str:
    return f"mutation {{ {_many(count, '__typename')} }}"


def _tokens(count: int) -> str:
    """Two for each spread, 17 for all the rest, and one for the last field."""
    spreads = " ".join(["...A"] * ((count - 17) // 2))
    return f"{{ {EVENT} {{ {spreads}{' name' * ((count - 17) % 2)} }} }} fragment A on Event {{ name }}"


def _operations(count: int) -> str:
    return _many(count, "query Q{} {{ __typename }}")


def _directives(count: int) -> str:
    return f"{{ {EVENT} @skip(if: true) {{ {_many(count - 1, 'name @include(if: true)')} }} }}"


def _variables(count: int) -> str:
    names = _many(count, "$v{}: ID!")
    return f"query ({names}) {{ nodes(ids: [{_many(count, '$v{}')}]) {{ id }} }}"


def _directives_in_fragments(count: int) -> str:
    rest = _many(count - 48, "name @skip(if: false)")
    return (
        f"{{ {EVENT} {{ ...A {rest} }} }} fragment A on Event {{ ...B ...B ...B ...B }}"
        f" fragment B on Event {{ {_many(12, 'name @skip(if: false)')} }}"
    )


def _cost(more: int) -> str:
    """19,901 objects, and 1 and `more`: a page is one, and so is each of its items."""
    sessions = "x: sessions(first: 98) { nodes { name } } y: sessions(last: 98) { edges { cursor } }"
    return f"{{ events(first: 100) {{ nodes {{ {sessions} }} }} more: events(first: {more}) {{ nodes {{ name }} }} }}"


CASES = {
    "levels": Case("depth", _deep(15), _deep(16), 16, 15),
    "many levels": Case("depth", _deep(15), _deep(40), 40, 15),
    "aliases": Case("aliases", _aliases(50), _aliases(51), 51, 50),
    "aliases in fragments": Case("aliases", _aliases_in_fragments(50), _aliases_in_fragments(51), 51, 50),
    "root fields in fragments": Case("rootFields", _roots_in_fragments(30), _roots_in_fragments(31), 31, 30),
    "root fields": Case("rootFields", _roots(30), _roots(31), 31, 30),
    "mutations": Case("mutations", _mutations(30), _mutations(31), 31, 30),
    "tokens": Case("tokens", _tokens(10_000), _tokens(10_001), 10_001, 10_000),
    "operations": Case("operations", _operations(10), _operations(11), 11, 10),
    "directives": Case("directives", _directives(50), _directives(51), 51, 50),
    "directives in fragments": Case("directives", _directives_in_fragments(50), _directives_in_fragments(51), 51, 50),
    "variables": Case("variables", _variables(100), _variables(101), 101, 100),
    "cost": Case("cost", _cost(98), _cost(99), 20_001, 20_000),
}
