"""Making, changing and deleting communities."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.communities.operations.members import join
from app.communities.rules import (
    community_values,
    problems_with_categories,
    problems_with_community,
    problems_with_deleted,
)
from app.communities.store import community_to_change, replace_categories
from app.communities.tables import CommunityRow
from app.communities.values import CommunityRole
from app.core import limits
from app.core.fields import Patch
from app.core.ids import new_uuid
from app.core.outcome import Written
from app.core.problems import Path, Problem, refuse_any
from app.db.outbox import ChangeKind, record
from app.db.timestamps import created, touch
from app.events.listing.store import categories_named
from app.files.store import image_file
from app.organisations.store import organisation_to_change
from app.users.rules import no_such_user, problems_with_acting
from app.users.store import find_user

INPUT: Path = ("input",)


def create_community(db: DbSession, caller: Caller, *, organisation_uuid: UUID, patch: Patch, now: datetime) -> Written:
    """A new community. Whose it is becomes its first member, a moderator."""
    organisation = organisation_to_change(db, caller, organisation_uuid, ("organisationUuid",))
    refuse_any(_problems(db, organisation.id, patch, fresh=True))
    made: Any = created(now, organisation.timezone)
    row = CommunityRow(
        id=new_uuid(),
        organisation_id=organisation.id,
        timezone=organisation.timezone,
        **community_values(patch),
        **made,
    )
    db.add(row)
    db.flush()
    _write_around(db, row, patch, now)
    return _written(db, ChangeKind.CREATED, row, now)


def update_community(db: DbSession, caller: Caller, *, uuid: UUID, patch: Patch, now: datetime) -> Written:
    """Change what was sent. Who becomes its owner becomes a moderator of it."""
    row = community_to_change(db, caller, uuid)
    refuse_any(problems_with_deleted(row.is_deleted) + _problems(db, row.organisation_id, patch, fresh=False))
    for name, value in community_values(patch).items():
        setattr(row, name, value)
    touch(row, now)
    db.flush()
    _write_around(db, row, patch, now)
    return _written(db, ChangeKind.UPDATED, row, now)


def delete_community(db: DbSession, caller: Caller, *, uuid: UUID, now: datetime) -> Written:
    """Nothing is taken out of the store: outsiders no longer see it, and nothing happens in it any more."""
    row = community_to_change(db, caller, uuid)
    refuse_any(problems_with_deleted(row.is_deleted))
    row.is_deleted = True
    touch(row, now)
    return _written(db, ChangeKind.DELETED, row, now)


def _problems(db: DbSession, organisation_id: UUID, patch: Patch, *, fresh: bool) -> list[Problem]:
    """Everything wrong with what was sent; what it refers to is looked up only where it was sent."""
    problems = problems_with_community(patch, INPUT, fresh=fresh)
    if (owner := patch.get("user_uuid")) is not None:
        at = (*INPUT, "userUuid")
        user = find_user(db, organisation_id, owner)
        problems += (
            [no_such_user(at)] if user is None else problems_with_acting(user.is_deleted, user.is_global_ban, at)
        )
    if (avatar := patch.get("avatar_file_uuid")) is not None:
        problems += image_file(db, organisation_id, avatar, (*INPUT, "avatarFileUuid"))[1]
    if wanted := patch.get("category_uuids"):
        known = {each.id for each in categories_named(db, organisation_id, wanted[: limits.CATEGORIES], [])}
        problems += problems_with_categories(wanted, known, (*INPUT, "categoryUuids"))
    return problems


def _write_around(db: DbSession, row: CommunityRow, patch: Patch, now: datetime) -> None:
    if patch.get("user_uuid") is not None:
        join(db, row, patch["user_uuid"], CommunityRole.MODERATOR, now)
    if "category_uuids" in patch:
        replace_categories(db, row.id, patch["category_uuids"] or ())


def _written(db: DbSession, kind: ChangeKind, row: CommunityRow, now: datetime) -> Written:
    record(db, kind, "Community", row.id, organisation_id=row.organisation_id, event_id=None, at=now)
    return Written(ids={"community": row.id}, aggregate=row.id)
