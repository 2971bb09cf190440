"""BookabilityState as SQL for both engines: the state of a whole is the minimum of its parts.

Templates are over the row `{t}` at the moment `{now}`. In ascending order: CALLED_OFF, CLOSED, HIDDEN, NOT_YET_OPEN,
SOLD_OUT, OPEN; the states of the event's life cycle come before all of them.
"""

from collections.abc import Callable

# All bookings of the event have reached its capacity.
EVENT_IS_FULL = (
    "coalesce((SELECT ev.event_capacity <= ev.booked_count FROM event ev WHERE ev.id = {t}.event_id), FALSE)"
)
# Conditions of a ticket: it is on sale, and it has no price.
ON_SALE = "{t}.active AND {t}.archived_at IS NULL"
UNPRICED = "{t}.category = 'PAID' AND NOT EXISTS (SELECT 1 FROM price pr WHERE pr.ticket_id = {t}.id)"

# SQL over a ticket `{t}`: whether it is seen only once it can be booked.
HIDES = (
    "CASE WHEN (SELECT ev.booking_starts_level FROM event ev WHERE ev.id = {t}.event_id) = 'TICKET'"
    " THEN {t}.hide_ticket_until_booking_start"
    " ELSE (SELECT ev.hide_ticket_until_booking_start FROM event ev WHERE ev.id = {t}.event_id) END"
)

# The states of a date in ascending order, as numbers. One flat CASE combines all parts, for each ticket `ti` of the
# event `ev`, or once if it has none: SQLite's parser allows a nesting depth of 100.
RANKED = ("NOT_PUBLISHED", "CANCELLED", "CALLED_OFF", "CLOSED", "HIDDEN", "NOT_YET_OPEN", "SOLD_OUT", "OPEN")
_RANK = (
    "CASE WHEN ev.lifecycle = 'CANCELLED' THEN 1 WHEN ev.lifecycle <> 'PUBLISHED' THEN 0"
    " WHEN {called_off} OR {date}.disabled_reason = 'CALLED_OFF' THEN 2"
    " WHEN NOT {date}.enabled OR {date}.opens_at IS NULL OR {date}.closes_at <= {now} THEN 3{shut_tickets}"
    " WHEN {date}.opens_at > {now}{late_tickets} THEN 5"
    " WHEN {date}.capacity <= {date}.booked_count OR ev.event_capacity <= ev.booked_count THEN 6"
    " WHEN {full} THEN 6{gone_tickets} ELSE 7 END"
)
_SHUT = (
    " WHEN NOT ti.active OR ti.archived_at IS NOT NULL OR ti.closes_at <= {now} THEN 3"
    f" WHEN ti.id IS NOT NULL AND ti.opens_at IS NULL THEN 3 WHEN {UNPRICED.replace('{t}', 'ti')} THEN 3"
    " WHEN ti.opens_at > {now} AND ev.booking_starts_level = 'TICKET' AND ti.hide_ticket_until_booking_start THEN 4"
    " WHEN ti.opens_at > {now} AND ev.booking_starts_level <> 'TICKET' AND ev.hide_ticket_until_booking_start THEN 4"
)
_LATE = " OR ti.opens_at > {now}"
_GONE = (
    " WHEN ti.quantity_sold >= ti.quantity OR ti.quantity_per_occurrence = 0 THEN 6"
    " WHEN ti.quantity_per_occurrence IS NOT NULL AND ti.quantity_per_occurrence <= (SELECT sum(me.seats)"
    " FROM attendee me WHERE me.occurrence_id = {date}.id AND me.ticket_id = ti.id) THEN 6"
)
_SLOTS_FULL = (
    "EXISTS (SELECT 1 FROM timeslot sl WHERE sl.occurrence_id = {date}.id) AND NOT EXISTS (SELECT 1 FROM timeslot sl"
    " WHERE sl.occurrence_id = {date}.id AND (sl.capacity IS NULL OR sl.capacity > sl.booked_count))"
)
_TICKETS_EDGES = (
    " UNION SELECT ti.opens_at, ti.opens_local FROM ticket ti WHERE ti.event_id = {t}.event_id"
    " UNION SELECT ti.closes_at, ti.closes_local FROM ticket ti WHERE ti.event_id = {t}.event_id"
)
# Every moment at which the window of a date or of a ticket opens or closes, with its local time.
EDGES_OF_DATE = (
    "SELECT {t}.opens_at AS at, {t}.opens_local AS local UNION SELECT {t}.closes_at, {t}.closes_local"
    f"{_TICKETS_EDGES}"
)
# The same moments for a part of a date: a row with `occurrence_id`.
EDGES_OF_PART = (
    "SELECT oc.opens_at AS at, oc.opens_local AS local FROM occurrence oc WHERE oc.id = {t}.occurrence_id"
    " UNION SELECT oc.closes_at, oc.closes_local FROM occurrence oc WHERE oc.id = {t}.occurrence_id"
    f"{_TICKETS_EDGES}"
)


