"""What an event can be found by, as conditions on its row: for lists of events and for lists of their dates."""

from datetime import datetime, timedelta

from app.core.folding import fold, search_patterns
from app.core.time import to_utc_text
from app.events.values import ConfigurationType
from app.graph.reading.mapping import Bound, Sql

# A date lasts at most 366 days. With a day more at either end one that still runs at a moment has started after this.
LONGEST = timedelta(days=368)


def category(event: str, value: Bound) -> str:
    return (
        f"EXISTS (SELECT 1 FROM event_category ec JOIN category ca ON ca.id = ec.category_id"
        f" WHERE ec.event_id = {event}.id AND ca.name_key = {value.computed(fold, 'text')})"
    )


def tag(event: str, value: Bound) -> str:
    return f"{event}.id IN (SELECT et.event_id FROM event_tag et WHERE et.tag_key = {value.computed(fold, 'text')})"


def said(sql: Sql, event: str, value: Bound, mine: str) -> str:
    """Every word is found, the last one as the beginning of a word.

    To outsiders, for whom `mine` does not hold, a hidden place is not among the words.
    """
    words = value.texts(search_patterns)
    text = (
        f"CASE WHEN {event}.placeless_search_text IS NULL OR {mine} THEN {event}.search_text"
        f" ELSE {event}.placeless_search_text END"
    )
    return sql.every(words, "word", sql.contains(text, "word"))


def online(event: str, value: Bound) -> str:
    kind = ConfigurationType.ONLINE_EVENT if value.known else ConfigurationType.VENUE_EVENT
    return f"{event}.configuration_type = '{kind}'"


def organisation(row: str, value: Bound) -> str:
    return f"{row}.organisation_id = {value.uuid()}"


def still_runs(occurrence: str, value: Bound) -> str:
    """The date ends after the instant. The bound of its start is implied: an index has starts only."""
    early = value.computed(long_before, "text")
    return f"{occurrence}.ends_at > {value.instant()} AND {occurrence}.starts_at > {early}"


def has_begun(occurrence: str, value: Bound) -> str:
    """The date starts before the instant."""
    return f"{occurrence}.starts_at < {value.instant()}"


def long_before(instant: datetime) -> str:
    """An instant so early that no date which started then can still run."""
    try:
        return to_utc_text(instant - LONGEST)
    except OverflowError:
        return ""
