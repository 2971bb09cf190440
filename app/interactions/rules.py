"""What users may do to events and organisations, and how many places one may take. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.booking.values import REASONS, BookabilityState
from app.core import limits
from app.core.fields import Number, Rule, Text
from app.core.problems import Path, Problem, ProblemCode, Warning, WarningCode
from app.events.values import EventLifecycle
from app.occurrences.values import DisabledReason

MAX_QUANTITY = 1_000
RATINGS = (1, 5)

UNBOOKABLE = {
    BookabilityState.NOT_PUBLISHED: ProblemCode.WRONG_STATE,
    BookabilityState.CANCELLED: ProblemCode.CANCELLED,
    BookabilityState.CALLED_OFF: ProblemCode.CANCELLED,
    BookabilityState.HIDDEN: ProblemCode.NOT_ON_SALE,
    BookabilityState.NOT_YET_OPEN: ProblemCode.NOT_ON_SALE,
    BookabilityState.CLOSED: ProblemCode.NOT_ON_SALE,
}

SHARE: dict[str, Rule] = {"channel": Text(limits.LABEL)}
REVIEW: dict[str, Rule] = {"rating": Number(*RATINGS), "text": Text(limits.DESCRIPTION, least=0)}
ATTENDEE: dict[str, Rule] = {"quantity": Number(1, MAX_QUANTITY, default=1)}


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many tickets one customer may have and has: of this kind, and of the event."""

    of_ticket: int | None
    of_event: int | None
    has_of_ticket: int
    has_of_event: int
    # The minimum quantity of this price.
    least: int | None


@dataclass(frozen=True, slots=True)
class Target:
    """The date to which an attendee is moved; `same`: they have it already, with this timeslot."""

    enabled: bool
    disabled_reason: str | None
    ends_at: datetime
    same: bool = False


@dataclass(frozen=True, slots=True)
class WaitedFor:
    """A session on the date `occurrence`. `has_list`: it has a waiting list; `taken`: how many have chosen it there.

    `room`: its places there; None means no limit.
    """

    name: str
    occurrence: UUID
    starts_at: datetime
    takes_place: bool = True
    has_list: bool = True
    taken: int = 0
    room: int | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """A session that some users still have on their old date after their bookings were moved."""

    name: str
    people: int


def problems_with_state(lifecycle: str, path: Path) -> list[Problem]:
    """Users act on published events only."""
    if lifecycle == EventLifecycle.PUBLISHED:
        return []
    if lifecycle == EventLifecycle.CANCELLED:
        return [Problem(ProblemCode.CANCELLED, "The event is cancelled.", path)]
    return [Problem(ProblemCode.WRONG_STATE, "The event is not published.", path)]


def problems_with_sharing(enabled: bool, path: Path) -> list[Problem]:
    """The organiser may switch sharing off."""
    return [] if enabled else [Problem(ProblemCode.SWITCHED_OFF, "Sharing is switched off for this event.", path)]


def problems_with_waiting(enabled: bool, path: Path) -> list[Problem]:
    """The organiser has to switch the waiting list on."""
    return [] if enabled else [Problem(ProblemCode.SWITCHED_OFF, "This event has no waiting list.", path)]


def problems_with_ending(ends_at: datetime | None, now: datetime, path: Path) -> list[Problem]:
    """An event that is over has no waiting list. `ends_at` is None where no date is planned."""
    if ends_at is None or ends_at > now:
        return []
    return [Problem(ProblemCode.ENDED, "The event has ended.", path)]


def problems_with_waiting_for_session(row: WaitedFor, now: datetime, path: Path) -> list[Problem]:
    """The session has a waiting list, has not begun and is full on this date."""
    found = []
    if not row.has_list:
        found.append(Problem(ProblemCode.SWITCHED_OFF, f"“{row.name}” has no waiting list.", path))
    if not row.takes_place:
        found.append(Problem(ProblemCode.CANCELLED, f"“{row.name}” has been called off.", path))
    elif row.starts_at <= now:
        found.append(Problem(ProblemCode.ENDED, f"“{row.name}” has begun.", path))
    elif row.room is None or row.taken < row.room:
        found.append(Problem(ProblemCode.PLACES_LEFT, f"“{row.name}” has places left.", path))
    return found


