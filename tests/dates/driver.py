"""A series on the live service: the same changes by the public API, and the stored rows beside those of the model."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlmodel import Session as DbSession
from sqlmodel import col

from app.events.tables import EventRow
from app.interactions.tables import AttendeeRow
from app.occurrences.tables import OccurrenceRow, TimeslotRow
from app.sessions.tables import SessionOccurrenceRow
from app.tickets.tables import TicketRow
from tests.builders import Stored, make_ticket, stored
from tests.dates.plain_rule import WEEKDAYS, Rule, wall
from tests.dates.plain_series import Date, HttpError, Place, Series
from tests.gateway import Gateway, Organisation
from tests.stamps import stamped
from tests.user_builders import make_user

ERRORS = "userErrors { code message path }"
CREATE = f"""mutation ($org: UUID!, $input: CreateEventInput!) {{
  createEvent(organisationUuid: $org, input: $input) {{ event {{ uuid }} {ERRORS} }} }}"""
SESSION = f"""mutation ($event: UUID!, $input: CreateSessionInput!) {{
  createSession(eventUuid: $event, input: $input) {{ session {{ uuid }} {ERRORS} }} }}"""
ORDINALS = {1: "FIRST", 2: "SECOND", 3: "THIRD", 4: "FOURTH", 5: "FIFTH", -1: "LAST"}


def by_uuid(name: str) -> str:
    """A mutation of something that is there."""
    kind = f"{name[0].upper()}{name[1:]}Input"
    return f"mutation ($uuid: UUID!, $input: {kind}!) {{ answer: {name}(uuid: $uuid, input: $input) {{ {ERRORS} }} }}"


def said(rule: Rule) -> dict[str, Any]:
    """The rule as the API takes it, whole: what it does not have is null."""
    ends: Any = {"type": "NEVER"}
    if rule.count is not None:
        ends = {"type": "AFTER_COUNT", "count": rule.count}
    elif rule.last is not None:
        ends = {"type": "ON_DATE", "on": rule.last}
    given: dict[str, Any] = {"type": rule.kind, "exclusions": sorted(rule.excluded)}
    if rule.kind == "SCHEDULE":
        given["schedule"] = [{"local": local} for local in rule.listed]
    else:
        given["startsOn"] = {"local": rule.start}
    if rule.kind != "TIMESLOTS":
        given["durationMinutes"] = rule.minutes
    if rule.kind not in ("SCHEDULE", "DOES_NOT_REPEAT"):
        given |= {"ends": ends, "interval": rule.interval}
    if rule.frequency == "WEEKLY":
        given["weekdays"] = [WEEKDAYS[each] for each in rule.weekdays]
    if rule.frequency == "MONTHLY":
        given["monthlyPosition"] = rule.position and {
            "ordinal": ORDINALS[rule.position[0]],
            "weekday": None if rule.position[1] is None else WEEKDAYS[rule.position[1]],
        }
    if rule.kind == "TIMESLOTS":
        given["frequency"] = rule.step
        given["timeslots"] = [
            {"startsAt": slot.starts, "durationMinutes": slot.minutes, "capacity": slot.capacity} for slot in rule.slots
        ]
    return given


class Live:
    """One event of the service, whose rows have to be those of the model after every step."""

    def __init__(self, gateway: Gateway, organisation: Organisation, series: Series) -> None:
        self.gateway, self.organisation, self.series = gateway, organisation, series
        self.seats: dict[UUID, int] = {}
        self.sessions: dict[UUID, str] = {}
        given = {"name": "Series", "timezone": series.zone, "occurrence": said(series.rule)}
        payload = gateway.gql(CREATE, self._token(), org=organisation.uuid, input=given)["createEvent"]
        assert payload["userErrors"] == []
        self.event = UUID(payload["event"]["uuid"])
        self._publish()

    def add_session(self, name: str, start: datetime, minutes: int, occurrences: dict[str, Any]) -> None:
        """A session by its wall clock; the model has it already."""
        times = {"startsOn": {"local": start}, "durationMinutes": minutes}
        given = {"name": name, "occurrences": occurrences, **times}
        payload = self.gateway.gql(SESSION, self._token(), event=self.event, input=given)["createSession"]
        assert payload["userErrors"] == []
        self.sessions[UUID(payload["session"]["uuid"])] = name

    def book(self, day: Date, seats: int) -> None:
        """Somebody has places on a date, and on its first slot where it has slots."""
        slot = day.slots[0] if day.slots else None
        day.seats, day.booked_once = day.seats + seats, True
        if slot is not None:
            slot.seats += seats
        user = make_user(self.gateway, self.organisation)
        key = uuid4()

        def write(db: DbSession) -> None:
            values: Stored = {
                "id": key,
                "organisation_id": UUID(self.organisation.uuid),
                "event_id": self.event,
                "occurrence_id": day.key,
                "timeslot_id": slot and slot.key,
                "ticket_id": self.ticket,
                "user_id": user.id,
                "timezone": self.series.zone,
                "quantity": seats,
                "seats": seats,
                **stamped("created", self.gateway.clock(), self.series.zone),
            }
            db.add(AttendeeRow(**values))
            raised: list[tuple[Any, Any, str]] = [
                (OccurrenceRow, day.key, "booked_count"),
                (EventRow, self.event, "booked_count"),
                (TicketRow, self.ticket, "quantity_sold"),
            ]
            for table, uuid, counter in [*raised, *([(TimeslotRow, slot.key, "booked_count")] if slot else [])]:
                db.execute(update(table).where(table.id == uuid).values({counter: getattr(table, counter) + seats}))

        self.gateway.in_database(write)
        self.seats[key] = seats

    def send(self, name: str, uuid: UUID, given: dict[str, Any], expected: HttpError | None = None) -> None:
        """A mutation that goes through, or is refused where the model refuses it."""
        before = self._everything()
        payload = self.gateway.gql(by_uuid(name), self._token(), uuid=uuid, input=given)["answer"]
        if expected is None:
            assert payload["userErrors"] == [], (name, given, payload)
            return
        assert [(each["code"], ".".join(each["path"])) for each in payload["userErrors"]] == [
            (expected.code, expected.path)
        ], (name, given, payload)
        assert self._everything() == before

    # --- the stored rows beside the model

    def check(self) -> None:
        """No wrong instant, no lost uuid, no booking that is left behind. New rows are known from now on."""
        self._check_dates()
        self._check_rows()
        self._check_slots()
        self._check_bookings()

    def _check_dates(self) -> None:
        rows = {_uuid(row["id"]): row for row in stored(self.gateway, OccurrenceRow, event_id=self.event)}
        known = {day.key for day in self.series.dates if day.key is not None}
        fresh = {row["starts_at"]: key for key, row in rows.items() if key not in known}
        for day in self.series.dates:
            day.key = day.key or fresh.pop(day.starts, None)
        assert {day.key: self._date(day) for day in self.series.dates} == {
            key: _stored_date(row) for key, row in rows.items()
        }

    def _date(self, day: Date) -> Any:
        local = wall(day.starts, self.series.zone)
        flags = (day.enabled, day.reason, day.out_of_rule, day.own, day.history)
        return (day.starts, local, day.ends, day.original, *flags, day.capacity, day.seats)

    def _check_rows(self) -> None:
        rows = stored(self.gateway, SessionOccurrenceRow, event_id=self.event)
        found = {(_uuid(row["occurrence_id"]), self.sessions[_uuid(row["session_id"])]): row for row in rows}
        wanted = {(day.key, name): place for day in self.series.dates for name, place in day.rows.items()}
        for at, place in wanted.items():
            if place.key is None and at in found:
                place.key = _uuid(found[at]["id"])
        assert {at: _place(place) for at, place in wanted.items()} == {
            at: _stored_place(row) for at, row in found.items()
        }

    def _check_slots(self) -> None:
        rows = sorted(stored(self.gateway, TimeslotRow, event_id=self.event), key=lambda row: row["position"])
        for day in self.series.dates:
            there = [row for row in rows if _uuid(row["occurrence_id"]) == day.key]
            for place, row in zip(day.slots, there, strict=True):
                place.key = place.key or _uuid(row["id"])
                assert (place.key, place.starts, place.starts + timedelta(minutes=place.minutes)) == (
                    _uuid(row["id"]),
                    row["starts_at"],
                    row["ends_at"],
                )
                assert (place.capacity, place.seats) == (row["capacity"], row["booked_count"])

    def _check_bookings(self) -> None:
        attendees = stored(self.gateway, AttendeeRow, event_id=self.event)
        assert {_uuid(row["id"]): row["seats"] for row in attendees} == self.seats
        by_key = {day.key: day for day in self.series.dates}
        seats = dict.fromkeys(by_key, 0)
        for row in attendees:
            seats[_uuid(row["occurrence_id"])] += row["seats"]
        assert seats == {key: day.seats for key, day in by_key.items()}
        in_slots = {slot.key: slot.seats for day in by_key.values() for slot in day.slots if slot.seats}
        found = dict.fromkeys(in_slots, 0)
        for row in attendees:
            if row["timeslot_id"] is not None:
                found[_uuid(row["timeslot_id"])] += row["seats"]
        assert found == in_slots
        assert [day for day in by_key.values() if day.seats and day.reason == "OUT_OF_RULE"] == []

    # --- the rest

    def _publish(self) -> None:
        def publish(db: DbSession) -> None:
            state = {"lifecycle": "PUBLISHED", **stamped("published", self.gateway.clock(), self.series.zone)}
            db.execute(update(EventRow).where(col(EventRow.id) == self.event).values(state))

        self.gateway.in_database(publish)
        row = EventRow(**stored(self.gateway, EventRow, id=self.event)[0])
        self.ticket = make_ticket(self.gateway, row).id

    def _token(self) -> str:
        return self.gateway.token(self.organisation)

    def _everything(self) -> list[list[Stored]]:
        tables: list[Any] = [OccurrenceRow, TimeslotRow, SessionOccurrenceRow, AttendeeRow]
        return [stored(self.gateway, table, event_id=self.event) for table in tables]


def _uuid(value: Any) -> UUID:
    """PostgreSQL's driver has a class of its own."""
    return UUID(str(value))


def _stored_date(row: Stored) -> Any:
    flags = tuple(row[name] for name in ("enabled", "disabled_reason", "out_of_rule", "own_times", "history"))
    times = (row["starts_at"], row["starts_local"], row["ends_at"], row["original_starts_local"])
    return (*times, *flags, row["capacity"], row["booked_count"])


def _place(place: Place) -> Any:
    return (place.key, place.starts, place.starts + timedelta(minutes=place.minutes), place.own)


def _stored_place(row: Stored) -> Any:
    return (_uuid(row["id"]), row["starts_at"], row["ends_at"], row["own_times"])
