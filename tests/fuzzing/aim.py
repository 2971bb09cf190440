"""Generated documents made to hit: they name rows that are there, and mostly values that are not refused at once."""

import random
import zlib
from collections.abc import Callable
from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    FloatValueNode,
    GraphQLInputObjectType,
    GraphQLSchema,
    IntValueNode,
    NameNode,
    Node,
    NullValueNode,
    ObjectFieldNode,
    ObjectValueNode,
    SelectionSetNode,
    StringValueNode,
    TypeInfo,
    TypeInfoVisitor,
    ValueNode,
    Visitor,
    get_named_type,
    is_abstract_type,
    parse,
    parse_value,
    visit,
)

from app.db.feed.reading import NO_FEED
from tests.gateway import START
from tests.reading.plain.world import ENTITIES, PARTS, World

Row = dict[str, Any]

KINDS = [name for name in (*ENTITIES.values(), *PARTS.values()) if name[0].isupper()]
# Those that have a global identifier.
NODES = [name for name in ENTITIES.values() if name[0].isupper()]
PAGING = {"first", "last", "after", "before"}
# Texts of which a form is expected, by the name of the argument or field.
FORMS: dict[str, tuple[str, ...]] = {
    "category": ("musica", "zoo", "none such"),
    "colour": ("#AABBCC", "#102030"),
    "country": ("AU", "JP"),
    "key": ("c_1001", "c_2001"),
    "language": ("en", "de-CH"),
    "mimeType": ("image/png", "application/pdf"),
    "organisationSlug": ("acme", "acme", "kanpai"),
    "profileHandle": ("ada", "grace_hopper"),
    "roles": ("moderator",),
    "permissions": ("MUTE_CHANNEL",),
}
# What a mutation's input needs although its type lets it be absent: what is missing alone would be refused.
DUE = {
    "displayName": '"Ada"',
    "durationMinutes": "45",
    "name": '"Ada"',
    "occurrenceUuid": "null",
    "priceUuid": "null",
    "rating": "3",
    "startsOn": "null",
    "text": '"Who is going?"',
    "ticketUuid": "null",
    "url": '"https://example.org/a.png"',
    "userUuid": "null",
}
TEXTS = ("Gala", "Ärger", "日本 🎪", "It's", "two words")


class Aim:
    """The rows of a store, and how to point documents at them. The same document is always pointed the same way."""

    def __init__(self, schema: GraphQLSchema, world: World, home: str) -> None:
        """`home`: the organisation whose rows are named mostly."""
        self._schema = schema
        self._rows = {kind: [row for row in world.all(kind) if "id" in row] for kind in KINDS}
        self._events = [row for row in world.all("Event") if row["organisation_id"] == home]
        self._open = [row for row in self._events if row["lifecycle"] == "PUBLISHED" and row["ends_at"] > START]
        self._home = home

    def at(self, text: str, number: int) -> DocumentNode:
        """`number`: the run of the document; every fourth run keeps its random values, except uuids."""
        rng = random.Random(zlib.crc32(text.encode()) + number)
        types = TypeInfo(self._schema)
        pointing = _Pointing(types, rng, self._nearby(rng), wild=number % 4 == 3)
        pointed: DocumentNode = visit(parse(text), TypeInfoVisitor(types, pointing))
        return pointed

    def _nearby(self, rng: random.Random) -> Callable[[str], Row | None]:
        """Draws rows that belong together: mostly those of one event, else of its organisation, else any."""
        event = rng.choice(self._open if rng.random() < 0.7 else self._events)

        def of_event(row: Row) -> bool:
            return event["id"] in (row.get("event_id"), row.get("id"))

        def of_home(row: Row) -> bool:
            gone = row.get("is_deleted") or row.get("is_global_ban")
            return not gone and "event_id" not in row and self._home in (row.get("organisation_id"), row.get("id"))

        def draw(kind: str) -> Row | None:
            chance, rows = rng.random(), self._rows[kind]
            if chance < 0.05 or not rows:
                return None
            near = [row for row in rows if of_event(row)] or [row for row in rows if of_home(row)]
            found: Row = rng.choice(near if near and chance < 0.9 else rows)
            return found

        return draw


