"""A programme as read from a file: checked, complete, and not yet stored."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from app.core.datetimes import move_out_of_gap
from app.core.named_types import URL
from app.core.problems import Path, Problem, ProblemCode, Refused
from app.core.time import in_range, local_of

QUARTER_HOUR = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Skipped:
    """One kind of thing that was not imported. `*` in the path means every index and room name."""

    path: Path
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class Titled:
    """A link, file, banner or resource: an absolute address with a title."""

    name: str | None
    url: str


@dataclass(frozen=True, slots=True)
class Track:
    name: str
    colour: str | None


@dataclass(frozen=True, slots=True)
class Room:
    name: str
    description: str | None


@dataclass(frozen=True, slots=True)
class Speaker:
    name: str
    biography: str | None
    image: URL | None


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """Tracks, rooms and speakers are indexes into the programme's; `date` is the day it is listed under."""

    path: Path
    name: str
    display_name: str
    description: str | None
    details: str | None
    language: str | None
    image: str | None
    starts_at: datetime
    minutes: int
    date: date
    track: int | None
    room: int | None
    speakers: tuple[int, ...]
    links: tuple[Titled, ...]
    files: tuple[Titled, ...]

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Programme:
    """`starts_at` and `ends_at` lie on quarter hours and hold every session between them.

    `hours` are start and end of each of the `dates`.
    """

    name: str
    display_name: str
    description: str | None
    timezone: str
    starts_at: datetime
    ends_at: datetime
    dates: tuple[date, ...]
    hours: tuple[tuple[datetime, datetime], ...]
    tracks: tuple[Track, ...]
    rooms: tuple[Room, ...]
    speakers: tuple[Speaker, ...]
    sessions: tuple[PlannedSession, ...]
    banner: str | None
    resources: tuple[Titled, ...]
    skipped: tuple[Skipped, ...]
    notes: tuple[str, ...]

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds()) // 60


def outward(starts_at: datetime, ends_at: datetime) -> tuple[datetime, datetime]:
    """The two instants, rounded outwards to quarter hours."""
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return starts_at - (starts_at - epoch) % QUARTER_HOUR, ends_at + (epoch - ends_at) % QUARTER_HOUR


def moved(programme: Programme, starts_on: date) -> Programme:
    """The programme with its first day on `starts_on`: every wall clock moves by the same whole days.

    A wall clock that does not exist on its new day moves on by the gap, with a note.
    """
    days = starts_on - programme.dates[0]
    late = 0

    def move(instant: datetime) -> datetime:
        nonlocal late
        there, was_moved = move_out_of_gap(local_of(instant, programme.timezone) + days, programme.timezone)
        late += was_moved
        if not in_range(there):
            raise OverflowError
        return there

    try:
        sessions = tuple(
            replace(session, starts_at=move(session.starts_at), date=session.date + days)
            for session in programme.sessions
        )
        moved_sessions, late = late, 0
        starts_at, ends_at = outward(
            min([move(programme.starts_at), *(session.starts_at for session in sessions)]),
            max([move(programme.ends_at), *(session.ends_at for session in sessions)]),
        )
        dates = tuple(day + days for day in programme.dates)
        hours = tuple((move(first), move(last)) for first, last in programme.hours)
    except OverflowError:
        message = "From this day on the programme would leave the years 1900 to 9998."
        raise Refused(Problem(ProblemCode.OUT_OF_RANGE, message, ("startsOn",))) from None
    notes = programme.notes
    if moved_sessions:
        notes += (f"Sessions moved to a time that clocks skip, which begin later: {moved_sessions}.",)
    return replace(
        programme, sessions=sessions, starts_at=starts_at, ends_at=ends_at, dates=dates, hours=hours, notes=notes
    )
