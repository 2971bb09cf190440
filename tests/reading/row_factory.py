"""Makes rows from a seed: the same ids, texts and choices in every run."""

import random
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlmodel import Session as DbSession
from sqlmodel import SQLModel

from app.core.folding import fold
from app.db.all_tables import metadata
from app.db.bulk import insert_all
from app.db.timestamps import created, relocalise
from app.events.tables import EventRow
from tests.builders import following
from tests.gateway import START, Gateway

Row = TypeVar("Row", bound=SQLModel)

# What breaks SQL, JSON or a template when it is not kept apart from them.
TEXTS = (
    'He said "hi" \\ and left',
    "Zürich’s Ünïcode · 日本語 · עברית",
    "🎪👩‍🚀 emoji",
    "'; DROP TABLE event; --",
    "{curly} %s %d $1 ?1 :name",
    "two\nlines\tand a tab",
    "</script>\u2028\u0001\x7f",
    "null",
    "",
    " blanks ",
    "[1, 2]",
)
# Names that fold to the same key, and names whose bytes and letters sort differently.
NAMES = ("Gala", "gála", "Ärger", "Zebra", "apple", "Œuvre", "日本", "🎪 Circus", 'It\'s "the" one', "gala")


class Maker:
    """Makes rows with ids and choices out of one seed, and keeps them until they are stored."""

    def __init__(self) -> None:
        self.rng = random.Random("population")
        self.rows: list[SQLModel] = []

    def new(self, table: type[Row], **values: Any) -> Row:
        columns = table.__table__.columns.keys()  # type: ignore[attr-defined]
        base: dict[str, Any] = {"id": UUID(int=self.rng.getrandbits(128), version=4)}
        if "timezone" in values:
            base |= created(START - timedelta(hours=self.rng.randrange(9)), values["timezone"])
        if "name" in values:
            base["name_key"] = fold(values["name"] or "")
        base |= following(table, {**base, **values})
        row = table(**{name: value for name, value in {**base, **values}.items() if name in columns})
        if hasattr(row, "timezone"):
            relocalise(row)
        self.rows.append(row)
        return row

    def part(self, table: type[Row], event: EventRow, **values: Any) -> Row:
        owner = {"organisation_id": event.organisation_id, "event_id": event.id, "timezone": event.timezone}
        return self.new(table, **{**owner, **values})

    def text(self) -> str:
        return self.rng.choice(TEXTS)

    def maybe(self, value: Any) -> Any:
        return value if self.rng.random() < 0.6 else None

    def store(self, gateway: Gateway) -> None:
        """Table by table, those first that others refer to."""
        order = [table.name for table in metadata.sorted_tables]

        def write(db: DbSession) -> None:
            tables = {str(row.__tablename__): type(row) for row in self.rows}
            for _, table in sorted(tables.items(), key=lambda item: order.index(item[0])):
                insert_all(db, [row for row in self.rows if type(row) is table])

        gateway.write(write)


def booking_window(make: Maker) -> dict[str, Any]:
    """Resolved moments about now, at it, or none."""
    opens, closes = make.rng.choice(
        ((None, None), (-50, 50), (-50, 50), (-50, -1), (-50, 0), (0, 50), (1, 50), (30, 31), (-50, None))
    )
    moments = {"opens_at": opens, "closes_at": closes}
    return {name: None if hours is None else START + timedelta(hours=hours) for name, hours in moments.items()}
