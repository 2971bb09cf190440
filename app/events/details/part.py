"""The lists of an event and what is derived from its texts, written for createEvent and updateEvent alike."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session as DbSession

from app.booking.rules import WindowChange, change_window
from app.core import limits
from app.core.datetimes import resolve
from app.core.fields import Patch, sent
from app.core.folding import search_text, sort_key
from app.core.ids import new_uuid
from app.core.money import find_currency
from app.core.problems import Path, Problem, ProblemCode
from app.db.bulk import detach, insert_all, update_all
from app.db.timestamps import stamp
from app.events.details.rules import CATEGORY, problems_with_coordinates
from app.events.page.part import write_listed
from app.events.rules.columns import columns_of, point_columns
from app.events.store.parts import categories_named, replace_parts
from app.events.tables import CategoryRow, EventCategoryRow, EventRow, EventTagRow
from app.organisations.tables import OrganisationRow


@dataclass
class Categories:
    """The categories that a request lists, in its order, found or made."""

    rows: list[CategoryRow] = field(default_factory=list)
    made: list[CategoryRow] = field(default_factory=list)
    changed: list[CategoryRow] = field(default_factory=list)


def describe(event: EventRow, organisation: OrganisationRow, patch: Patch) -> list[Problem]:
    """Set what the patch says in the event's own row, apart from its time zone, its rule and its windows."""
    old_name = event.name
    for column, value in columns_of(patch).items():
        setattr(event, column, value)
    if "display_name" in patch:
        event.display_name = patch["display_name"] or event.name
    elif event.display_name == old_name:
        event.display_name = event.name
    if "currency" in patch:
        event.currency = find_currency(patch["currency"] or "") or organisation.currency
    if "enable_datetime_conversion" in patch:
        given = patch["enable_datetime_conversion"]
        event.enable_datetime_conversion = organisation.enable_datetime_conversion if given is None else given
    latitude, longitude = event.venue_latitude, event.venue_longitude
    for column, value in point_columns(latitude, longitude).items():
        setattr(event, column, value)
    return problems_with_coordinates(latitude, longitude, ("configuration", "venue"))


def change_windows(event: EventRow, patch: Patch, path: Path, now: datetime) -> WindowChange:
    """Set what the settings say of moments in the event's row, whose time zone is set already."""
    if "settings" not in patch:
        return WindowChange()
    change = change_window(
        event.model_dump(), patch["settings"], zone=event.timezone, now=now, path=(*path, "settings")
    )
    for column, value in change.columns.items():
        setattr(event, column, value)
    _change_activation(change, event, patch["settings"], (*path, "settings", "abnActivateOn"))
    return change


def _change_activation(change: WindowChange, event: EventRow, settings: Patch | None, path: Path) -> None:
    """The settings' one moment that is nobody's booking window; null, or null for the settings, is none."""
    given = {"abn_activate_on": None} if settings is None else settings
    if "abn_activate_on" not in given:
        return
    moment = given["abn_activate_on"]
    if moment is None:
        stamp(event, "abn_activate", None)
        return
    resolved = resolve(utc=moment.get("utc"), local=moment.get("local"), zone=event.timezone).under(path)
    change.problems += resolved.problems
    change.warnings += resolved.warnings
    stamp(event, "abn_activate", resolved.instant)


def find_categories(
    db: DbSession, organisation_id: UUID, items: Sequence[Patch], path: Path
) -> tuple[Categories, list[Problem]]:
    """By uuid or by folded name; a name that the organisation does not have makes a new one."""
    ids = [item["uuid"] for item in items if item.get("uuid") is not None]
    keys = [_key(item["name"]) for item in items if item.get("name") is not None]
    stored = detach(db, categories_named(db, organisation_id, ids, keys)) if ids or keys else []
    by_id = {row.id: row for row in stored}
    by_key = {row.name_key: row for row in stored}
    found, problems = Categories(), []
    for index, item in enumerate(items):
        at = (*path, str(index))
        row, problem = _category(item, by_id, by_key, at)
        if problem is not None:
            problems.append(problem)
        if row is None and problem is None and item.get("name") is not None:
            row = _new_category(organisation_id, item["name"])
            found.made.append(row)
        if row is None:
            continue
        if row in found.rows:
            sentence = f"The list has the category “{row.name}” already."
            problems.append(Problem(ProblemCode.NOT_UNIQUE, sentence, at))
        found.rows.append(row)
        described = {name: value for name, value in sent(item, CATEGORY).items() if name != "name"}
        for name, value in described.items():
            setattr(row, name, value)
        if described and row not in found.made:
            found.changed.append(row)
    return found, problems


def write_lists(db: DbSession, event: EventRow, patch: Patch, categories: Categories | None, *, fresh: bool) -> None:
    """Every list that was sent, as a whole; null empties it."""
    listing = patch.get("listing", {})
    if listing is None:
        listing = {"tags": None}
    write_listed(db, event, patch, fresh=fresh)
    listed: list[tuple[Any, list[Any] | None]] = [
        (EventTagRow, _tags(event, listing["tags"]) if "tags" in listing else None),
    ]
    if categories is not None:
        insert_all(db, categories.made)
        update_all(db, categories.changed)
        links = [
            EventCategoryRow(event_id=event.id, category_id=row.id, position=position)
            for position, row in enumerate(categories.rows)
        ]
        listed.append((EventCategoryRow, links))
    for table, rows in listed:
        if rows is None:
            continue
        if fresh:
            insert_all(db, rows)
        else:
            replace_parts(db, table, event.id, rows)


def set_search_texts(event: EventRow, tags: Sequence[str], categories: Sequence[CategoryRow]) -> None:
    """Store the folded words by which the event is found; while its place is hidden also those without it."""
    named = (event.name, event.display_name, event.description)
    place = (
        event.venue_name,
        event.address_line1,
        event.address_line2,
        event.address_city,
        event.address_state,
        event.address_post_code,
        event.address_country,
        event.location,
    )
    rest = (event.online_name, *tags, *(row.name for row in categories))
    event.search_text = search_text([*named, *place, *rest])
    event.placeless_search_text = None if event.is_location_visible else search_text([*named, *rest])


def _key(name: str) -> str:
    return sort_key(name, 4 * limits.LABEL)


def _category(
    item: Patch, by_id: dict[UUID, CategoryRow], by_key: dict[str, CategoryRow], path: Path
) -> tuple[CategoryRow | None, Problem | None]:
    uuid, name = item.get("uuid"), item.get("name")
    if uuid is None:
        return (None, None) if name is None else (by_key.get(_key(name)), None)
    row = by_id.get(uuid)
    if row is None:
        sentence = "The organisation has no category with this uuid."
        return None, Problem(ProblemCode.NOT_FOUND, sentence, (*path, "uuid"))
    if name is not None and _key(name) != row.name_key:
        sentence = f"The category with this uuid is called “{row.name}”."
        return row, Problem(ProblemCode.INVALID, sentence, (*path, "name"))
    return row, None


def _new_category(organisation_id: UUID, name: str) -> CategoryRow:
    return CategoryRow(id=new_uuid(), organisation_id=organisation_id, name=name, name_key=_key(name))


def _tags(event: EventRow, tags: Sequence[str] | None) -> list[EventTagRow]:
    return [
        EventTagRow(event_id=event.id, position=position, tag=tag, tag_key=sort_key(tag, 4 * limits.TAG))
        for position, tag in enumerate(tags or ())
    ]
