"""Giving a user's calendar a new secret address, which ends the one before."""

import secrets
from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.calendars.rules.secrets import PREFIX, calendar_path, secret_hash
from app.calendars.store import end_calendar
from app.calendars.tables import UserCalendarRow
from app.core.outcome import PublicPath, Written
from app.core.problems import Path, refuse_any
from app.db.outbox import ChangeKind, record
from app.db.timestamps import touch
from app.users.rules import problems_with_acting
from app.users.store import user_to_change

USER: Path = ("uuid",)


def rotate_user_calendar(db: DbSession, caller: Caller, *, uuid: UUID, now: datetime) -> Written:
    """The address is answered once, and cannot be read again. DELETED: the user has been deleted."""
    user = user_to_change(db, caller, uuid, USER)
    refuse_any(problems_with_acting(user.is_deleted, False, USER))
    end_calendar(db, user.id)
    secret = PREFIX + secrets.token_urlsafe(32)
    hashed = secret_hash(secret)
    assert hashed is not None
    db.add(UserCalendarRow(user_id=user.id, organisation_id=user.organisation_id, hash=hashed, created_at=now))
    touch(user, now)
    db.flush()
    record(db, ChangeKind.UPDATED, "User", user.id, organisation_id=user.organisation_id, event_id=None, at=now)
    return Written(ids={"user": user.id}, aggregate=user.id, extra={"address": PublicPath(calendar_path(secret))})
