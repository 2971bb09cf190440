"""The naming convention of constraints and indexes, the same on both engines and in every migration."""

from sqlmodel import SQLModel

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

metadata = SQLModel.metadata
metadata.naming_convention = NAMING

# In the last argument of a table: transactions may write its rows without recording a change.
_OUTSIDE = "outside the feed"
OUTSIDE_THE_FEED = {"info": {_OUTSIDE: True}}


def is_outside_the_feed(table: str) -> bool:
    """Whether rows of this table may change without a change in the feed of their organisation."""
    return _OUTSIDE in metadata.tables[table].info
