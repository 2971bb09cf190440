"""A client that keeps a copy of an organisation by reading its changes, as docs/graphql.md describes it.

The copy holds each object by its id: its own fields, and of other objects the ids. A list of objects that belong to
another one is not copied: each of them names what it belongs to. Nor is what only time changes.
"""

from collections.abc import Iterator
from typing import Any

import orjson
from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
    is_required_argument,
)

from app.graph.limits.shapes import is_page
from app.schema import schema
from tests.gateway import Gateway

CORE = schema._schema
PAGE = 100

# Fields that a copy leaves out, with the reason; docs/graphql.md lists them for authors of clients.
OF_TIME = {
    "bookability": "the clock",
    "phase": "the clock",
    "nextOccurrence": "the clock",
    "publishReadiness": "the clock",
    "status": "the clock: READY_TO_PUBLISH becomes DRAFT when its dates are over",
    "extendedStatus": "the clock",
}
LEFT_OUT = {"changes", *OF_TIME}
# What a copy holds with the object that it belongs to; others name it.
PARTS = {"Price": "Ticket", "Timeslot": "Occurrence"}
# Outsiders see these through what names them, and read them with that.
SEEN_THROUGH_OTHERS = {"Speaker", "User", "File"}

Copy = dict[str, dict[str, Any]]


def node_types() -> list[GraphQLObjectType]:
    node = CORE.type_map["Node"]
    assert isinstance(node, GraphQLInterfaceType)
    return list(CORE.get_implementations(node).objects)


def selection(kind: GraphQLObjectType, within: tuple[str, ...] = ()) -> str:
    """All that a copy holds of an object."""
    return " ".join(_fields(kind, within))


def _fields(kind: GraphQLObjectType, within: tuple[str, ...]) -> Iterator[str]:
    for name, field in kind.fields.items():
        target = get_named_type(field.type)
        if name in LEFT_OUT or is_page(target) or any(map(is_required_argument, field.args.values())):
            continue
        alias = f"{kind.name}_{name}: {name}" if not within else name
        if not is_composite_type(target):
            yield alias
        elif isinstance(target, GraphQLInterfaceType) or _is_node(target):
            # Lists of nodes that belong to this one follow from them.
            if not is_list_type(get_nullable_type(field.type)) or (kind.name, name) in REFERENCES:
                yield f"{alias} {{ id }}"
        elif PARTS.get(target.name, kind.name) != kind.name:
            yield f"{alias} {{ uuid }}"
        elif target.name not in within:
            assert isinstance(target, GraphQLObjectType)
            inner = selection(target, (*within, target.name))
            if inner:
                yield f"{alias} {{ {inner} }}"


def _is_node(kind: Any) -> bool:
    return any(each.name == "Node" for each in getattr(kind, "interfaces", ()))


# Lists of objects that are chosen by hand.
REFERENCES = {
    ("Session", "speakers"),
    ("Session", "tickets"),
    ("SessionOccurrence", "speakers"),
    ("SessionSelection", "sessions"),
    ("SessionSelection", "dates"),
    ("Coupon", "tickets"),
}


def node_document(names: list[str]) -> str:
    parts = " ".join(f"... on {kind.name} {{ {selection(kind)} }}" for kind in node_types() if kind.name in names)
    return f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ __typename id {parts} }} }}"


