"""What statements write, by their texts."""

import pytest

from app.db.written_columns import ANY, Column, columns_of, reaches

CASES: dict[str, tuple[str, set[Column]]] = {
    "a query": ("SELECT event.id FROM event WHERE event.id = $1", set()),
    "a lock": ("SELECT event.id FROM event WHERE event.id = $1 FOR UPDATE", set()),
    "a lock of one table": ("SELECT 1 FROM event JOIN ticket ON TRUE FOR UPDATE OF event", set()),
    "an update": (
        'UPDATE event SET version=$1::INTEGER, search_text=$2::VARCHAR COLLATE "C" WHERE event.id = $3::UUID',
        {("event", "version"), ("event", "search_text")},
    ),
    "an update with a query": (
        'UPDATE "event" SET "a" = (SELECT t.b FROM t WHERE t.c = 1), d=2 WHERE event.id = ?',
        {("event", "a"), ("event", "d")},
    ),
    # Not less than it writes.
    "an update of rows that are found by a column": (
        "UPDATE event SET name = ? WHERE lifecycle = 'DRAFT'",
        {("event", "name"), ("event", "lifecycle")},
    ),
    "an update under another name": ("UPDATE ticket AS t SET sold = 1", {("ticket", "sold")}),
    "an insert": ("INSERT INTO event_tag (event_id) VALUES (?)", {("event_tag", ANY)}),
    "an insert or update": (
        "INSERT INTO feed (position) VALUES (1) ON CONFLICT (id) DO UPDATE SET position = feed.position + 1",
        {("feed", ANY)},
    ),
    "a deletion of rows that no others refer to": ("DELETE FROM event_tag WHERE event_id = ?", {("event_tag", ANY)}),
    "a deletion of rows that others refer to": ("DELETE FROM event WHERE event.id = ?", {(ANY, ANY)}),
    "several": (
        "WITH a AS (INSERT INTO track (id) VALUES (1)) UPDATE session SET kind = 'X'",
        {("track", ANY), ("session", "kind")},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_text_of_a_statement_says_what_it_writes(case: str) -> None:
    statement, expected = CASES[case]
    assert columns_of(statement) == expected


@pytest.mark.parametrize(
    ("written", "is_reached"),
    [
        (set(), False),
        ({("event", "name")}, False),
        ({("event", "lifecycle")}, True),
        ({("session", "lifecycle")}, False),
        ({("event", ANY)}, True),
        ({("session", ANY)}, False),
        ({(ANY, ANY)}, True),
    ],
)
def test_what_was_written_reaches_what_is_read(written: set[Column], is_reached: bool) -> None:
    assert reaches(written, {"event"}, {"lifecycle", "published_at"}) == is_reached
