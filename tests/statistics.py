"""What PostgreSQL believes about the size of a table: it plans by that, and not by the rows that are there."""

from sqlalchemy import text
from sqlmodel import Session, SQLModel

_BELIEVED = "UPDATE pg_class SET reltuples = :rows, relpages = 1000 WHERE oid = CAST(:table AS regclass)"
_COUNTED = "SELECT reltuples FROM pg_class WHERE oid = CAST(:table AS regclass)"


def believe(db: Session, table: type[SQLModel], rows: int) -> None:
    """Let the server take the table for one of so many rows on a thousand pages. With 0: emptied, not yet cut off."""
    db.connection().execute(text(_BELIEVED), {"rows": rows, "table": table.__tablename__})


def believed_rows(db: Session, table: type[SQLModel]) -> int:
    """How many rows the server takes the table to have."""
    return int(db.connection().execute(text(_COUNTED), {"table": table.__tablename__}).scalar_one())
