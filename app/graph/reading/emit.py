"""JSON in SQL, once per engine.

SQLite: its json functions, whose values keep their JSON subtype through scalar sub-selects and CASE.
PostgreSQL: text joined by `||`, about a quarter cheaper there than `json_build_object`; every piece is NOT NULL.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence

from app.graph.reading.parameters import Binds, Env

Pair = tuple[str, str]

# json_object() takes 127 arguments on SQLite.
SQLITE_KEYS = 60
# 3.40's parser has 100 stack entries: a row's JSON whose brackets nest deeper goes into a CTE of its own.
SQLITE_NESTING = 8

_LITERAL = re.compile(r"'[^']*'")


class Emitter(ABC):
    """One statement being written. The pieces it returns are JSON-valued SQL expressions."""

    dialect: str
    null: str

    def __init__(self, style: str) -> None:
        self.binds = Binds(style)
        self.named: list[str] = []
        self.mine: Callable[[str], str] = _nobodys
        self._aliases = 0

    def alias(self) -> str:
        self._aliases += 1
        return f"a{self._aliases}"

    def now(self) -> str:
        return self.binds.named("now", _now, "text")

    def tenant(self) -> str:
        return self.binds.named("tenant", _tenant, "uuid")

    def aggregate(self) -> str:
        return self.binds.named("aggregate", _aggregate, "uuid")

    def fill(self, template: str, **aliases: str) -> str:
        """A mapping's template over its aliases, with the bound values that it names."""
        if "{now}" in template:
            aliases["now"] = self.now()
        if "{tenant}" in template:
            aliases["tenant"] = self.tenant()
        if "{caller}" in template:
            aliases["caller"] = self.binds.named("caller", _caller, "uuid")
        if "{public_url}" in template:
            aliases["public_url"] = self.binds.named("public_url", _public_url, "text")
        if "{store_url}" in template:
            aliases["store_url"] = self.binds.named("store_url", _store_url, "text")
        return template.format_map(aliases)

    def statement(self, value: str, source: str = "") -> str:
        """The whole: named parts first."""
        ctes = f"WITH {', '.join(self.named)} " if self.named else ""
        return f"{ctes}SELECT {value}{source}"

    def too_deep(self, value: str) -> bool:
        """Whether a row's JSON must stand in a CTE, because the engine's parser would not take it nested."""
        return False

    @abstractmethod
    def leaf(self, sql: str, kind: str, *, nullable: bool) -> str:
        """A column or expression of one of the kinds: text plain uuid int float bool bigint json."""

    @abstractmethod
    def constant(self, text: str) -> str:
        """A string that needs no escaping."""

    @abstractmethod
    def obj(self, pairs: Sequence[Pair]) -> str: ...

    @abstractmethod
    def optional(self, absent: str, value: str) -> str:
        """Null where the condition holds."""

    @abstractmethod
    def one(self, select: str) -> str:
        """A scalar sub-select that may find nothing: then null."""

    @abstractmethod
    def items(self, item: str, only: str = "") -> str:
        """An aggregate: the list of the rows' items, of those rows where `only` holds."""

    @abstractmethod
    def array(self, items: Sequence[str]) -> str:
        """A list whose items are known one by one; there is at least one."""

    @abstractmethod
    def cursor(self, tag: str, sort: str, key: str) -> str:
        """The opaque cursor of a row (SQL text, not JSON)."""

    @abstractmethod
    def within(self, expression: str, values: str) -> str:
        """The expression is one of the values of a bound list."""

    @abstractmethod
    def every(self, values: str, item: str, condition: str) -> str:
        """The condition on `item` holds for all values of a bound list."""

    @abstractmethod
    def contains(self, text: str, part: str) -> str: ...

    @abstractmethod
    def least(self, left: str, right: str) -> str: ...

    @abstractmethod
    def each(self, values: str, alias: str) -> str:
        """FROM item: a bound JSON list of [type, uuid] pairs as columns `kind`, `id`, `place`."""


