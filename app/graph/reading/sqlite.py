"""SQLite: its JSON functions, whose values keep their JSON subtype through scalar sub-selects and CASE."""

from collections.abc import Sequence

import orjson

from app.graph.reading.dialect import Functions
from app.graph.reading.nesting import Nesting, parts_of
from app.graph.reading.printer import Printer
from app.graph.reading.tree import (
    Array,
    Constant,
    Cursor,
    Ids,
    Items,
    Leaf,
    Node,
    NullWhen,
    Object,
    Row,
    RowCondition,
    Select,
    ToOne,
)


class SqliteFunctions(Functions):
    def within(self, expression: str, values: str) -> str:
        return f"{expression} IN (SELECT value FROM json_each({values}))"

    def every(self, values: str, item: str, condition: str) -> str:
        each = f"(SELECT value AS {item} FROM json_each({values}))"
        return f"NOT EXISTS (SELECT 1 FROM {each} WHERE NOT ({condition}))"

    def contains(self, text: str, part: str) -> str:
        return f"instr({text}, {part}) > 0"

    def texts(self, items: Sequence[str]) -> str:
        return orjson.dumps(items).decode()


class SqlitePrinter(Printer):
    """Rows that nest too deep for SQLite's parser become common table expressions."""

    def __init__(self) -> None:
        super().__init__()
        self._nesting = Nesting()
        self._named: list[str] = []

    def statement(self, node: Select) -> str:
        text = super().statement(node)
        return f"WITH {', '.join(self._named)} {text}" if self._named else text

    def placeholder(self, number: int, cast: str) -> str:
        return f"?{number}"

    def least(self, left: str, right: str) -> str:
        return f"min({left}, {right})"

    def cursor(self, node: Cursor) -> str:
        return f"hex('{self.name(node.tag)}~' || {node.sort} || '~' || {node.key})"

    def constant(self, node: Constant) -> str:
        return "NULL" if node.text is None else f"'{self.name(node.text)}'"

    def leaf(self, node: Leaf) -> str:
        sql = node.value.accept(self)
        if node.kind == "bool":
            value = f"CASE WHEN {sql} THEN json('true') ELSE json('false') END"
            return f"CASE WHEN ({sql}) IS NULL THEN NULL ELSE {value} END" if node.nullable else value
        if node.kind == "json":
            return f"json({sql})"
        if node.kind == "bigint":
            return f"CAST({sql} AS TEXT)"
        if node.kind == "float":
            # By itself SQLite prints 15 digits, and a double needs 17 to come back as it was.
            value = f"json(printf('%!.17g', {sql}))"
            return f"CASE WHEN ({sql}) IS NULL THEN NULL ELSE {value} END" if node.nullable else value
        return sql

    def object(self, node: Object) -> str:
        texts = [f"json_object({', '.join(map(self._pair, part))})" for part in parts_of(node)]
        if len(texts) == 1:
            return texts[0]
        # Each part is printed once, or objects in objects would double the statement with every level:
        # its closing brace is found by a character that JSON text never holds, not by its length.
        open_ended = [f"replace({text} || char(1), '}}' || char(1), ',')" for text in texts[:-1]]
        first, *rest = [*open_ended, texts[-1]]
        return f"json({first} || {' || '.join(f'substr({text}, 2)' for text in rest)})"

    def _pair(self, pair: tuple[str, Node]) -> str:
        key, value = pair
        return f"'{self.name(key)}', {value.accept(self)}"

    def array(self, node: Array) -> str:
        return f"json_array({', '.join([item.accept(self) for item in node.items])})"

    def null_when(self, node: NullWhen) -> str:
        return f"CASE WHEN {node.condition.accept(self)} THEN NULL ELSE {node.value.accept(self)} END"

    def row(self, node: Row) -> str:
        value = super().row(node)
        if not self._nesting.is_named(node):
            return value
        name, table, alias = f"r{len(self._named) + 1}", node.table.accept(self), node.alias
        self._named.append(f"{name}(id, j) AS NOT MATERIALIZED (SELECT {alias}.id, {value} FROM {table} {alias})")
        return f"(SELECT json({name}.j) FROM {name} WHERE {name}.id = {alias}.id)"

    def row_condition(self, node: RowCondition) -> str:
        condition = super().row_condition(node)
        if not self._nesting.is_named_condition(node):
            return condition
        name, table, alias = f"r{len(self._named) + 1}", node.table.accept(self), node.alias
        self._named.append(f"{name}(id) AS NOT MATERIALIZED (SELECT {alias}.id FROM {table} {alias} WHERE {condition})")
        return f"EXISTS (SELECT 1 FROM {name} WHERE {name}.id = {alias}.id)"

    def to_one(self, node: ToOne) -> str:
        return f"({self.select(node.rows)})"

    def items(self, node: Items) -> str:
        only = "" if node.only is None else f" FILTER (WHERE {node.only.accept(self)})"
        return f"json_group_array({node.item.accept(self)}){only}"

    def ids(self, node: Ids) -> str:
        return (
            f"(SELECT json_extract(value, '$[0]') AS kind, json_extract(value, '$[1]') AS id, key AS place"
            f" FROM json_each({self.parameter(node.values)}) ORDER BY key) {node.alias}"
        )
