"""Rows at the last revision before sessions had a row for each date: a series, a conference and more."""

import asyncio
from typing import Any
from uuid import UUID, uuid5

from alembic import command
from sqlalchemy import Connection, insert

from app.db import migrate
from tests.db.test_money_migration import minimal_row, table

BEFORE = "2026_11_21_13_sessions"
TICKETS = "2026_11_21_5_tickets"
BERLIN = {"timezone": "Europe/Berlin"}
STAMPS = {
    "created_at": "2026-01-01T00:00:00Z",
    "created_local": "2026-01-01T01:00:00",
    "updated_at": "2026-01-02T00:00:00Z",
    "updated_local": "2026-01-02T01:00:00",
}
SESSION = {
    **BERLIN,
    **STAMPS,
    "kind": "GENERAL",
    "status": "ACTIVE",
    "proposal_status": "LIVE",
    "inclusion": "OPTIONAL",
    "rsvp_capacity": "UNLIMITED",
    "check_in_type": "NO_CHECK_IN_NEEDED",
    "occurrences_type": "ALL",
    "tickets_type": "ALL",
}
# The dates of the series: 19:00 to 21:00 in Berlin; the clocks go forward between the second and the third.
SERIES = {
    "16 March": ("2026-03-16T18:00:00Z", "2026-03-16T19:00:00", "2026-03-16T20:00:00Z", "2026-03-16T21:00:00"),
    "18 March": ("2026-03-18T18:00:00Z", "2026-03-18T19:00:00", "2026-03-18T20:00:00Z", "2026-03-18T21:00:00"),
    "23 March": ("2026-03-23T18:00:00Z", "2026-03-23T19:00:00", "2026-03-23T20:00:00Z", "2026-03-23T21:00:00"),
    "30 March": ("2026-03-30T17:00:00Z", "2026-03-30T19:00:00", "2026-03-30T19:00:00Z", "2026-03-30T21:00:00"),
    "6 April": ("2026-04-06T17:00:00Z", "2026-04-06T19:00:00", "2026-04-06T19:00:00Z", "2026-04-06T21:00:00"),
}
# A rule that began so long ago that it is not expanded so far: one date that it gives, and one that it does not.
DAILY = {
    "given long ago": ("2020-02-01T09:00:00Z", "2020-02-01T09:00:00", "2020-02-01T10:00:00Z", "2020-02-01T10:00:00"),
    "not given": ("2020-02-01T11:00:00Z", "2020-02-01T11:00:00", "2020-02-01T12:00:00Z", "2020-02-01T12:00:00"),
}
CAMP = ("2026-08-21T08:00:00Z", "2026-08-21T10:00:00", "2026-08-24T16:00:00Z", "2026-08-24T18:00:00")
DISABLED = {"18 March", "30 March", "given long ago", "not given"}
# Name, event, start and end, linked dates, and schedule date.
SESSIONS: tuple[tuple[str, str, tuple[str, str, str, str], tuple[str, ...] | None, str | None], ...] = (
    ("Quiz", "series", ("2026-03-23T18:30:00Z", "2026-03-23T19:30:00", "2026-03-23T19:00:00Z", "2026-03-23T20:00:00"),
     None, None),
    ("Noon", "series", ("2026-03-23T11:00:00Z", "2026-03-23T12:00:00", "2026-03-23T12:00:00Z", "2026-03-23T13:00:00"),
     None, None),
    ("Duo", "series", ("2026-03-16T18:15:00Z", "2026-03-16T19:15:00", "2026-03-16T19:15:00Z", "2026-03-16T20:15:00"),
     ("16 March", "30 March"), None),
    ("Late", "series", ("2026-04-06T18:00:00Z", "2026-04-06T20:00:00", "2026-04-06T18:30:00Z", "2026-04-06T20:30:00"),
     ("30 March", "6 April"), None),
    ("Lost", "series", ("2026-03-23T18:00:00Z", "2026-03-23T19:00:00", "2026-03-23T18:30:00Z", "2026-03-23T19:30:00"),
     ("16 March",), None),
    ("Opening", "camp", ("2026-08-21T09:00:00Z", "2026-08-21T11:00:00", "2026-08-21T10:00:00Z", "2026-08-21T12:00:00"),
     None, "day 1"),
    ("Night", "camp", ("2026-08-21T23:00:00Z", "2026-08-22T01:00:00", "2026-08-22T00:00:00Z", "2026-08-22T02:00:00"),
     None, "day 1"),
    ("Eve", "camp", ("2026-08-20T18:00:00Z", "2026-08-20T20:00:00", "2026-08-20T19:00:00Z", "2026-08-20T21:00:00"),
     None, None),
    ("Free", "idea", ("2026-09-01T18:00:00Z", "2026-09-01T20:00:00", "2026-09-01T19:00:00Z", "2026-09-01T21:00:00"),
     None, None),
)  # fmt: skip
NOTES = (
    "Quiz night (series): the session Noon keeps its start, 2026-03-23T12:00:00, but no date of the event holds it.",
    "Quiz night (series): the session Lost keeps its start, 2026-03-23T19:00:00, but no date of the event holds it.",
    "Quiz night (series): the session Quiz takes place in one date only, the one of 2026-03-23T19:30:00.",
    "Camp (camp): the session Night was filed under 2026-08-21 and is now filed under 2026-08-22,"
    " as its start is 2026-08-22T01:00:00.",
    "Camp (camp): the session Eve keeps its start, 2026-08-20T20:00:00, but no date of the event holds it.",
)


