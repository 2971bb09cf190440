"""`make lint` refuses what a patch, or the columns of a row, do not declare; and these are columns of a table."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import TypedDict, get_type_hints, is_typeddict

import pytest
from mypy import api
from sqlmodel import SQLModel

from app.core.fields import Rules, Text
from app.db.all_tables import metadata
from app.events.columns import EventValues
from app.events.tables import EventRow
from app.tickets.columns import TicketValues
from tests.test_architecture import Place

ROOT = Path(__file__).parent.parent
IMPORTS = (
    "from app.booking.columns import BookingWindowValues",
    "from app.booking.rules import start_of",
    "from app.events.columns import EventValues",
    "from app.events.commerce.rules.coupons import COUPON",
    "from app.events.patches.event import UpdateEventPatch",
    "from app.events.values import EventStatusChange",
    "from app.core.fields import sent",
    "from app.tickets.columns import TicketValues",
    "from app.tickets.patches import TicketPatch",
    "from app.tickets.values import TicketCategory",
)
# What is checked, and the fault that mypy finds in it. `update` is a patch of an event, `patch` one of a ticket;
# `event`, `ticket` and `window` are values of rows.
CASES = {
    'update.get("statsu") is EventStatusChange.CANCELLED': 'TypedDict "UpdateEventPatch" has no key "statsu"',
    'update.get("status") is EventStatusChange.CANCELLED': None,
    'patch.get("categry") is TicketCategory.PAID': 'TypedDict "TicketPatch" has no key "categry"',
    '"categry" in patch': 'TypedDict "TicketPatch" has no key "categry"',
    'patch["categry"] is None': 'TypedDict "TicketPatch" has no key "categry"',
    'patch.get("category") is TicketCategory.PAID': None,
    '"category" in patch': None,
    'ticket["categry"] == "PAID"': 'TypedDict "TicketValues" has no key "categry"',
    'ticket.get("categry") == "PAID"': 'TypedDict "TicketValues" has no key "categry"',
    'ticket["category"] == "PAID"': None,
    'event["rsvp_count"].startswith("1")': '"int" has no attribute "startswith"',
    'event["rsvp_count"] > 1': None,
    'start_of({"booking_start_type": "IMMEDIATE"}).at is None': (
        'Extra key "booking_start_type" for TypedDict "WindowEndsValues"'
    ),
    "start_of(event).at is None": None,
    'start_of({**window, "booking_starts_at": "noon"}).at is None': (
        'Incompatible types (expression has type "str", TypedDict item "booking_starts_at" has type "datetime | None")'
    ),
    'sent(patch, COUPON)["coed"] == ""': 'TypedDict "DescribedCouponValues" has no key "coed"',
    'sent(patch, COUPON)["code"] == ""': None,
}


def test_a_key_that_a_patch_or_a_row_does_not_have_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    taken = (
        "update: UpdateEventPatch, patch: TicketPatch, event: EventValues, ticket: TicketValues,"
        " window: BookingWindowValues"
    )
    lines = [*IMPORTS, *(f"def f{number}({taken}) -> bool: return {case}" for number, case in enumerate(CASES))]
    snippet = tmp_path / "snippet.py"
    snippet.write_text("\n".join(lines) + "\n")
    out, _err, _status = api.run(
        [str(snippet), "--no-error-summary", "--num-workers", "0", "--cache-dir", str(tmp_path)]
    )
    found = {
        int(line.split(":")[1]) - len(IMPORTS) - 1: line.split(" error: ")[1].split("  [")[0]
        for line in out.splitlines()
        if " error: " in line
    }
    assert found == {number: fault for number, fault in enumerate(CASES.values()) if fault}


def all_rows(parent: type[SQLModel] = SQLModel) -> Iterator[type[SQLModel]]:
    for row in parent.__subclasses__():
        yield row
        yield from all_rows(row)


ROWS = {str(row.__tablename__): row for row in all_rows() if hasattr(row, "__table__")}


def declared_values() -> list[type]:
    """The TypedDicts of all modules `columns`."""
    paths = [path for path in (ROOT / "app").glob("**/columns.py") if path.parent.name != "db"]
    names = (".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths)
    modules = [import_module(name) for name in names]
    return [
        each
        for module in modules
        for each in vars(module).values()
        if is_typeddict(each) and each.__module__ == module.__name__
    ]


def tables_with(values: type) -> list[str]:
    """The tables that have all these columns, with these types."""
    declared = get_type_hints(values)
    return [
        table.name
        for table in metadata.sorted_tables
        if declared.items() <= {name: field.annotation for name, field in ROWS[table.name].model_fields.items()}.items()
    ]


@pytest.mark.parametrize("values", declared_values(), ids=lambda values: values.__name__)
def test_values_are_columns_of_a_table(values: type) -> None:
    assert tables_with(values)


def test_an_event_has_exactly_the_declared_columns() -> None:
    assert get_type_hints(EventValues) == {name: field.annotation for name, field in EventRow.model_fields.items()}


class Misspelt(TypedDict):
    booking_start_type: str


class OfAnotherType(TypedDict):
    booking_starts_type: int


class OfTwoTables(TypedDict):
    rsvp_count: int
    code_key: str


class Right(TypedDict):
    rsvp_count: int
    lifecycle: str


def test_values_that_no_table_has_are_found() -> None:
    assert [tables_with(each) for each in (Misspelt, OfAnotherType, OfTwoTables, Right)] == [[], [], [], ["event"]]


def test_rules_name_columns_that_there_are() -> None:
    checked = Rules(TicketValues, {"name": Text(1)})
    assert checked.columns == {"name": "name"}
    assert Rules(TicketValues, {"title": Text(1)}, title="name").columns == {"title": "name"}
    with pytest.raises(TypeError, match="TicketValues or the rules do not have title"):
        Rules(TicketValues, {"title": Text(1)})
    with pytest.raises(TypeError, match="TicketValues or the rules do not have title"):
        Rules(TicketValues, {"name": Text(1)}, title="name")


# Below GraphQL, values have names and types: those of a patch, of columns or of a row.
TYPED_LAYERS = {"values", "patches", "columns", "rules", "expansion", "tables", "store", "operations", "part"}


def untyped_mappings(source: str) -> Iterator[int]:
    """The lines on which a mapping of names holds Any. For any table and any document, `object` says it."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Subscript) or ast.unparse(node.slice) != "(str, Any)":
            continue
        if ast.unparse(node.value).lower().endswith(("dict", "mapping")):
            yield node.lineno


def test_no_layer_below_graphql_has_untyped_mappings() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sorted((ROOT / "app").glob("**/*.py"))
        if Place.of(path.relative_to(ROOT / "app").with_suffix("").parts).layer in TYPED_LAYERS
        for line in untyped_mappings(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("def f(x: Mapping[str, Any]) -> dict[str, Any]: ...", [1, 1]),
        ("x = 1\ny: list[dict[str, Any]]", [2]),
        ("x: typing.MutableMapping[str, Any]", [1]),
        ("x: Mapping[str, object]\ny: tuple[str, Any]\nz: dict[UUID, Any]", []),
    ],
)
def test_an_untyped_mapping_is_found(source: str, lines: list[int]) -> None:
    assert list(untyped_mappings(source)) == lines