def bookability_state(*, closed: str, hidden: str, sold_out: str) -> str:
    """The state of a row with `event_id`, `opens_at` and `closes_at`; the arguments are conditions of the row."""
    lifecycle = "(SELECT ev.lifecycle FROM event ev WHERE ev.id = {t}.event_id)"
    return (
        f"CASE WHEN {lifecycle} = 'CANCELLED' THEN 'CANCELLED'"
        f" WHEN {lifecycle} <> 'PUBLISHED' THEN 'NOT_PUBLISHED'"
        f" WHEN {closed} OR {{t}}.closes_at <= {{now}} OR {{t}}.opens_at IS NULL THEN 'CLOSED'"
        f" WHEN {{t}}.opens_at > {{now}} THEN CASE WHEN {hidden} THEN 'HIDDEN' ELSE 'NOT_YET_OPEN' END"
        f" WHEN {sold_out} THEN 'SOLD_OUT' ELSE 'OPEN' END"
    )


def date_rank(date: str, *, tickets: bool = True, called_off: str = "FALSE", full: str = _SLOTS_FULL) -> str:
    """The state of the occurrence with the alias `date`, as its index in `RANKED`: one sub-select.

    `called_off` and `full` are conditions of a part of it. Without `tickets`, or for an event that has none, tickets
    do not count. The state of a date is the greatest of its tickets' states.
    """
    parts = {
        "{called_off}": called_off,
        "{full}": full,
        "{shut_tickets}": _SHUT if tickets else "",
        "{late_tickets}": _LATE if tickets else "",
        "{gone_tickets}": _GONE if tickets else "",
    }
    rank = _RANK
    for mark, sql in parts.items():
        rank = rank.replace(mark, sql)
    join = "LEFT JOIN ticket ti ON ti.event_id = ev.id " if tickets else ""
    found = f"(SELECT max({rank}) FROM event ev {join}WHERE ev.id = {{date}}.event_id)"
    return found.replace("{date}", date)


def part_rank(*, full: str, called_off: str = "FALSE") -> str:
    """The state of a part of a date, a row with `occurrence_id`, with its own conditions."""
    of_date = date_rank("oc", called_off=called_off, full=full)
    return f"(SELECT {of_date} FROM occurrence oc WHERE oc.id = {{t}}.occurrence_id)"


def named(rank: str) -> str:
    """The name of the state at this index in `RANKED`."""
    names = " ".join(f"WHEN {place} THEN '{name}'" for place, name in enumerate(RANKED))
    return f"CASE {rank} {names} END"


def first_change(rank: str, edges: str) -> Callable[[str], str]:
    """SQL of the first moment (`at`, or `local` for its local time) at which a row's state changes without any write.

    It computes the state at each future moment of `edges`.
    """
    changed = f"mo.at > {{now}} AND {rank.replace('{now}', 'mo.at')} <> {rank}"
    return lambda column: f"(SELECT mo.{column} FROM ({edges}) mo WHERE {changed} ORDER BY mo.at LIMIT 1)"


TICKET_STATE = bookability_state(
    closed=f"NOT ({ON_SALE}) OR ({UNPRICED})",
    hidden=HIDES,
    sold_out=f"{{t}}.quantity_sold >= {{t}}.quantity OR {EVENT_IS_FULL}",
)
# Of a date, where the chosen ticket is checked separately.
DATE_STATE_BUT_FOR_TICKETS = named(date_rank("{t}", tickets=False))
