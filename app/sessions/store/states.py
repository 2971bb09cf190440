"""Whether a session can be chosen on one of its dates, as SQL over its row `{t}`."""

from app.booking.store import EDGES_OF_PART, first_change, named, part_rank

# The number of users who have chosen it has reached the capacity of the row, else of the session.
_FULL = (
    "EXISTS (SELECT 1 FROM session se WHERE se.id = {t}.session_id"
    " AND coalesce({t}.capacity, se.capacity) <= (SELECT count(*) FROM session_selected ss"
    " WHERE ss.session_occurrence_id = {t}.id)"
    " AND NOT (se.rsvp AND coalesce({t}.rsvp_capacity, se.rsvp_capacity) = 'UNLIMITED'))"
)
_RANK = part_rank(called_off="NOT {t}.enabled", full=_FULL)
SESSION_DATE_STATE = named(_RANK)
SESSION_DATE_CHANGE = first_change(_RANK, EDGES_OF_PART)
# Local times of its changes are in the zone of the date; the session may have another.
ZONE_OF_DATE = "(SELECT oc.timezone FROM occurrence oc WHERE oc.id = {t}.occurrence_id)"
