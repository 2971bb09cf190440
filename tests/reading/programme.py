"""The inside of the population's events: rules, sessions and who speaks in them, tickets, prices and windows."""

from datetime import datetime, time, timedelta
from typing import Any

from app.agenda.tables import AgendaTabRow, LocationRow, ScheduleDateRow, TrackRow
from app.core.datetimes import locate
from app.core.time import local_of
from app.db.timestamps import relocalise
from app.events.tables import EventRow, ScheduledStartRow, TimeslotTemplateRow
from app.occurrences.tables import OccurrenceRow, TimeslotRow
from app.sessions.tables import (
    SessionFileRow,
    SessionLinkRow,
    SessionOccurrenceLinkRow,
    SessionRow,
    SessionSpeakerRow,
    SessionTicketRow,
)
from app.speakers.tables import SpeakerRow
from app.tickets.tables import PriceRow, TicketRow
from tests.gateway import START
from tests.reading.dates import add_dates
from tests.reading.row_factory import NAMES, Maker, booking_window

RULES: tuple[dict[str, Any], ...] = (
    {},
    {"occurrence_type": "DOES_NOT_REPEAT", "duration_minutes": 90},
    {"occurrence_type": "DAILY", "ends_type": "AFTER_COUNT", "ends_after": 5, "interval": 2},
    {"occurrence_type": "WEEKLY", "ends_type": "NEVER", "weekdays": ["MONDAY", "FRIDAY"]},
    {
        "occurrence_type": "MONTHLY",
        "ends_type": "ON_DATE",
        "month_ordinal": "SECOND",
        "month_weekday": "FRIDAY",
        "exclusions": ["2026-08-01", "2026-09-01"],
        "rrule": "DTSTART;TZID=Europe/Berlin:20260710T100000\nRRULE:FREQ=MONTHLY;BYDAY=2FR;UNTIL=20261231T225959Z",
    },
    {"occurrence_type": "SCHEDULE"},
    {"occurrence_type": "TIMESLOTS", "frequency": "MONTHLY", "month_ordinal": "LAST", "ends_type": "NEVER"},
)
WINDOWS: tuple[dict[str, Any], ...] = (
    {},
    {"booking_starts_type": "SPECIFIC_TIME", "booking_starts_at": START + timedelta(days=3)},
    {
        "booking_starts_type": "RELATIVE_TO_OCCURRENCE",
        "booking_starts_relation": "BEFORE_OCCURRENCE_START",
        "booking_starts_offset_minutes": 90,
        "booking_ends_type": "CONTINUE_UNTIL_EVENT_STARTS",
        "booking_ends_at": START + timedelta(days=1),
    },
    {
        "booking_ends_type": "RELATIVE_TO_OCCURRENCE",
        "booking_ends_relation": "BEFORE_OCCURRENCE_END",
        "booking_ends_offset_minutes": 5,
    },
)
# Kind, status and proposal status; the first three rows are public.
SESSIONS = (
    ("GENERAL", "ACTIVE", "LIVE"),
    ("ADDITIONAL", "ACTIVE", "LIVE"),
    ("GENERAL", "ACTIVE", "LIVE"),
    ("PRIVATE", "ACTIVE", "LIVE"),
    ("ADDPRIVATE", "ACTIVE", "LIVE"),
    ("GENERAL", "INACTIVE", "LIVE"),
    ("GENERAL", "ACTIVE", "SUBMITTED"),
    ("ADDITIONAL", "ACTIVE", "REJECTED"),
    ("GENERAL", "INACTIVE", "CONVERTED"),
)
# One minor unit, nothing, and more than 32 bits hold.
AMOUNTS = (0, 1, 5, 1000, 123456, 10**12 + 7)