def problems_with_other_date(row: WaitedFor, occurrence: UUID | None, path: Path) -> list[Problem]:
    """An occurrence sent beside a session is the one of the session's date."""
    if occurrence is None or occurrence == row.occurrence:
        return []
    return [Problem(ProblemCode.INVALID, "The session takes place in another occurrence.", path)]


def problems_with_bookability(state: str, what: str, path: Path) -> list[Problem]:
    """Why it cannot be booked now."""
    if state == BookabilityState.OPEN:
        return []
    if state == BookabilityState.SOLD_OUT:
        return [sold_out(path)]
    sentence = f"This {what} cannot be booked: {REASONS[BookabilityState(state)]}"
    return [Problem(UNBOOKABLE[BookabilityState(state)], sentence, path)]


def problems_with_timeslot(uuid: UUID | None, slots: Collection[UUID], path: Path) -> list[Problem]:
    """A date with timeslots is booked by one of them; other dates take none."""
    if uuid is None and slots:
        return [Problem(ProblemCode.REQUIRED, "Say which timeslot: this date has timeslots.", path)]
    if uuid is not None and uuid not in slots:
        return [not_there("timeslot with this uuid on this date", path)]
    return []


def problems_with_target(target: Target, now: datetime, path: Path) -> list[Problem]:
    """Attendees are moved to another date or timeslot, which takes place and is not over."""
    if target.same:
        return [Problem(ProblemCode.ALREADY_DONE, "They are booked for this date already.", path)]
    if not target.enabled:
        called_off = target.disabled_reason == DisabledReason.CALLED_OFF
        sentence = REASONS[BookabilityState.CALLED_OFF] if called_off else "This date does not take place."
        return [Problem(ProblemCode.CANCELLED, sentence, path)]
    return [Problem(ProblemCode.ENDED, "This date has ended.", path)] if target.ends_at <= now else []


def selections_not_moved(sessions: Sequence[Left], path: Path) -> list[Warning]:
    """One warning for each session that did not follow bookings to their new date."""
    return [Warning(WarningCode.SELECTION_NOT_MOVED, _not_moved(session), path) for session in sessions]


def _not_moved(session: Left) -> str:
    if session.people == 1:
        people, room = "", "has no place left"
    else:
        people, room = f" by {session.people:,} people", "does not have enough places left"
    return (
        f"“{session.name}” stays chosen{people} on the date before: it does not take place on the new one, or {room}."
    )


def problems_with_amount(bounds: Bounds, quantity: int, seats: int, path: Path) -> list[Problem]:
    """Limits on one purchase, and on all purchases of one customer."""
    found = []
    if bounds.least is not None and quantity < bounds.least:
        found.append(_beyond(f"At least {bounds.least} have to be bought at once at this price.", path))
    if bounds.of_ticket is not None and bounds.has_of_ticket + seats > bounds.of_ticket:
        found.append(_beyond(f"One customer has at most {bounds.of_ticket} of this ticket.", path))
    if bounds.of_event is not None and bounds.has_of_event + seats > bounds.of_event:
        found.append(_beyond(f"One customer has at most {bounds.of_event} tickets of this event.", path))
    return found


def sold_out(path: Path) -> Problem:
    """Others have taken the places."""
    return Problem(ProblemCode.SOLD_OUT, "Not that many are left.", path)


def already_done(what: str, path: Path) -> Problem:
    """Each user does it once."""
    return Problem(ProblemCode.ALREADY_DONE, f"This user {what} already.", path)


def not_there(what: str, path: Path) -> Problem:
    """The act was never done, or the thing does not belong to the event."""
    return Problem(ProblemCode.NOT_FOUND, f"There is no {what}.", path)


def needed(what: str, path: Path) -> Problem:
    """There is more than one to choose from."""
    return Problem(ProblemCode.REQUIRED, f"Say which {what}: there is more than one.", path)


def _beyond(sentence: str, path: Path) -> Problem:
    return Problem(ProblemCode.OUT_OF_RANGE, sentence, path)
