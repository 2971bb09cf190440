"""Changes of a session of which some dates have begun, or one has its own times."""

from tests.gateway import Gateway
from tests.sessions.requests import problems, update
from tests.sessions.series import ALL, TABLES, change, dates, evenings, read, series, starts, talk
from tests.sessions.test_select_dates import Days
from tests.staging import utc

FIRST_NIGHT, SECOND_NIGHT = "2026-09-05 01:00", "2026-09-12 01:00"


def test_a_date_that_ended_before_the_session_came_gets_no_row_later(gateway: Gateway) -> None:
    staged = series(gateway)
    gateway.clock.set(utc(FIRST_NIGHT))
    uuid = talk(staged)
    assert starts(staged, uuid) == ["2026-09-11T17:00:00Z", "2026-11-06T18:00:00Z"]
    gateway.clock.set(utc(SECOND_NIGHT))
    longer = {"startsOn": {"local": "2026-09-11 19:00"}, "durationMinutes": 90}
    for given in (longer, {"occurrences": {"type": "ALL"}}, {"occurrences": None} | ALL):
        assert problems(update(staged, uuid, given)) == []
        assert [(each["startsOn"]["utc"], each["durationMinutes"]) for each in dates(staged, uuid)] == [
            ("2026-09-11T17:00:00Z", 60),
            ("2026-11-06T18:00:00Z", 90),
        ]


def test_a_start_may_lie_in_a_date_that_has_begun(gateway: Gateway) -> None:
    staged = series(gateway)
    uuid = talk(staged)
    gateway.clock.set(utc(FIRST_NIGHT))
    payload = update(staged, uuid, {"startsOn": {"local": "2026-09-04 20:00"}})
    assert (problems(payload), payload["warnings"]) == ([], [])
    # What has begun stays; the others start an hour later.
    assert starts(staged, uuid) == ["2026-09-04T17:00:00Z", "2026-09-11T18:00:00Z", "2026-11-06T19:00:00Z"]
    assert read(staged, uuid)["startsOn"] == {"utc": "2026-09-04T17:00:00Z"}


def test_a_past_start_is_refused_if_all_dates_of_the_session_are_over(gateway: Gateway) -> None:
    staged = series(gateway)
    first, second = (str(each) for each in evenings(staged)[:2])
    uuid = talk(staged, startsOn={"local": "2026-09-04 19:00"}, occurrences={"type": "SPECIFIC", "uuids": [first]})
    both = talk(staged, occurrences={"type": "SPECIFIC", "uuids": [first, second]})
    gateway.clock.set(utc(SECOND_NIGHT))
    before = staged.everything(*TABLES)
    for session in (uuid, both):
        late = {"startsOn": {"local": "2026-09-04 20:00"}}
        assert problems(update(staged, session, late)) == [("NOT_IN_FUTURE", "input.startsOn")]
    assert staged.everything(*TABLES) == before


def test_a_start_in_the_past_does_not_move_the_running_date_there(gateway: Gateway) -> None:
    staged = series(gateway)
    first, second = (str(each) for each in evenings(staged)[:2])
    uuid = talk(staged, occurrences={"type": "SPECIFIC", "uuids": [first, second]})
    # Half past six on the second evening: the talk has not begun there.
    gateway.clock.set(utc("2026-09-11 16:30"))
    before = staged.everything(*TABLES)
    early = {"startsOn": {"local": "2026-09-04 18:15"}}
    assert problems(update(staged, uuid, early)) == [("NOT_IN_FUTURE", "input.startsOn")]
    assert staged.everything(*TABLES) == before
    assert problems(update(staged, uuid, {"startsOn": {"local": "2026-09-04 18:45"}})) == []
    assert starts(staged, uuid) == ["2026-09-04T17:00:00Z", "2026-09-11T16:45:00Z"]


def test_the_start_of_a_date_moved_by_hand_moves_the_others(gateway: Gateway) -> None:
    staged = series(gateway)
    uuid = talk(staged)
    row = dates(staged, uuid)[1]["uuid"]
    eight = {"startsOn": {"local": "2026-09-11 20:00"}}
    assert change(staged, row, eight)["userErrors"] == []
    payload = update(staged, uuid, eight)
    assert problems(payload) == []
    assert payload["warnings"] == [{"code": "OWN_TIMES_KEPT", "path": ["input", "startsOn"]}]
    assert starts(staged, uuid) == ["2026-09-04T18:00:00Z", "2026-09-11T18:00:00Z", "2026-11-06T19:00:00Z"]
    # What Session.startsOn answers changes nothing, also where a person chose it.
    assert (
        change(staged, dates(staged, uuid)[0]["uuid"], {"startsOn": {"local": "2026-09-04 21:00"}})["userErrors"] == []
    )
    assert read(staged, uuid)["startsOn"] == {"utc": "2026-09-04T19:00:00Z"}
    assert problems(update(staged, uuid, {"startsOn": {"local": "2026-09-04 21:00"}})) == []
    assert starts(staged, uuid) == ["2026-09-04T19:00:00Z", "2026-09-11T18:00:00Z", "2026-11-06T19:00:00Z"]


def test_a_locked_session_that_is_called_off_blocks_no_choice(gateway: Gateway) -> None:
    hall = Days(gateway)
    everybodys = hall.session("Opening", **ALL, inclusion="INCLUDED", lockedWhenSaved=True)
    locked = hall.session("Workshop", startsOn={"local": "2026-09-04 14:00"}, **ALL, lockedWhenSaved=True)
    talk_ = hall.session("Talk", startsOn={"local": "2026-09-04 16:00"}, **ALL)
    hall.attend(hall.ada, 0)
    opening, workshop = hall.rows(everybodys)[0], hall.rows(locked)[0]
    first, second = hall.rows(talk_)
    assert hall.on(hall.ada, workshop, first) == [opening, workshop, first]
    assert hall.refused(hall.ada, sessionUuids=None, sessionOccurrenceUuids=[second]) == [
        ("LOCKED", "input.sessionOccurrenceUuids")
    ]
    for row in (opening, workshop):
        assert change(hall.staged, row, {"enabled": False})["userErrors"] == []
    assert hall.on(hall.ada, second) == [second]