class Client:
    """One caller's copy. `reachable` finds the ids of everything that a fresh reading would find."""

    def __init__(self, gateway: Gateway, organisation: str, token: str | None) -> None:
        self.gateway = gateway
        self.organisation = organisation
        self.token = token
        self.copy: Copy = {}
        self.position = ""

    def ask(self, document: str, **variables: Any) -> Any:
        headers = {"content-type": "application/json"}
        if self.token is not None:
            headers["authorization"] = f"Bearer {self.token}"
        response = self.gateway.post(content=orjson.dumps({"query": document, "variables": variables}), headers=headers)
        body = response.json()
        assert "errors" not in body, body["errors"]
        return body["data"]

    def fresh(self, ids: list[str]) -> Copy:
        """These objects, as far as the caller sees them now."""
        found: Copy = {}
        by_type: dict[str, list[str]] = {}
        for each in ids:
            by_type.setdefault(each.partition("_")[0], []).append(each)
        for name, some in sorted(by_type.items()):
            for first in range(0, len(some), PAGE):
                data = self.ask(node_document([name]), ids=some[first : first + PAGE])
                found |= {node["id"]: node for node in data["nodes"] if node is not None}
        for node in found.values():
            if node.get("Session_ticketsType") == "ALL":
                # Those of the event, all of which the copy holds.
                del node["Session_tickets"]
        return found

    def begin(self, ids: list[str]) -> None:
        data = self.ask(
            "query ($uuid: UUID!) { organisation(uuid: $uuid) { changes { position } } }", uuid=self.organisation
        )
        self.position = data["organisation"]["changes"]["position"]
        self.copy = self.held(self.fresh(ids))

    def catch_up(self, everything: list[str]) -> list[dict[str, Any]]:
        """Apply what has changed; what was applied."""
        document = """query ($uuid: UUID!, $since: String!) { organisation(uuid: $uuid) {
          changes(since: $since, first: 7) { position hasMore resync items { id kind refetch node { id } } } } }"""
        applied: list[dict[str, Any]] = []
        while True:
            page = self.ask(document, uuid=self.organisation, since=self.position)["organisation"]["changes"]
            assert not page["resync"]
            for item in page["items"]:
                applied.append(item)
                gone = [item["id"]]
                if item["node"] is None or item["refetch"]:
                    gone = self.within(item["id"])
                for each in gone:
                    self.copy.pop(each, None)
                if item["node"] is not None:
                    again = everything if item["refetch"] else []
                    fresh = self.fresh([item["id"]])
                    if item["refetch"]:
                        every = self.fresh(again)
                        inner = [*self.within(item["id"], every), *self.selections(item["id"])]
                        fresh |= {each: every[each] for each in inner if each in every}
                    self.copy |= self.with_named(fresh)
            self.position = page["position"]
            if not page["hasMore"]:
                self.copy = self.held(self.copy)
                return applied

    def with_named(self, fresh: Copy) -> Copy:
        """These objects with the speakers, users and files that they name, as clients select them together."""
        while missing := named_by(fresh) - fresh.keys():
            found = self.fresh(sorted(missing))
            fresh = fresh | found
            if not found:
                break
        return fresh

    def selections(self, whole: str) -> list[str]:
        """Selections of sessions do not name their event: it lists them."""
        if _kind(whole) != "Event":
            return []
        document = """query ($id: ID!) { node(id: $id) { ... on Event {
          sessionSelections(first: 100) { nodes { id } } } } }"""
        listed = self.ask(document, id=whole)["node"]["sessionSelections"]
        return [node["id"] for node in listed["nodes"]] if listed else []

    def held(self, copy: Copy) -> Copy:
        """Without what outsiders see through others, where nothing names it any more."""
        if self.token is not None:
            return copy
        while True:
            named = named_by(copy)
            kept = {
                each: node
                for each, node in copy.items()
                if node["__typename"] not in SEEN_THROUGH_OTHERS or each in named
            }
            if len(kept) == len(copy):
                return copy
            copy = kept

    def within(self, whole: str, copy: Copy | None = None) -> list[str]:
        """An object and everything that belongs to it, by what each object names."""
        copy = self.copy if copy is None else copy
        found = {whole}
        while True:
            more = {each for each, node in copy.items() if each not in found and _owners(node) & found}
            if not more:
                return sorted(found)
            found |= more


def named_by(copy: Copy) -> set[str]:
    """The ids of speakers, users and files that these objects name."""
    return {
        each
        for node in copy.values()
        for each in _ids(node)
        if each != node["id"] and _kind(each) in SEEN_THROUGH_OTHERS
    }


def _ids(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, each in value.items():
            if name == "id" and isinstance(each, str):
                yield each
            else:
                yield from _ids(each)
    elif isinstance(value, list):
        for each in value:
            yield from _ids(each)


def _kind(each: str) -> str:
    return each.partition("_")[0]


def _owners(node: dict[str, Any]) -> set[str]:
    """What an object belongs to."""
    kind = node["__typename"]
    names = OWNERS.get(kind, ("event", "community", "occurrence", "session"))
    found = [node.get(f"{kind}_{name}") for name in names]
    return {each["id"] for each in found if each and "id" in each}


OWNERS: dict[str, tuple[str, ...]] = {}
