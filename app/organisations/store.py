"""All SQL of the organisations."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session as DbSession
from sqlmodel import col, select

from app.auth.rules import Caller
from app.core.ids import new_uuid
from app.core.problems import Path
from app.core.slugs import Standing
from app.db.expected_version import check_version
from app.db.own_rows import no_such
from app.db.replacing import replace_rows
from app.db.slugs import Slugs
from app.organisations.patches import PreferencePatch
from app.organisations.tables import FormerOrganisationSlugRow, OrganisationRow, PreferenceRow

_SLUGS = Slugs("organisation", "former_organisation_slug", "organisation_id")


def organisation_to_change(db: DbSession, caller: Caller, uuid: UUID, path: Path = ("uuid",)) -> OrganisationRow:
    """The caller's own organisation, locked until the transaction ends. NOT_FOUND for every other."""
    query = (
        select(OrganisationRow)
        .where(OrganisationRow.id == uuid, OrganisationRow.id == caller.organisation_id)
        # The lock that the events' store takes too. It lets others insert rows that refer to it.
        .with_for_update(key_share=True)
    )
    row = db.exec(query).one_or_none()
    if row is None:
        raise no_such("organisation", path)
    check_version(db, row)
    return row


def free_slug(db: DbSession, wanted: str) -> str:
    """The slug, or the slug with a number, that no organisation has or had."""
    return _SLUGS.find(db, wanted)


def slug_standing(db: DbSession, organisation_id: UUID, slug: str) -> Standing:
    """Whether the organisation, stored or new, may have the slug."""
    return _SLUGS.standing(db, slug, organisation_id)


def keep_former_slug(db: DbSession, organisation_id: UUID, old: str, new: str) -> None:
    """Reserve the organisation's slug of before, and end the reservation of the one that it has now."""
    own = (
        col(FormerOrganisationSlugRow.organisation_id) == organisation_id,
        col(FormerOrganisationSlugRow.slug) == new,
    )
    db.connection().execute(delete(FormerOrganisationSlugRow).where(*own))
    db.add(FormerOrganisationSlugRow(id=new_uuid(), organisation_id=organisation_id, slug=old))
    db.flush()


def organisation_with_slug(db: DbSession, slug: str) -> OrganisationRow | None:
    """The organisation that a person names."""
    return db.exec(select(OrganisationRow).where(OrganisationRow.slug == slug)).one_or_none()


def has_any(db: DbSession) -> bool:
    """Whether any organisation exists."""
    return db.exec(select(OrganisationRow.id).limit(1)).first() is not None


def replace_preferences(db: DbSession, organisation_id: UUID, items: Sequence[PreferencePatch]) -> None:
    """Replace the organisation's preferences by these, in this order."""
    of_organisation = {"organisation_id": organisation_id}
    rows = [PreferenceRow(**of_organisation, position=at, **item) for at, item in enumerate(items)]
    replace_rows(db, PreferenceRow, of_organisation, rows)
