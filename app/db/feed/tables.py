"""The state of each organisation's feed."""

from uuid import UUID

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from app.db.columns import Uuid
from app.db.metadata import OUTSIDE_THE_FEED


class FeedRow(SQLModel, table=True):
    """One row for each organisation that has ever changed.

    position  of the newest change; the row stays locked from the append to the commit, so that positions become
              visible in ascending order
    pruned    up to here changes were deleted, and cannot be replayed
    compacted  up to here, updates were deleted that later changes replace
    epoch     a random number; another one when the database was restored, since positions are then used again
    """

    __tablename__ = "feed"
    __table_args__ = OUTSIDE_THE_FEED

    organisation_id: UUID = Field(primary_key=True, sa_type=Uuid)
    position: int = Field(sa_type=BigInteger)
    pruned: int = Field(default=0, sa_type=BigInteger)
    # Processes of older versions do not write it.
    compacted: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})
    epoch: int = Field(sa_type=BigInteger)
