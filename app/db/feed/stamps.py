"""Stamps of feeds. A stamp is a text that identifies the state of a feed: each change gives it another one.

Two equal stamps mean that nothing was recorded in between: positions only grow, a restored feed has another epoch, and
migrations, which record nothing, change the revision.
"""

from collections.abc import Iterable

_REVISION = "(SELECT version_num FROM alembic_version)"


def stamp_of(organisation: str) -> str:
    """The expression of an organisation's stamp. It has one of its own while nothing has been recorded in its feed."""
    recorded = f"(SELECT f.epoch || '.' || f.position FROM feed f WHERE f.organisation_id = {organisation})"
    return f"coalesce({recorded}, 'unwritten') || '.' || {_REVISION}"


_PARAMETERS = {"sqlite": ("?1", "?2"), "postgresql": ("$1::uuid", "$2::text")}
# Of one organisation, the statement's only parameter.
OF_ONE = {dialect: f"SELECT {stamp_of(organisation)}" for dialect, (organisation, _) in _PARAMETERS.items()}
# More feeds are not compared: one of so many is always changing, and to read them takes longer than many a list.
MAX_FEEDS = 1_000
# Of all feeds together. NULL if there are more.
OF_ALL = (
    f"SELECT CASE WHEN count(*) <= {MAX_FEEDS} THEN count(*) || '.' || coalesce(sum(f.epoch), 0) || '.' || "
    f"coalesce(sum(f.position), 0) || '.' || {_REVISION} END"
    f" FROM (SELECT epoch, position FROM feed LIMIT {MAX_FEEDS + 1}) f"
)
# A table, one of its columns with instants, and whether its rows belong to events.
InstantColumn = tuple[str, str, bool]


def next_instant(dialect: str, columns: Iterable[InstantColumn]) -> str:
    """The stamp of an organisation's feed, then a space and the first of these instants after a moment, if any.

    The parameters are the organisation and the moment.
    """
    organisation, since = _PARAMETERS[dialect]
    parts = [
        # By way of the events, since rows of an event are found by its id.
        f"SELECT min(x.{column}) AS at FROM event ev JOIN {table} x ON x.event_id = ev.id"
        f" WHERE ev.organisation_id = {organisation} AND x.{column} > {since}"
        if of_event
        else f"SELECT min(x.{column}) AS at FROM {table} x"
        f" WHERE x.organisation_id = {organisation} AND x.{column} > {since}"
        for table, column, of_event in columns
    ]
    first = f"(SELECT min(m.at) FROM ({' UNION ALL '.join(parts)}) m)"
    return f"SELECT {stamp_of(organisation)} || ' ' || coalesce({first}, '')"
