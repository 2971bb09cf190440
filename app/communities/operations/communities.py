"""Creating, changing and deleting communities."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.communities.operations.members import add_member, join, new_member
from app.communities.patches import CreateCommunityPatch, UpdateCommunityPatch
from app.communities.rules import COMMUNITY, problems_with_categories, problems_with_deleted
from app.communities.store import add_categories, community_to_change, events_naming, replace_categories
from app.communities.tables import CommunityRow
from app.communities.values import CommunityRole
from app.core import limits
from app.core.fields import check, sent
from app.core.ids import new_uuid
from app.core.outcome import Written
from app.core.problems import Path, Problem, refuse_any
from app.db.outbox import ChangeKind, record
from app.db.row_versions import RowVersions
from app.db.rows import set_values
from app.db.timestamps import created, touch
from app.events.listing.store import categories_named
from app.files.store import image_file
from app.organisations.store import organisation_to_change
from app.users.store import acting_user

INPUT: Path = ("input",)


def create_community(
    db: DbSession, caller: Caller, *, organisation_uuid: UUID, patch: CreateCommunityPatch, now: datetime
) -> Written:
    """The owner becomes the first member, with the role MODERATOR."""
    organisation = organisation_to_change(db, caller, organisation_uuid, ("organisationUuid",))
    refuse_any(_problems(db, organisation.id, patch))
    made = created(now, organisation.timezone)
    row = CommunityRow(
        id=new_uuid(),
        organisation_id=organisation.id,
        timezone=organisation.timezone,
        **sent(patch, COMMUNITY),
        **made,
    )
    # Counted before the community is stored.
    owner = None if row.user_id is None else new_member(row, row.user_id, CommunityRole.MODERATOR, now)
    db.add(row)
    db.flush()
    if owner is not None:
        add_member(db, owner, now)
    add_categories(db, row.id, patch.get("category_uuids") or ())
    return _written(db, ChangeKind.CREATED, row, now)


def update_community(
    db: DbSession, caller: Caller, *, uuid: UUID, patch: UpdateCommunityPatch, now: datetime
) -> Written:
    """Change the fields that were sent. A new owner becomes a moderator."""
    row = community_to_change(db, caller, uuid)
    refuse_any(problems_with_deleted(row.is_deleted) + _problems(db, row.organisation_id, patch))
    versions, was_public = RowVersions(db, now), row.is_public
    # Before the columns are set, so that the row is updated once, with its counters.
    if (owner := patch.get("user_uuid")) is not None:
        join(db, row, owner, CommunityRole.MODERATOR, now)
    set_values(row, sent(patch, COMMUNITY))
    versions.raise_for(row)
    db.flush()
    if "category_uuids" in patch:
        replace_categories(db, row.id, patch["category_uuids"] or ())
    if versions.raise_for(row):
        if row.is_public != was_public:
            _record_events(db, row, now)
        # Its posts are as public as it is.
        return _written(db, ChangeKind.UPDATED, row, now, whole=row.is_public != was_public)
    return _answer(row)


def delete_community(db: DbSession, caller: Caller, *, uuid: UUID, now: datetime) -> Written:
    """The row stays: others no longer see it, and nobody joins it or posts."""
    row = community_to_change(db, caller, uuid)
    refuse_any(problems_with_deleted(row.is_deleted))
    row.is_deleted = True
    touch(row, now)
    _record_events(db, row, now)
    return _written(db, ChangeKind.DELETED, row, now)


def _record_events(db: DbSession, row: CommunityRow, now: datetime) -> None:
    """Record the events that name the community to those who see it."""
    for uuid in events_naming(db, row.id):
        record(
            db,
            ChangeKind.UPDATED,
            "Event",
            uuid,
            organisation_id=row.organisation_id,
            event_id=uuid,
            at=now,
            direct=False,
        )


def _problems(
    db: DbSession, organisation_id: UUID, patch: CreateCommunityPatch | UpdateCommunityPatch
) -> list[Problem]:
    """All problems with the fields; owner, picture and categories are looked up only if they were sent."""
    problems = check(patch, COMMUNITY, INPUT)
    if (owner := patch.get("user_uuid")) is not None:
        problems += acting_user(db, organisation_id, owner, (*INPUT, "userUuid"))[1]
    if (avatar := patch.get("avatar_file_uuid")) is not None:
        problems += image_file(db, organisation_id, avatar, (*INPUT, "avatarFileUuid"))[1]
    if wanted := patch.get("category_uuids"):
        known = {each.id for each in categories_named(db, organisation_id, wanted[: limits.CATEGORIES], [])}
        problems += problems_with_categories(wanted, known, (*INPUT, "categoryUuids"))
    return problems


def _written(db: DbSession, kind: ChangeKind, row: CommunityRow, now: datetime, *, whole: bool = False) -> Written:
    record(db, kind, "Community", row.id, organisation_id=row.organisation_id, event_id=None, at=now, whole=whole)
    return _answer(row)


def _answer(row: CommunityRow) -> Written:
    return Written(ids={"community": row.id}, aggregate=row.id)
