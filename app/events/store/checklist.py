"""The publish checklist as SQL over the event's row `{t}` at the moment `{now}`.

It is stated here once: for the reader's fields, for the publish operation, and for the warning that a published event
is no longer ready.
"""

import re
from collections.abc import Mapping, Set
from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.booking.store import ON_SALE, UNPRICED
from app.db.columns import Instant, Uuid
from app.db.fixed import fixed_text
from app.events.rules import (
    NO_ONLINE_ADDRESS,
    NO_TICKET,
    NO_UPCOMING_OCCURRENCE,
    NO_VENUE,
    UNPRICED_TICKET,
    Blocker,
)

# The condition under which each line blocks publishing, in the order in which lines are shown.
CHECKLIST: Mapping[Blocker, str] = {
    NO_UPCOMING_OCCURRENCE: (
        "NOT EXISTS (SELECT 1 FROM occurrence oc WHERE oc.event_id = {t}.id AND oc.enabled AND oc.ends_at > {now})"
    ),
    NO_VENUE: (
        "coalesce({t}.configuration_type, '') = 'VENUE_EVENT' AND {t}.venue_name IS NULL"
        " AND {t}.address_line1 IS NULL AND {t}.venue_latitude IS NULL"
    ),
    NO_ONLINE_ADDRESS: "coalesce({t}.configuration_type, '') = 'ONLINE_EVENT' AND {t}.online_url IS NULL",
    NO_TICKET: (
        "NOT {t}.enable_rsvp AND NOT EXISTS (SELECT 1 FROM ticket ti"
        " WHERE ti.event_id = {t}.id AND ti.active AND ti.archived_at IS NULL)"
    ),
    UNPRICED_TICKET: (
        "EXISTS (SELECT 1 FROM ticket ti WHERE ti.event_id = {t}.id AND "
        + f"{ON_SALE} AND {UNPRICED}".replace("{t}", "ti")
        + ")"
    ),
}
# The columns of the event's row that decide.
CHECKED = frozenset(re.findall(r"\{t\}\.(\w+)", " ".join(CHECKLIST.values())))
_ASKED = ", ".join(f"({blocks})" for blocks in CHECKLIST.values()).replace("{t}", "its").replace("{now}", ":now")
_QUERY = fixed_text(
    f"SELECT {_ASKED} FROM event its WHERE its.id = :uuid",
    {"uuid": Uuid(), "now": Instant()},
)


def may_block(changed: Set[str]) -> bool:
    """Whether a change of these columns of an event may make it unfit to be published."""
    return not CHECKED.isdisjoint(changed)


def publish_blockers(db: DbSession, event_id: UUID, now: datetime) -> list[Blocker]:
    """Every line of the checklist that blocks publishing the event, in one statement."""
    db.flush()
    found = _QUERY.row(db, {"uuid": event_id, "now": now})
    assert found is not None
    return [blocker for blocker, blocks in zip(CHECKLIST, found, strict=True) if blocks]