class _Pointing(Visitor):
    """Rewrites one document."""

    def __init__(self, types: TypeInfo, rng: random.Random, draw: Callable[[str], Row | None], *, wild: bool) -> None:
        super().__init__()
        self._types = types
        self._rng = rng
        self._draw = draw
        self._wild = wild
        # The fields, arguments and parts of inputs around a value, each with the name of what it belongs to.
        self._inside: list[tuple[str, str]] = [("", "")]

    def enter(self, node: Node, *_where: Any) -> None:
        if isinstance(node, FieldNode):
            self._inside.append((node.name.value, ""))
        elif isinstance(node, ArgumentNode):
            self._inside.append((node.name.value, self._inside[-1][0]))
        elif isinstance(node, ObjectFieldNode):
            belongs = get_named_type(self._types.get_parent_input_type())
            self._inside.append((node.name.value, belongs.name if belongs else ""))

    def leave(self, node: Node, *_where: Any) -> Node | None:
        if isinstance(node, FieldNode | ArgumentNode | ObjectFieldNode):
            self._inside.pop()
        if isinstance(node, FieldNode):
            return self._page(node)
        if isinstance(node, SelectionSetNode) and is_abstract_type(self._types.get_parent_type()):
            # Whoever answers something abstract must say what it is.
            typename = FieldNode(name=NameNode(value="__typename"), arguments=(), directives=())
            return SelectionSetNode(selections=(typename, *node.selections))
        if isinstance(node, ObjectValueNode):
            return self._complete(node)
        if isinstance(node, StringValueNode | IntValueNode | FloatValueNode):
            kind = get_named_type(self._types.get_input_type())
            if kind is not None:
                return self._value(node, kind.name, *self._inside[-1])
        return None

    def _page(self, node: FieldNode) -> FieldNode | None:
        """One size and no cursor: a document with others is refused, and nothing else in it is tested."""
        if self._wild or not any(each.name.value in PAGING | {"since"} for each in node.arguments or ()):
            return None
        changes = node.name.value == "changes"
        rest = [each for each in node.arguments or () if each.name.value not in PAGING | {"since"}]
        if changes:
            start = StringValueNode(value=str(NO_FEED.end))
            rest.append(ArgumentNode(name=NameNode(value="since"), value=start))
        size = IntValueNode(value=str(self._rng.randint(1, 9)))
        page = ArgumentNode(
            name=NameNode(value="first" if changes else self._rng.choice(("first", "last"))), value=size
        )
        return FieldNode(
            alias=node.alias,
            name=node.name,
            arguments=(*rest, page),
            directives=node.directives,
            selection_set=node.selection_set,
        )

    def _complete(self, node: ObjectValueNode) -> ObjectValueNode | None:
        kind = get_named_type(self._types.get_input_type())
        if self._wild or not isinstance(kind, GraphQLInputObjectType) or not kind.name.endswith("Input"):
            return None
        if kind.name.startswith("Update") or self._rng.random() < 0.2:
            return None
        given = {each.name.value: each for each in node.fields or () if not isinstance(each.value, NullValueNode)}
        due = DUE.keys() & kind.fields.keys() - given.keys()
        if not due:
            return None
        for name in sorted(due):
            value = parse_value(DUE[name])
            if name == "startsOn":
                value = self._start()
            elif name.endswith("Uuid"):
                value = self._value(StringValueNode(value=""), "UUID", name, kind.name) or value
            given[name] = ObjectFieldNode(name=NameNode(value=name), value=value)
        return ObjectValueNode(fields=tuple(given.values()))

    def _start(self) -> ValueNode:
        """A moment at which the event takes place, if it does."""
        row = self._draw("Occurrence")
        return NullValueNode() if row is None else parse_value(f'{{utc: "{row["starts_at"]:%Y-%m-%dT%H:%M:%SZ}"}}')

    def _value(
        self, node: StringValueNode | IntValueNode | FloatValueNode, kind: str, name: str, belongs: str
    ) -> ValueNode | None:
        if kind in ("UUID", "ID"):
            about = kind_named(name, belongs) or self._rng.choice(NODES if kind == "ID" else KINDS)
            row = self._draw(about)
            if row is None:
                return None
            return StringValueNode(value=f"{about}_{row['id']}" if kind == "ID" else row["id"])
        if self._wild:
            return None
        if name == "slug" and belongs.endswith("Input"):
            return StringValueNode(value=f"made-{self._rng.randrange(1_000_000)}")
        if name == "slug":
            event = self._draw("Event")
            return (
                StringValueNode(value=event["slug"])
                if event and belongs == "eventBySlug"
                else StringValueNode(value="acme")
            )
        if kind == "String":
            return StringValueNode(value=self._rng.choice(FORMS.get(name, TEXTS)))
        if kind == "Int":
            return IntValueNode(value=str(abs(int(node.value)) % 60))
        if kind == "Float":
            return FloatValueNode(value=str(float(node.value) % 90))
        return None


def kind_named(name: str, belongs: str) -> str | None:
    """The kind of row that a uuid of this name stands for, in a field or an input of that name."""
    found = _last_kind(name[:1].upper() + name[1:])
    return found or _last_kind(belongs[:1].upper() + belongs[1:])


def _last_kind(name: str) -> str | None:
    ends = [(name.rfind(kind) + len(kind), len(kind), kind) for kind in KINDS if kind in name]
    return max(ends)[2] if ends else None
