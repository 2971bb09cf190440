"""SQL of the user who acts on an event."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Boolean, bindparam, text
from sqlmodel import Session as DbSession

from app.db.columns import Uuid
from app.db.fixed import FixedStatement
from app.guests.tables import STANDING


@dataclass(frozen=True, slots=True)
class Standing:
    """The user who acts on an event. `is_deleted` is None where the organisation has no such user."""

    is_deleted: bool | None
    is_banned: bool
    is_invited: bool


_STANDING = FixedStatement(
    text(f"SELECT {STANDING} FROM user_account us WHERE us.id = :user AND us.organisation_id = :organisation")
    .bindparams(*(bindparam(name, type_=Uuid()) for name in ("event", "user", "organisation")))
    .columns(is_deleted=Boolean(), is_banned=Boolean(), is_invited=Boolean())
)


def standing_of(db: DbSession, organisation_id: UUID, event_id: UUID, user_id: UUID) -> Standing:
    """Whether this is a user of the organisation, and invited to its event."""
    found = _STANDING.row(db, {"event": event_id, "user": user_id, "organisation": organisation_id})
    return Standing(None, False, False) if found is None else Standing(*found)