class SqliteEmitter(Emitter):
    dialect = "sqlite"
    null = "NULL"

    def __init__(self) -> None:
        super().__init__("?")

    def too_deep(self, value: str) -> bool:
        depth = deepest = 0
        for char in _LITERAL.sub("", value):
            if char == "(":
                depth += 1
                deepest = max(deepest, depth)
            elif char == ")":
                depth -= 1
        return deepest > SQLITE_NESTING

    def leaf(self, sql: str, kind: str, *, nullable: bool) -> str:
        if kind == "bool":
            value = f"CASE WHEN {sql} THEN json('true') ELSE json('false') END"
            return f"CASE WHEN ({sql}) IS NULL THEN NULL ELSE {value} END" if nullable else value
        if kind == "json":
            return f"json({sql})"
        if kind == "bigint":
            return f"CAST({sql} AS TEXT)"
        if kind == "float":
            # By itself SQLite prints 15 digits, and a double needs 17 to come back as it was.
            value = f"json(printf('%!.17g', {sql}))"
            return f"CASE WHEN ({sql}) IS NULL THEN NULL ELSE {value} END" if nullable else value
        return sql

    def constant(self, text: str) -> str:
        return f"'{text}'"

    def obj(self, pairs: Sequence[Pair]) -> str:
        if len(pairs) <= SQLITE_KEYS:
            arguments = ", ".join(f"'{key}', {value}" for key, value in pairs)
            return f"json_object({arguments})"
        parts = [self.obj(pairs[i : i + SQLITE_KEYS]) for i in range(0, len(pairs), SQLITE_KEYS)]
        # Each part stands here once, or objects in objects would double the statement with every level:
        # its closing brace is found by a character that JSON text never holds, not by its length.
        open_ended = [f"replace({part} || char(1), '}}' || char(1), ',')" for part in parts[:-1]]
        first, *rest = [*open_ended, parts[-1]]
        return f"json({first} || {' || '.join(f'substr({part}, 2)' for part in rest)})"

    def optional(self, absent: str, value: str) -> str:
        return f"CASE WHEN {absent} THEN NULL ELSE {value} END"

    def one(self, select: str) -> str:
        return f"({select})"

    def items(self, item: str, only: str = "") -> str:
        return f"json_group_array({item})" + (f" FILTER (WHERE {only})" if only else "")

    def array(self, items: Sequence[str]) -> str:
        return f"json_array({', '.join(items)})"

    def cursor(self, tag: str, sort: str, key: str) -> str:
        return f"hex('{tag}~' || {sort} || '~' || {key})"

    def within(self, expression: str, values: str) -> str:
        return f"{expression} IN (SELECT value FROM json_each({values}))"

    def every(self, values: str, item: str, condition: str) -> str:
        each = f"(SELECT value AS {item} FROM json_each({values}))"
        return f"NOT EXISTS (SELECT 1 FROM {each} WHERE NOT ({condition}))"

    def contains(self, text: str, part: str) -> str:
        return f"instr({text}, {part}) > 0"

    def least(self, left: str, right: str) -> str:
        return f"min({left}, {right})"

    def each(self, values: str, alias: str) -> str:
        return (
            f"(SELECT json_extract(value, '$[0]') AS kind, json_extract(value, '$[1]') AS id, key AS place"
            f" FROM json_each({values}) ORDER BY key) {alias}"
        )


class PostgresEmitter(Emitter):
    dialect = "postgresql"
    null = "'null'"

    def __init__(self) -> None:
        super().__init__("$")

    def leaf(self, sql: str, kind: str, *, nullable: bool) -> str:
        if kind == "text":
            value = f"to_json(({sql})::text)::text"
        elif kind in ("plain", "uuid", "bigint"):
            value = f"'\"' || ({sql})::text || '\"'"
        elif kind == "float":
            value = f"to_json({sql})::text"
        else:  # int, bool, json print as JSON does
            value = f"({sql})::text"
        return f"coalesce({value}, 'null')" if nullable else f"({value})"

    def constant(self, text: str) -> str:
        return f"'\"{text}\"'"

    def obj(self, pairs: Sequence[Pair]) -> str:
        if not pairs:
            return "'{}'"
        inner = " || ',".join(f'"{key}":\' || {value}' for key, value in pairs)
        return f"('{{{inner} || '}}')"

    def optional(self, absent: str, value: str) -> str:
        return f"CASE WHEN {absent} THEN 'null' ELSE {value} END"

    def one(self, select: str) -> str:
        return f"coalesce(({select}), 'null')"

    def items(self, item: str, only: str = "") -> str:
        where = f" FILTER (WHERE {only})" if only else ""
        return f"('[' || coalesce(string_agg({item}, ','){where}, '') || ']')"

    def array(self, items: Sequence[str]) -> str:
        inner = " || ',' || ".join(items)
        return f"('[' || {inner} || ']')"

    def cursor(self, tag: str, sort: str, key: str) -> str:
        return f"upper(encode(convert_to('{tag}~' || {sort} || '~' || {key}, 'UTF8'), 'hex'))"

    def within(self, expression: str, values: str) -> str:
        return f"{expression} = ANY({values})"

    def every(self, values: str, item: str, condition: str) -> str:
        return f"NOT EXISTS (SELECT 1 FROM unnest({values}) AS u({item}) WHERE NOT ({condition}))"

    def contains(self, text: str, part: str) -> str:
        return f"strpos({text}, {part}) > 0"

    def least(self, left: str, right: str) -> str:
        return f"least({left}, {right})"

    def each(self, values: str, alias: str) -> str:
        return (
            f"(SELECT v->>0 AS kind, (v->>1)::uuid AS id, place"
            f" FROM json_array_elements({values}::json) WITH ORDINALITY AS j(v, place) ORDER BY place) {alias}"
        )


def emitter(dialect: str) -> Emitter:
    return SqliteEmitter() if dialect == "sqlite" else PostgresEmitter()


def _nobodys(_alias: str) -> str:
    """Until the compiler says whose rows are the reader's own."""
    return "FALSE"


def _now(env: Env) -> str:
    return env.now


def _tenant(env: Env) -> object:
    return str(env.tenant)


def _caller(env: Env) -> object:
    return str(env.caller)


def _public_url(env: Env) -> str:
    return env.addresses.public_url


def _store_url(env: Env) -> str:
    return env.addresses.store_url


def _aggregate(env: Env) -> object:
    return str(env.aggregate)
