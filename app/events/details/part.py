"""The event's own row: its name and texts, its cover, its time zone and its currency."""

from dataclasses import dataclass

from sqlmodel import Session as DbSession

from app.core import limits
from app.core.fields import check
from app.core.folding import slugify
from app.core.problems import Path, Problem, ProblemCode, Warning
from app.core.slugs import Standing, problems_with_choice
from app.db.timestamps import created
from app.events.columns import EventValues
from app.events.common.part.protocol import INPUT, Copying, Edit, EventCopy, OwnTable, Part, Planned
from app.events.details.rules import EVENT, name_columns
from app.events.store import free_slug, keep_former_slug, slug_standing
from app.events.tables import EventRow, FormerSlugRow
from app.events.values import EventLifecycle
from app.files.rules import problems_with_cover
from app.files.store import find_file, no_such_file
from app.files.tables import FileRow


@dataclass(frozen=True, slots=True)
class Facts:
    """`slug`: a free one for a new event; `standing`: of the slug that was sent; `cover`: the file that was sent."""

    slug: str | None = None
    standing: Standing | None = None
    cover: FileRow | None = None


SLUG: Path = (*INPUT, "slug")
UNRELEASED: EventValues = {
    "lifecycle": EventLifecycle.UNRELEASED.name,
    "published_at": None,
    "published_local": None,
    "publishing_changed_at": None,
    "publishing_changed_local": None,
    "cancelled_at": None,
    "cancelled_local": None,
    "cancellation_reason": None,
}


class CopiedDetails(Copying[str, None]):
    """The event's row under a new id and a free slug; the copy was never published."""

    def read(self, db: DbSession, event: EventRow, copy: EventCopy) -> str:
        return free_slug(db, event.organisation_id, _stem(event.slug))

    def plan(self, facts: str, copy: EventCopy, event: EventValues) -> Planned[None]:
        return Planned(
            None,
            {
                **UNRELEASED,
                **created(copy.now, event["timezone"]),
                "version": 1,
                "id": copy.ids[event["id"]],
                "slug": facts,
            },
        )

    def write(self, db: DbSession, event: EventRow, planned: Planned[None], copy: EventCopy) -> list[Warning]:
        db.add(event)
        db.flush()
        return []


class Details(Part[Facts, str | None]):
    """Its rows are the slug of before, where another one replaces it."""

    fields = frozenset({*EVENT, "cover_image_file_uuid"})
    tables = (OwnTable(FormerSlugRow, copied=False),)
    copying = CopiedDetails()

    def read(self, db: DbSession, event: EventRow, edit: Edit) -> Facts:
        slug, standing = None, None
        if (given := edit.patch.get("slug")) is not None:
            if given != event.slug and not EVENT["slug"].problems(given, INPUT):
                standing = slug_standing(db, event, given)
        elif edit.created:
            slug = free_slug(db, event.organisation_id, slugify(edit.patch.get("name") or ""))
        cover = edit.patch.get("cover_image_file_uuid")
        return Facts(slug, standing, None if cover is None else find_file(db, event.organisation_id, cover))

    def plan(self, facts: Facts, edit: Edit, event: EventValues) -> Planned[str | None]:
        patch, organisation = edit.patch, edit.organisation
        columns: EventValues = {"timezone": edit.timezone, "currency": edit.currency}
        columns = {**columns, **name_columns(patch, event["name"], event["display_name"])}
        old_slug, problems = None, check(patch, EVENT, INPUT)
        if facts.slug is not None:
            columns["slug"] = facts.slug
        elif facts.standing is not None:
            old_slug = None if edit.created else event["slug"]
            columns["slug"] = patch["slug"] or ""
            problems += problems_with_choice(facts.standing, "event", SLUG, renamed=not edit.created)
        elif not edit.created and "slug" in patch and patch["slug"] is None:
            problems.append(Problem(ProblemCode.REQUIRED, "This cannot be empty.", SLUG))
        if "enable_datetime_conversion" in patch:
            given = patch["enable_datetime_conversion"]
            columns["enable_datetime_conversion"] = organisation.enable_datetime_conversion if given is None else given
        if "cover_image_file_uuid" in patch:
            columns["cover_image_file_id"] = patch["cover_image_file_uuid"]
            if patch["cover_image_file_uuid"] is not None:
                problems += _problems_with_cover(facts.cover, (*INPUT, "coverImageFileUuid"))
        return Planned(old_slug, columns, problems)

    def stores_rows(self, rows: str | None, edit: Edit) -> bool:
        return edit.created or rows is not None

    def write(self, db: DbSession, event: EventRow, planned: Planned[str | None], edit: Edit) -> list[Warning]:
        if edit.created:
            db.add(event)
        db.flush()
        if planned.rows is not None:
            keep_former_slug(db, event, planned.rows, event.slug)
        return []


DETAILS = Details()


def _stem(slug: str) -> str:
    """With room for a number, also when copies are copied again and again."""
    return slug[: limits.SLUG - 8].rstrip("-")


def _problems_with_cover(cover: FileRow | None, path: Path) -> list[Problem]:
    return [no_such_file(path)] if cover is None else problems_with_cover(cover.type, path)
