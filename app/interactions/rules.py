"""What users may do to events and organisations, and how many places one may take. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.booking.values import REASONS, BookabilityState
from app.core import limits
from app.core.fields import Number, Rule, Rules, Text
from app.core.problems import Path, Problem, ProblemCode, Warning, WarningCode
from app.events.values import EventLifecycle
from app.interactions.columns import AttendeeValues, ShareValues
from app.occurrences.values import DisabledReason

INPUT: Path = ("input",)
QUANTITY: Path = (*INPUT, "quantity")
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

SHARE = Rules(ShareValues, {"channel": Text(limits.LABEL)})
REVIEW: dict[str, Rule] = {"rating": Number(*RATINGS), "text": Text(limits.DESCRIPTION, least=0)}
ATTENDEE = Rules(AttendeeValues, {"quantity": Number(1, MAX_QUANTITY, default=1)})

# What follows from an act that is done or undone: of each type the column that names the object with its counts.
FOLLOWERS: Mapping[str, Mapping[str, str]] = {
    "Save": {"Event": "event_id"},
    "Share": {"Event": "event_id"},
    "Review": {"Event": "event_id"},
    "Attendee": {"Ticket": "ticket_id", "Occurrence": "occurrence_id", "Event": "event_id"},
}
# From one that moves: the old date and the new one.
MOVE_FOLLOWERS: Mapping[str, str] = {"Occurrence": "occurrence_id"}


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
class Offer:
    """What is to be booked; each id is None where the event, the ticket or the date has no such thing.

    ticket           the ticket that was named, and its bookability
    prices           how many prices the ticket has
    price            the price that was named, or any
    seats_included   how many seats one ticket has at this price
    least            how many have to be bought at once at this price
    date             the date that was named, or the only one that is enabled, and its bookability
    timeslot         a timeslot of the date: the one that was named, if it is there
    left_on_date     how many of the ticket are left for the date; None means no limit
    """

    ticket: UUID | None
    ticket_state: str
    prices: int
    price: UUID | None
    seats_included: int | None
    least: int | None
    date: UUID | None
    date_state: str
    timeslot: UUID | None
    timeslot_is_full: bool | None
    left_on_date: int | None
    most_of_ticket: int | None
    has_of_ticket: int
    has_of_event: int


@dataclass(frozen=True, slots=True)
class Named:
    """What a registration names, and how many tickets it takes."""

    price: UUID | None
    date: UUID | None
    timeslot: UUID | None
    quantity: int


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


def problems_with_choice(offer: Offer, named: Named) -> list[Problem]:
    """What was named and is not there, and what has to be named because there is more than one."""
    found = []
    if offer.ticket is None:
        found.append(not_there("ticket with this uuid in this event", (*INPUT, "ticketUuid")))
    elif named.price is not None and offer.price is None:
        found.append(not_there("price with this uuid of this ticket", (*INPUT, "priceUuid")))
    elif named.price is None and offer.prices > 1:
        found.append(needed("price", (*INPUT, "priceUuid")))
    if offer.date is None:
        at = (*INPUT, "occurrenceUuid")
        absent = not_there("occurrence with this uuid in this event", at)
        return [*found, needed("occurrence", at) if named.date is None else absent]
    slots = () if offer.timeslot is None else (offer.timeslot,)
    return found + problems_with_timeslot(named.timeslot, slots, (*INPUT, "timeslotUuid"))


def problems_with_booking(offer: Offer, named: Named, most_of_event: int | None) -> list[Problem]:
    """Why it cannot be booked now, or not that many."""
    found = problems_with_bookability(offer.ticket_state, "ticket", (*INPUT, "ticketUuid"))
    if not found and offer.left_on_date is not None and offer.left_on_date <= 0:
        found = [sold_out((*INPUT, "ticketUuid"))]
    found += problems_with_bookability(offer.date_state, "occurrence", (*INPUT, "occurrenceUuid"))
    if named.timeslot is not None and offer.timeslot_is_full:
        found.append(sold_out((*INPUT, "timeslotUuid")))
    bounds = Bounds(offer.most_of_ticket, most_of_event, offer.has_of_ticket, offer.has_of_event, offer.least)
    return found + problems_with_amount(bounds, named.quantity, seats_of(offer, named), QUANTITY)


def seats_of(offer: Offer, named: Named) -> int:
    """How many seats are taken."""
    return named.quantity * (1 if offer.seats_included is None else offer.seats_included)


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