def key(name: str) -> UUID:
    """The uuid of the row with this name."""
    return uuid5(UUID(int=0), name)


def span(times: tuple[str, str, str, str]) -> dict[str, str]:
    return dict(zip(("starts_at", "starts_local", "ends_at", "ends_local"), times, strict=True))


def fill(url: str) -> None:
    """Migrate an empty database to that revision and store the rows."""
    asyncio.run(migrate.run_locked(url, _fill))


def _fill(connection: Connection) -> None:
    # At a revision before events had settings, which would need valid values.
    command.upgrade(migrate.configuration(connection), TICKETS)

    def store(name: str, /, **columns: Any) -> None:
        stored = table(connection, name)
        values = minimal_row(connection, name) | {"organisation_id": key("acme")} | columns
        # UUID columns are reflected as text on SQLite.
        text = connection.dialect.name == "sqlite"
        values = {each: str(value) if text and isinstance(value, UUID) else value for each, value in values.items()}
        connection.execute(insert(stored).values({each: values[each] for each in values if each in stored.c}))

    rule: dict[str, Any] = {"occurrence_type": None, "weekdays": [], "exclusions": [], **BERLIN}
    weekly = {
        "occurrence_type": "WEEKLY", "rule_starts_at": SERIES["16 March"][0], "duration_minutes": 120,
        "ends_type": "AFTER_COUNT", "ends_after": 4, "interval": 1,
        "exclusions": [],
    }  # fmt: skip
    daily = {
        "occurrence_type": "DAILY", "rule_starts_at": "2020-01-01T09:00:00Z", "duration_minutes": 60,
        "ends_type": "NEVER", "interval": 1, "timezone": "UTC",
    }  # fmt: skip
    once = {"occurrence_type": "DOES_NOT_REPEAT", "rule_starts_at": CAMP[0], "duration_minutes": 4800}
    store("organisation", id=key("acme"))
    for name, title, own in (
        ("series", "Quiz night", weekly), ("camp", "Camp", once), ("idea", "Idea", {}), ("daily", "Daily", daily)
    ):  # fmt: skip
        store("event", id=key(name), name=title, slug=name, **(rule | own))
    store("ticket", id=key("ticket"), event_id=key("series"), category="FREE")
    command.upgrade(migrate.configuration(connection), BEFORE)
    for event, dates in (("series", SERIES), ("camp", {"camp date": CAMP}), ("daily", DAILY)):
        for name, times in dates.items():
            zone = "UTC" if event == "daily" else "Europe/Berlin"
            columns: dict[str, Any] = {"enabled": name not in DISABLED, "timezone": zone, **span(times)}
            store("occurrence", id=key(name), event_id=key(event), **columns)
    store("timeslot", id=key("slot"), event_id=key("series"), occurrence_id=key("16 March"), **span(SERIES["16 March"]))
    store("agenda_tab", id=key("tab"), event_id=key("camp"), **BERLIN)
    for name, day, tab in (("day 1", "2026-08-21", key("tab")), ("day 2", "2026-08-22", key("tab"))):
        store("schedule_date", id=key(name), event_id=key("camp"), date=day, agenda_tab_id=tab, **BERLIN)
    # The day of a clock change, and the day of a session of the series; neither is in a tab.
    for name, day in (("short day", "2026-03-29"), ("quiz day", "2026-03-23")):
        store("schedule_date", id=key(name), event_id=key("series"), date=day, agenda_tab_id=None, **BERLIN)
    for name, event, times, links, filed in SESSIONS:
        columns = SESSION | span(times) | {"occurrences_type": "ALL" if links is None else "SPECIFIC"}
        under = None if filed is None else key(filed)
        store("session", id=key(name), event_id=key(event), name=name, schedule_date_id=under, **columns)
        for date in links or ():
            store("session_occurrence", session_id=key(name), occurrence_id=key(date))
    for user in ("Ann", "Bob"):
        store("person", id=key(user))
        store("session_selection", id=key(f"{user} series"), event_id=key("series"), user_id=key(user))
        for chosen in ("Duo", "Quiz", "Lost"):
            store("session_selected", selection_id=key(f"{user} series"), session_id=key(chosen))
    store("session_selection", id=key("Ann idea"), event_id=key("idea"), user_id=key("Ann"))
    store("session_selected", selection_id=key("Ann idea"), session_id=key("Free"))
    place = {"ticket_id": key("ticket"), "occurrence_id": key("30 March"), "price_id": None}
    store("attendee", id=key("place"), event_id=key("series"), user_id=key("Ann"), **place)
