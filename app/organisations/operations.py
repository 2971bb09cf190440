"""Operators create organisations; their own applications change them."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.core.fields import sent
from app.core.ids import new_uuid
from app.core.money import find_currency
from app.core.named_types import CurrencyCode, TimeZone
from app.core.outcome import Written
from app.core.problems import Path, Problem, refuse_any
from app.core.slugs import problems_with_choice
from app.core.time import find_zone
from app.db.outbox import ChangeKind, record
from app.db.row_versions import RowVersions
from app.db.rows import set_values
from app.db.timestamps import created, relocalise
from app.organisations import store
from app.organisations.columns import OrganisationValues
from app.organisations.patches import UpdateOrganisationPatch
from app.organisations.rules import (
    ORGANISATION,
    problems_with_details,
    wanted_slug,
)
from app.organisations.tables import OrganisationRow

INPUT: Path = ("input",)


def create_organisation(
    db: DbSession, name: str, slug: str | None, timezone: str, currency: str, now: datetime
) -> OrganisationRow:
    """Without a slug, one is made of the name. Raises `Refused` with all problems."""
    given: UpdateOrganisationPatch = {"name": name, "timezone": TimeZone(timezone), "currency": CurrencyCode(currency)}
    if slug is not None:
        given["slug"] = slug
    uuid = new_uuid()
    refuse_any([*problems_with_details(given), *_problems_with_choice(db, uuid, given, None)])
    values = _values(given)
    if slug is None:
        values["slug"] = store.free_slug(db, wanted_slug(name))
    row = OrganisationRow(id=uuid, **values, **created(now, values["timezone"]))
    db.add(row)
    _record(db, ChangeKind.CREATED, row, now)
    return row


def update_organisation(
    db: DbSession, caller: Caller, *, uuid: UUID, patch: UpdateOrganisationPatch, now: datetime
) -> Written:
    """Change the fields that were sent. Existing events keep their own time zone and currency."""
    row = store.organisation_to_change(db, caller, uuid)
    old = row.slug
    refuse_any([*problems_with_details(patch, INPUT), *_problems_with_choice(db, row.id, patch, old, INPUT)])
    versions = RowVersions(db, now)
    set_values(row, _values(patch))
    if row.slug != old:
        store.keep_former_slug(db, row.id, old, row.slug)
    if "preferences" in patch:
        store.replace_preferences(db, row.id, patch["preferences"] or ())
    relocalise(row)
    if versions.raise_for(row):
        # The addresses of its events, users and communities begin with its slug.
        _record(db, ChangeKind.UPDATED, row, now, whole=row.slug != old)
    return Written(ids={"organisation": row.id})


def _values(patch: UpdateOrganisationPatch) -> OrganisationValues:
    """The values that were sent, with zone and currency in their standard spelling."""
    values = sent(patch, ORGANISATION)
    if (zone := find_zone(values.get("timezone", ""))) is not None:
        values["timezone"] = zone
    if (currency := find_currency(values.get("currency", ""))) is not None:
        values["currency"] = currency
    return values


def _problems_with_choice(
    db: DbSession, uuid: UUID, patch: UpdateOrganisationPatch, old: str | None, path: Path = ()
) -> list[Problem]:
    """Why the organisation cannot have the slug that was sent. `old`: that of a stored organisation."""
    slug = patch.get("slug")
    if slug is None or slug == old or ORGANISATION["slug"].problems(slug, path):
        return []
    standing = store.slug_standing(db, uuid, slug)
    return problems_with_choice(standing, "organisation", (*path, "slug"), renamed=old is not None)


def _record(db: DbSession, kind: ChangeKind, row: OrganisationRow, now: datetime, *, whole: bool = False) -> None:
    record(db, kind, "Organisation", row.id, organisation_id=row.id, event_id=None, at=now, whole=whole)
