"""`marquee migrate`, in a process of its own: new tables, and what became of the sessions of an older store."""

from tests.cli.running import Marquee
from tests.db.dates_before import NOTES, fill

DONE = "The database has been brought to this version's tables.\n"


def test_it_brings_the_tables_once(unprepared: Marquee) -> None:
    first, second = unprepared.apart("migrate"), unprepared.apart("migrate")
    assert (first.code, first.out, first.err) == (0, "", DONE)
    assert (second.code, second.out, second.err) == (0, "The database has this version's tables already.\n", "")


def test_it_lists_the_sessions_that_were_changed(unprepared: Marquee) -> None:
    fill(unprepared.url)
    ran = unprepared.apart("migrate")
    assert (ran.code, ran.err) == (0, DONE)
    assert ran.out.endswith("\n")
    # The events come in the order of their uuids, the sessions of each in that of their starts.
    assert sorted(ran.out.splitlines()) == sorted(NOTES)
    assert unprepared.apart("migrate").out == "The database has this version's tables already.\n"
