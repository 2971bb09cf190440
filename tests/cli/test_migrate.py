"""`marquee migrate` in its own process: creates the tables, and reports changed sessions of an older database."""

from tests.cli.running import Marquee
from tests.db.old_dates import NOTES, fill

DONE = "The database has been migrated to this version.\n"


def test_it_creates_the_tables_once(unprepared: Marquee) -> None:
    first, second = unprepared.in_subprocess("migrate"), unprepared.in_subprocess("migrate")
    assert (first.code, first.out, first.err) == (0, "", DONE)
    assert (second.code, second.out, second.err) == (0, "The database is already at this version.\n", "")


def test_it_lists_the_changed_sessions(unprepared: Marquee) -> None:
    fill(unprepared.url)
    result = unprepared.in_subprocess("migrate")
    assert (result.code, result.err) == (0, DONE)
    assert result.out.endswith("\n")
    # Events are in the order of their random uuids, the sessions of each in that of their starts.
    assert sorted(result.out.splitlines()) == sorted(NOTES)
    assert unprepared.in_subprocess("migrate").out == "The database is already at this version.\n"
