"""SQL of the sessions that somebody has chosen on a date, when their booking goes to another date."""

from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlmodel import Session as DbSession

from app.db.columns import Uuid

# What the user has chosen on the one date, and the same session on the other: its row there, if it takes place and has
# room, and whether they have it already.
_CHOSEN = """
SELECT ss.id, se.name, ss.selection_id, other.id,
  (SELECT count(*) FROM session_selected s2 WHERE s2.session_occurrence_id = other.id AND s2.selection_id = sel.id),
  CASE WHEN se.rsvp AND coalesce(other.rsvp_capacity, se.rsvp_capacity) = 'UNLIMITED' THEN 0
    WHEN coalesce(other.capacity, se.capacity) <=
      (SELECT count(*) FROM session_selected s3 WHERE s3.session_occurrence_id = other.id) THEN 1 ELSE 0 END
FROM session_selection sel
JOIN session_selected ss ON ss.selection_id = sel.id
JOIN session_occurrence so ON so.id = ss.session_occurrence_id AND so.occurrence_id = :old
JOIN session se ON se.id = so.session_id
LEFT JOIN session_occurrence other ON other.session_id = se.id AND other.occurrence_id = :new AND other.enabled
WHERE sel.event_id = :event AND sel.user_id = :user
ORDER BY so.starts_at, so.id
"""


def move_choices(db: DbSession, event_id: UUID, user_id: UUID, old: UUID, new: UUID) -> tuple[UUID | None, list[str]]:
    """Let what the user has chosen on the old date be chosen on the new one, where it takes place and has room.

    The selection that has changed, if any; and the names of the sessions that stay as they were chosen.
    """
    found = _bound(db, _CHOSEN, event=event_id, user=user_id, old=old, new=new).all()
    selection, left = None, []
    for chosen, name, selection_id, other, has_it, full in found:
        if other is None or (full and not has_it):
            left.append(name)
            continue
        if has_it:
            _bound(db, "DELETE FROM session_selected WHERE id = :id", id=_uuid(chosen))
        else:
            sql = "UPDATE session_selected SET session_occurrence_id = :other WHERE id = :id"
            _bound(db, sql, other=_uuid(other), id=_uuid(chosen))
        selection = _uuid(selection_id)
    return selection, left


def _uuid(value: UUID | str) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


def _bound(db: DbSession, sql: str, **uuids: UUID) -> Any:
    return db.connection().execute(text(sql).bindparams(*(bindparam(name, at, Uuid()) for name, at in uuids.items())))
