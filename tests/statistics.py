"""PostgreSQL's estimate of the size of a table, by which it plans queries whatever rows are stored."""

from sqlalchemy import text
from sqlmodel import Session, SQLModel

_BELIEVED = "UPDATE pg_class SET reltuples = :rows, relpages = 1000 WHERE oid = CAST(:table AS regclass)"
_COUNTED = "SELECT reltuples FROM pg_class WHERE oid = CAST(:table AS regclass)"


def set_row_estimate(db: Session, table: type[SQLModel], rows: int) -> None:
    """Set the estimate to this number of rows on a thousand pages. 0: as after all rows were deleted."""
    db.connection().execute(text(_BELIEVED), {"rows": rows, "table": table.__tablename__})


def row_estimate(db: Session, table: type[SQLModel]) -> int:
    """The estimated number of rows."""
    return int(db.connection().execute(text(_COUNTED), {"table": table.__tablename__}).scalar_one())
