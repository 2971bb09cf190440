"""An organisation with an event, for tests of the event's parts, stored without the operations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session as DbSession
from sqlmodel import SQLModel, col, select

from app.agenda.store import whole_day
from app.agenda.tables import LocationRow, ScheduleDateRow, TrackRow
from app.auth.rules import Caller, Scope
from app.core.time import local_of
from app.db.columns import NEVER
from app.db.outbox import ChangeRow
from app.db.timestamps import created
from app.events.tables import EventRow
from app.occurrences.tables import OccurrenceRow
from app.speakers.tables import SpeakerRow
from app.tickets.tables import TicketRow
from tests.gateway import Gateway, Organisation
from tests.stamps import stamped


def utc(text: str) -> datetime:
    """`2026-09-01 10:00`, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@dataclass(frozen=True)
class Stage:
    """One event and its organisation. `caller` and `token` have every scope."""

    gateway: Gateway
    organisation: Organisation
    event: UUID
    timezone: str

    @property
    def caller(self) -> Caller:
        return Caller(uuid4(), UUID(self.organisation.uuid), frozenset(Scope))

    @property
    def token(self) -> str:
        return self.gateway.token(self.organisation)

    def occurrence(self, starts_at: str, ends_at: str) -> UUID:
        times = {"starts": starts_at, "ends": ends_at, "original_starts": starts_at}
        stamps = [stamped(name, utc(text), self.timezone) for name, text in times.items()]
        return self._put(OccurrenceRow, **{name: at for each in stamps for name, at in each.items()})

    def ticket(self, name: str = "Entry") -> UUID:
        return self._put(TicketRow, name=name, category="FREE", currency="EUR")

    def track(self, name: str = "Science") -> UUID:
        return self._put(TrackRow, name=name)

    def location(self, name: str = "Curie") -> UUID:
        return self._put(LocationRow, name=name)

    def schedule_date(self, day: str) -> UUID:
        date = datetime.fromisoformat(day).date()
        return self._put(ScheduleDateRow, date=date, **whole_day(date, self.timezone))

    def speaker(self, name: str = "Ada") -> UUID:
        return self._put(SpeakerRow, name=name, name_key=name.lower())

    def rows(self, table: Any, *order: Any) -> list[dict[str, Any]]:
        """Everything a table holds, as values."""
        query = select(table.__table__).order_by(*order)
        found = self.gateway.in_database(lambda db: [dict(row) for row in db.connection().execute(query).mappings()])
        # PostgreSQL's driver has a UUID type of its own, which no encoder knows.
        return [{key: _plain(value) for key, value in row.items()} for row in found]

    def changes(self) -> list[tuple[str, str]]:
        """Entity and kind of everything recorded, in order, without what only follows from it."""
        rows = self.rows(ChangeRow, col(ChangeRow.position))
        return [(row["entity"], row["kind"]) for row in rows if row["direct"]]

    def everything(self, *tables: type[SQLModel]) -> list[list[dict[str, Any]]]:
        """What must stay the same when an operation is refused."""
        return [self.rows(table) for table in (EventRow, ChangeRow, *tables)]

    def _put(self, table: Any, **values: Any) -> UUID:
        row = table(
            organisation_id=UUID(self.organisation.uuid),
            event_id=self.event,
            timezone=self.timezone,
            **created(self.gateway.clock(), self.timezone),
            **values,
        )
        uuid: UUID = row.id
        self.gateway.in_database(lambda db: db.add(row))
        return uuid


def _plain(value: Any) -> Any:
    return UUID(int=value.int) if isinstance(value, UUID) and type(value) is not UUID else value


def stage(
    gateway: Gateway,
    slug: str = "acme",
    timezone: str = "Europe/Berlin",
    occurrences: Sequence[tuple[str, str]] = (),
    **columns: Any,
) -> Stage:
    """A new organisation with an event in `timezone`. `columns` are the event's."""
    organisation, now = gateway.organisation(slug, timezone, "EUR"), gateway.clock()
    made: Any = created(now, timezone)
    event = EventRow(
        organisation_id=UUID(organisation.uuid),
        slug="camp",
        name="Camp",
        name_key="camp",
        display_name="Camp",
        timezone=timezone,
        currency="EUR",
        search_text=" camp ",
        starts_at=NEVER,
        ends_at=NEVER,
        **made,
        **columns,
    )
    gateway.in_database(lambda db: db.add(event))
    staged = Stage(gateway, organisation, event.id, timezone)
    for starts_at, ends_at in occurrences:
        staged.occurrence(starts_at, ends_at)
    return staged


def set_event(staged: Stage, **columns: Any) -> None:
    """Change columns of the event without the operations."""

    def work(db: DbSession) -> None:
        event = db.exec(select(EventRow).where(EventRow.id == staged.event)).one()
        for name, value in columns.items():
            setattr(event, name, value)

    staged.gateway.in_database(work)


def local(text: str, timezone: str) -> datetime:
    """What clocks in `timezone` show at an instant given in UTC."""
    return local_of(utc(text), timezone)
