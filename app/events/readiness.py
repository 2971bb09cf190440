"""The publish checklist, the status, the phase and the bookability of an event as SQL over its row, for the reader."""

from app.booking.store import ON_SALE, date_rank, named
from app.events.store.checklist import CHECKLIST

READY = " AND ".join(f"NOT ({blocks})" for blocks in CHECKLIST.values())
STATUS = (
    "CASE WHEN {t}.lifecycle <> 'UNRELEASED' THEN {t}.lifecycle"
    f" WHEN {READY} THEN 'READY_TO_PUBLISH' ELSE 'DRAFT' END"
)
PHASE = (
    "CASE WHEN {t}.lifecycle = 'CANCELLED' THEN 'CANCELLED' WHEN {t}.ends_at <= {now} THEN 'ENDED'"
    " WHEN EXISTS (SELECT 1 FROM occurrence oc WHERE oc.event_id = {t}.id AND oc.enabled"
    " AND oc.starts_at <= {now} AND oc.ends_at > {now}) THEN 'LIVE' ELSE 'SCHEDULED' END"
)
# Whether the event can be booked: the best of its dates that have not ended says so.
_TO_COME = "FROM occurrence oc WHERE oc.event_id = {t}.id AND oc.ends_at > {now}"
_BEST = f"(SELECT max({date_rank('oc')}) {_TO_COME})"
EVENT_STATE = (
    "CASE WHEN {t}.lifecycle = 'CANCELLED' THEN 'CANCELLED' WHEN {t}.lifecycle <> 'PUBLISHED' THEN 'NOT_PUBLISHED'"
    f" ELSE coalesce({named(_BEST)}, 'CLOSED') END"
)


def event_change(column: str) -> str:
    """The first moment (`at`, or `local`) at which one of those dates, or a ticket on sale, opens, closes or ends."""
    dates = " UNION ".join(
        f"SELECT oc.{edge}_at AS at, oc.{edge}_local AS local {_TO_COME} AND oc.enabled"
        for edge in ("opens", "closes", "ends")
    )
    on_sale = f"FROM ticket ti WHERE ti.event_id = {{t}}.id AND {ON_SALE.replace('{t}', 'ti')}"
    tickets = " UNION ".join(f"SELECT ti.{edge}_at, ti.{edge}_local {on_sale}" for edge in ("opens", "closes"))
    first = f"SELECT mo.{column} FROM ({dates} UNION {tickets}) mo WHERE mo.at > {{now}} ORDER BY mo.at LIMIT 1"
    return f"CASE WHEN {EVENT_STATE} IN ('HIDDEN', 'NOT_YET_OPEN', 'SOLD_OUT', 'OPEN') THEN ({first}) END"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def checklist_table() -> str:
    """The checklist's lines as rows (id, message, path)."""
    rows = []
    for number, blocker in enumerate(CHECKLIST):
        path = "[" + ",".join(f'"{step}"' for step in blocker.path) + "]"
        rows.append(f"SELECT {number} AS id, {_quoted(blocker.message)} AS message, {_quoted(path)} AS path")
    return "(" + " UNION ALL ".join(rows) + ")"


def blocking() -> str:
    """Which of those rows hold for the event `{p}`."""
    cases = " ".join(
        f"WHEN {number} THEN {blocks.replace('{t}', '{p}')}" for number, blocks in enumerate(CHECKLIST.values())
    )
    return f"CASE {{c}}.id {cases} END"


STATUS_TABLE = (
    "(SELECT 1 AS id, 'PUBLISHING' AS name, 'DRAFT' AS value"
    " UNION ALL SELECT 2, 'PUBLISHING', 'READY_TO_PUBLISH' UNION ALL SELECT 3, 'PUBLISHING', 'PUBLISHED'"
    " UNION ALL SELECT 4, 'PUBLISHING', 'UNPUBLISHED' UNION ALL SELECT 5, 'PUBLISHING', 'CANCELLED')"
)