def add_rule(make: Maker, event: EventRow, occurrences: list[OccurrenceRow]) -> None:
    """The rule as given, which need not be the one that made the occurrences."""
    number = sum(isinstance(row, EventRow) for row in make.rows[: make.rows.index(event)])
    for name, value in {**RULES[number % len(RULES)], **make.rng.choice(WINDOWS)}.items():
        setattr(event, name, value)
    if event.occurrence_type is not None and occurrences:
        event.rule_starts_at = occurrences[0].starts_at
    if event.occurrence_type == "MONTHLY":
        event.ends_on = (START + timedelta(days=200)).date()
    relocalise(event)
    for number in (2, 0, 1) if event.occurrence_type == "SCHEDULE" else ():
        make.part(ScheduledStartRow, event, position=number, starts_at=START + timedelta(days=10 - number))
    if event.occurrence_type != "TIMESLOTS":
        return
    for number in range(3):
        values: dict[str, Any] = {"position": number, "capacity": make.maybe(7)}
        make.part(TimeslotTemplateRow, event, starts_at=time(9 + number, 30), duration_minutes=45, **values)
        for row in occurrences:
            starts_at = row.starts_at + timedelta(minutes=10 * number)
            moments = {"starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=10)}
            make.part(TimeslotRow, event, occurrence_id=row.id, booked_count=make.rng.randrange(8), **values, **moments)


def add_agenda(make: Maker, event: EventRow, occurrences: list[OccurrenceRow]) -> list[TicketRow]:
    """Sessions, and the tickets, one of which admits to a session of its own."""
    dates = _dates(make, event, occurrences)
    tracks = [
        make.part(
            TrackRow,
            event,
            name=NAMES[n],
            description=make.maybe(make.text()),
            colour=colour,
            position=n // 2,
            schedule_date_id=make.maybe(make.rng.choice(dates).id),
        )
        for n, colour in enumerate((None, "#ff0000", "#00ff00"))
    ]
    rooms = [
        make.part(
            LocationRow,
            event,
            name=name,
            description=make.maybe(make.text()),
            address=make.maybe("1 Circular Quay"),
            position=1,
        )
        for name in ("Room 'A'", "Raum Ä")
    ]
    speakers = [
        make.part(SpeakerRow, event, name=name, biography=make.maybe(make.text()), image=make.maybe("face.jpg"))
        for name in make.rng.sample(NAMES, 5)
    ]
    sessions = [_session(make, event, number, tracks, rooms, dates) for number in range(make.rng.choice((0, 4, 9, 13)))]
    tickets = _tickets(make, event, sessions)
    for session in sessions:
        for position, speaker in enumerate(make.rng.sample(speakers, make.rng.randrange(4))):
            make.new(SessionSpeakerRow, session_id=session.id, speaker_id=speaker.id, position=position // 2)
        for number in range(make.rng.randrange(3)):
            attached: dict[str, Any] = {"session_id": session.id, "name": make.maybe(make.text())}
            make.part(SessionLinkRow, event, position=number, url=f"https://example.org/{number}", **attached)
            make.part(SessionFileRow, event, position=0, url=f"slides-{number}.pdf", **attached)
        held = occurrences
        if session.occurrences_type == "SPECIFIC":
            held = make.rng.sample(occurrences, min(make.rng.randrange(4), len(occurrences)))
            for row in held:
                make.new(SessionOccurrenceLinkRow, session_id=session.id, occurrence_id=row.id)
        if held:
            add_dates(make, event, session, held, dates)
        if session.tickets_type == "SPECIFIC":
            for ticket in make.rng.sample(tickets, min(2, len(tickets))):
                make.new(SessionTicketRow, session_id=session.id, ticket_id=ticket.id)
    return tickets


def _dates(make: Maker, event: EventRow, occurrences: list[OccurrenceRow]) -> list[ScheduleDateRow]:
    """Some in tabs and some in none, a day in several of them; those of the first tab begin at four in the morning."""
    tabs = [
        make.part(AgendaTabRow, event, name=name, colour=make.maybe("#0000ff"), position=1) for name in ("Main", "Früh")
    ]
    day = local_of(min((row.starts_at for row in occurrences), default=START), event.timezone).date()

    def span(number: int, tab: int | None) -> dict[str, Any]:
        if tab != 0:
            return {}
        starts, ends = (datetime.combine(day + timedelta(days=n), time(4)) for n in (number, number + 1))
        return {
            "starts_at": locate(starts, event.timezone).instants[0],
            "ends_at": locate(ends, event.timezone).instants[0],
        }

    return [
        make.part(
            ScheduleDateRow,
            event,
            date=day + timedelta(days=n),
            name=make.maybe(make.text()),
            agenda_tab_id=None if tab is None else tabs[tab].id,
            position=0,
            **span(n, tab),
        )
        for n, tab in ((2, None), (0, None), (1, 0), (0, 0), (0, 1))
    ]


def _session(
    make: Maker,
    event: EventRow,
    number: int,
    tracks: list[TrackRow],
    rooms: list[LocationRow],
    dates: list[ScheduleDateRow],
) -> SessionRow:
    kind, status, proposal = SESSIONS[number % len(SESSIONS)]
    # Several start at one time, so that the id orders them.
    starts_at = START + timedelta(hours=make.rng.randrange(6) * 5)
    apart = number % 5 == 4
    day: ScheduleDateRow | None = make.maybe(make.rng.choice(dates))
    return make.part(
        SessionRow,
        event,
        name=make.rng.choice(NAMES),
        display_name=make.text(),
        kind=kind,
        status=status,
        proposal_status=proposal,
        sell_session=number % 2 == 0,
        description=make.maybe(make.text()),
        details=make.maybe(make.text()),
        language=make.maybe("pt-BR"),
        image=make.maybe("session.png"),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=make.rng.choice((5, 60, 1500))),
        use_event_timezone=not apart,
        timezone="Pacific/Chatham" if apart else event.timezone,
        capacity=make.rng.choice((None, 0, 30)),
        track_id=make.maybe(make.rng.choice(tracks).id),
        location_id=make.maybe(make.rng.choice(rooms).id),
        schedule_date_id=day and day.id,
        agenda_tab_id=day.agenda_tab_id if day else make.maybe(make.rng.choice(dates).agenda_tab_id),
        occurrences_type=make.rng.choice(("ALL", "SPECIFIC")),
        tickets_type=make.rng.choice(("ALL", "SPECIFIC")),
    )


def _tickets(make: Maker, event: EventRow, sessions: list[SessionRow]) -> list[TicketRow]:
    tickets: list[TicketRow] = []
    for number in range(make.rng.choice((0, 2, 6, 7))):
        quantity = make.rng.choice((None, 0, 5, 100))
        values: dict[str, Any] = {
            "name": f"Ticket {make.text()}",
            "position": number // 2,
            "category": ("PAID", "FREE", "DONATION")[number % 3],
            "currency": event.currency,
            "description": make.maybe(make.text()),
            "instruction": make.maybe(make.text()),
            "url_digital_pass": make.maybe("https://example.org/pass"),
            "quantity": quantity,
            "quantity_sold": 0 if quantity is None else make.rng.randrange(quantity + 1) if quantity > 5 else quantity,
            "max_quantity_per_customer": make.maybe(9),
            "display_order": make.rng.choice(("NATURAL", "PRICE", "NAME")),
            "active": make.rng.random() < 0.8,
            "archived_at": START - timedelta(hours=1) if make.rng.random() < 0.2 else None,
            "session_id": make.rng.choice(sessions).id if sessions and number % 2 else None,
            "parent_id": make.rng.choice(tickets).id if tickets and number % 3 else None,
            "hide_ticket_until_booking_start": make.rng.random() < 0.5,
        }
        if values["category"] == "DONATION":
            low = make.rng.choice(AMOUNTS)
            values |= {"donation_min_minor": low, "donation_default_minor": low + 1, "donation_max_minor": low * 2 + 5}
        tickets.append(make.part(TicketRow, event, **values, **make.rng.choice(WINDOWS), **booking_window(make)))
    return tickets


def add_prices(make: Maker, event: EventRow, tickets: list[TicketRow]) -> None:
    """Some have equal names and amounts, so that their place orders them, and then their id."""
    for ticket in tickets:
        for number in range(make.rng.randrange(5)):
            make.part(
                PriceRow,
                event,
                ticket_id=ticket.id,
                position=number // 2,
                name=make.maybe(make.rng.choice(("Early", "early", "Ärly", make.text()))),
                amount_minor=make.rng.choice(AMOUNTS),
                currency=event.currency,
                quantity_included=number + 1,
                minimum_quantity_enabled=number % 2 == 0,
                minimum_quantity=make.maybe(2),
            )
