"""The settings of an event, with its booking window."""

from dataclasses import dataclass

from sqlmodel import Session as DbSession

from app.booking.rules import change_levels, change_window
from app.core.datetimes import resolve
from app.core.nested import columns_in, problems_in
from app.core.problems import Path, Warning
from app.core.time import local_of
from app.events.columns import EventValues
from app.events.common.part.copying import fresh_window
from app.events.common.part.lists import ListTable, NewLists, Stored, plan_lists, read_lists, write_lists
from app.events.common.part.movement import Movement, move_window
from app.events.common.part.protocol import INPUT, Edit, OwnTable, Part, Planned
from app.events.settings.columns import SettingsValues
from app.events.settings.patches import EventSettingsPatch
from app.events.settings.rules import SETTINGS, TRACKING_CODES, problems_with_capacity
from app.events.settings.store import capacity_in_use
from app.events.settings.tables import TrackingCodeRow
from app.events.tables import EventRow

AT: Path = (*INPUT, "settings")
LISTS = (ListTable(TRACKING_CODES, TrackingCodeRow),)


@dataclass(frozen=True, slots=True)
class Facts:
    """`largest_session` and `sold` bound the capacity of the event, if one was sent."""

    tracking_codes: Stored
    largest_session: int | None = None
    sold: int = 0


class Settings(Part[Facts, NewLists]):
    fields = frozenset({"settings"})
    tables = (OwnTable(TrackingCodeRow),)

    def move(self, event: EventRow, movement: Movement) -> None:
        if event.abn_activate_at is not None:
            event.abn_activate_at = movement.moment(event.abn_activate_at)
        move_window(event, movement)

    def fresh(self, event: EventValues) -> EventValues:
        return {**EventValues(), **fresh_window(event)}

    def read(self, db: DbSession, event: EventRow, edit: Edit) -> Facts:
        codes = read_lists(db, event, LISTS, edit.patch)
        settings: EventSettingsPatch = edit.patch.get("settings") or {}
        if edit.created or settings.get("event_capacity") is None:
            return Facts(codes)
        return Facts(codes, *capacity_in_use(db, event.id))

    def plan(self, facts: Facts, edit: Edit, event: EventValues) -> Planned[NewLists]:
        if "settings" not in edit.patch:
            return Planned({})
        settings = edit.patch["settings"]
        codes, problems = plan_lists(LISTS, facts.tracking_codes, edit, event)
        columns: EventValues = {**EventValues(), **columns_in(settings, SETTINGS, SettingsValues)}
        planned = Planned(codes, columns, [*problems_in(settings, SETTINGS, AT), *problems])
        if settings is not None and (capacity := settings.get("event_capacity")) is not None:
            planned.problems += problems_with_capacity(
                capacity,
                facts.largest_session,
                facts.sold,
                event["rsvp_count"],
                (*AT, "eventCapacity"),
            )
        window = change_window(event, settings, zone=edit.timezone, now=edit.now, path=AT)
        planned.columns = {**planned.columns, **window.columns, **change_levels(settings)}
        planned.problems += window.problems
        planned.warnings += window.warnings
        _plan_activation(planned, settings, edit.timezone, (*AT, "abnActivateOn"))
        return planned

    def stores_rows(self, rows: NewLists, edit: Edit) -> bool:
        return bool(rows)

    def write(self, db: DbSession, event: EventRow, planned: Planned[NewLists], edit: Edit) -> list[Warning]:
        write_lists(db, event, planned.rows, created=edit.created)
        return []


EVENT_SETTINGS = Settings()


def _plan_activation(planned: Planned[NewLists], settings: EventSettingsPatch | None, zone: str, path: Path) -> None:
    """The one moment of the settings that is no booking window; null, or null for the settings, removes it."""
    given: EventSettingsPatch = {"abn_activate_on": None} if settings is None else settings
    if "abn_activate_on" not in given:
        return
    moment, at = given["abn_activate_on"], None
    if moment is not None:
        resolved = resolve(utc=moment.get("utc"), local=moment.get("local"), zone=zone).under(path)
        planned.problems += resolved.problems
        planned.warnings += resolved.warnings
        at = resolved.instant
    planned.columns |= {"abn_activate_at": at, "abn_activate_local": None if at is None else local_of(at, zone)}
