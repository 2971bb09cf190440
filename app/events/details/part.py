"""The event's own row: its name and texts, its cover, its time zone and its currency."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlmodel import Session as DbSession

from app.core.fields import check
from app.core.folding import free_slug, slugify
from app.core.problems import Path, Problem, Warning
from app.db.timestamps import touch
from app.events.common.part.protocol import INPUT, Columns, Edit, Part, Planned
from app.events.details.rules import EVENT, name_columns
from app.events.store import slugs_like
from app.events.tables import EventRow
from app.events.values import EventLifecycle
from app.files.rules import problems_with_cover
from app.files.store import find_file, no_such_file
from app.files.tables import FileRow


@dataclass(frozen=True, slots=True)
class Facts:
    """`slugs`: those in the organisation that the slug of a new event could meet; `cover`: the file that was sent."""

    slugs: Sequence[str] = ()
    cover: FileRow | None = None


class Details(Part[Facts, None]):
    fresh: ClassVar[Columns] = {
        "lifecycle": EventLifecycle.UNRELEASED.name,
        "published_at": None,
        "published_local": None,
        "publishing_changed_at": None,
        "publishing_changed_local": None,
        "cancelled_at": None,
        "cancelled_local": None,
        "cancellation_reason": None,
    }

    def read(self, db: DbSession, event: EventRow, edit: Edit) -> Facts:
        slugs: Sequence[str] = ()
        if edit.created:
            slugs = slugs_like(db, event.organisation_id, slugify(edit.patch.get("name") or ""))
        cover = edit.patch.get("cover_image_file_uuid")
        return Facts(slugs, None if cover is None else find_file(db, event.organisation_id, cover))

    def plan(self, facts: Facts, edit: Edit, event: Columns) -> Planned[None]:
        patch, organisation = edit.patch, edit.organisation
        columns = name_columns(patch, event["name"], event["display_name"])
        columns |= {"timezone": edit.timezone, "currency": edit.currency}
        if edit.created:
            columns["slug"] = free_slug(slugify(patch.get("name") or ""), facts.slugs)
        if "enable_datetime_conversion" in patch:
            given = patch["enable_datetime_conversion"]
            columns["enable_datetime_conversion"] = organisation.enable_datetime_conversion if given is None else given
        problems = check(patch, EVENT, INPUT)
        if "cover_image_file_uuid" in patch:
            columns["cover_image_file_id"] = patch["cover_image_file_uuid"]
            if patch["cover_image_file_uuid"] is not None:
                problems += _problems_with_cover(facts.cover, (*INPUT, "coverImageFileUuid"))
        return Planned(None, columns, problems)

    def write(self, db: DbSession, event: EventRow, planned: Planned[None], edit: Edit) -> list[Warning]:
        if edit.created:
            db.add(event)
        else:
            touch(event, edit.now)
        db.flush()
        return []


DETAILS = Details()


def _problems_with_cover(cover: FileRow | None, path: Path) -> list[Problem]:
    return [no_such_file(path)] if cover is None else problems_with_cover(cover.type, path)
