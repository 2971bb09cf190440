"""selectSessions of an event with several dates."""

from typing import Any
from uuid import UUID

from app.interactions.tables import AttendeeRow
from app.occurrences.tables import OccurrenceRow
from app.sessions.tables import SelectedSessionRow, SessionOccurrenceRow
from tests.builders import event_of, make_row
from tests.gateway import Gateway
from tests.sessions.requests import problems, update
from tests.sessions.selecting import Hall
from tests.sessions.series import ALL, change, dates, evenings
from tests.staging import utc

READ = """
query ($event: UUID!) { event(uuid: $event) { sessionSelections { nodes {
  user { displayName } sessions { name } dates { uuid } } } } }"""


class Days(Hall):
    """The hall on two days."""

    def __init__(self, gateway: Gateway) -> None:
        super().__init__(gateway)
        for day in ("04", "05"):
            self.staged.occurrence(f"2026-09-{day} 06:00", f"2026-09-{day} 22:00")

    def rows(self, session: str) -> list[str]:
        return [each["uuid"] for each in dates(self.staged, session)]

    def on(self, user: str, *rows: str, **more: Any) -> list[str]:
        """The dates on which a user has chosen sessions, after choosing these."""
        payload = self.select(user, sessionUuids=None, sessionOccurrenceUuids=list(rows), **more)
        assert payload["userErrors"] == []
        return self.held(user)

    def held(self, user: str) -> list[str]:
        nodes = self.gateway.gql(READ, self.staged.token, event=self.staged.event)["event"]["sessionSelections"][
            "nodes"
        ]
        name = {self.ada: "Ada", self.bob: "Bob"}[user]
        [found] = [[each["uuid"] for each in node["dates"]] for node in nodes if node["user"]["displayName"] == name]
        return found

    def attend(self, user: str, day: int) -> None:
        ticket = self.staged.ticket()
        links = {"ticket_id": ticket, "occurrence_id": evenings(self.staged)[day], "user_id": UUID(user)}
        make_row(self.gateway, AttendeeRow, event_of(self.gateway, self.staged.event), **links)


def test_a_session_is_chosen_on_its_dates(gateway: Gateway) -> None:
    hall = Days(gateway)
    talk, other = hall.session("Talk", **ALL), hall.session("Other", **ALL)
    first, second = hall.rows(talk)
    assert hall.on(hall.ada, second, first) == [first, second]
    assert hall.on(hall.bob, second) == [second]
    assert [each["selectedCount"] for each in dates(hall.staged, talk)] == [1, 2]
    stored = hall.staged.rows(SelectedSessionRow)
    assert {(row["session_id"], row["session_occurrence_id"]) for row in stored} == {
        (UUID(talk), UUID(first)),
        (UUID(talk), UUID(second)),
    }
    # Both lists together: the second talk on the one date that is named.
    assert hall.refused(hall.ada, other, sessionOccurrenceUuids=[first]) == [("CHOICE_NEEDED", "input.sessionUuids.0")]
    assert hall.on(hall.ada) == []


def test_a_session_is_chosen_on_the_date_of_the_users_place(gateway: Gateway) -> None:
    hall = Days(gateway)
    talk = hall.session("Talk", **ALL)
    once = hall.session("Once")
    first, second = hall.rows(talk)
    payload = hall.select(hall.ada, talk)
    [error] = payload["userErrors"]
    assert (error["code"], error["path"]) == ("CHOICE_NEEDED", ["input", "sessionUuids", "0"])
    assert error["message"] == (
        "“Talk” takes place on several dates: send one of these in sessionOccurrenceUuids:"
        f" {first} (2026-09-04T09:00:00), {second} (2026-09-05T09:00:00)."
    )
    hall.attend(hall.ada, 1)
    assert sorted(hall.chosen(hall.ada, talk, once)) == ["Once", "Talk"]
    assert hall.held(hall.ada) == [hall.rows(once)[0], second]
    hall.attend(hall.ada, 0)
    assert hall.refused(hall.ada, talk) == [("CHOICE_NEEDED", "input.sessionUuids.0")]


def test_included_sessions_are_on_the_dates_of_the_users_places(gateway: Gateway) -> None:
    hall = Days(gateway)
    first, second = hall.rows(hall.session("Opening", **ALL, inclusion="INCLUDED"))
    assert hall.on(hall.ada) == [first]
    hall.attend(hall.ada, 1)
    assert hall.on(hall.ada) == [second]
    # Without a place it is the first that is to come.
    gateway.clock.set(utc("2026-09-04 22:30"))
    assert hall.on(hall.bob) == [second]


def test_capacity_conflicts_and_locks_are_those_of_rows(gateway: Gateway) -> None:
    hall = Days(gateway)
    talk = hall.session("Talk", **ALL, capacity=1, preventSessionConflicts=True, lockedWhenSaved=True)
    other = hall.session("Other", 9, **ALL)
    (first, second), (there, elsewhere) = hall.rows(talk), hall.rows(other)
    assert hall.on(hall.ada, first) == [first]
    given: dict[str, Any] = {"sessionUuids": None, "sessionOccurrenceUuids": [second, first]}
    assert hall.refused(hall.bob, **given) == [("SOLD_OUT", "input.sessionOccurrenceUuids.1")]
    assert hall.on(hall.bob, second, there) == [there, second]
    # At one time on one date only.
    given = {"sessionUuids": None, "sessionOccurrenceUuids": [second, elsewhere]}
    [(code, path)] = hall.refused(hall.bob, **given)
    assert (code, path.rpartition(".")[0]) == ("CONFLICT", "input.sessionOccurrenceUuids")
    given = {"sessionUuids": None, "sessionOccurrenceUuids": []}
    assert hall.refused(hall.ada, **given) == [("LOCKED", "input.sessionOccurrenceUuids")]
    # A row may have a capacity of its own.
    assert change(hall.staged, first, {"capacity": 2})["userErrors"] == []
    assert hall.on(hall.bob, first, second) == [first, second]


def test_a_session_that_is_called_off_cannot_be_chosen(gateway: Gateway) -> None:
    hall = Days(gateway)
    talk = hall.session("Talk", **ALL)
    first, second = hall.rows(talk)
    hall.on(hall.ada, first)
    change(hall.staged, first, {"enabled": False})
    given: dict[str, Any] = {"sessionUuids": None, "sessionOccurrenceUuids": [first]}
    payload = hall.select(hall.bob, **given)
    assert [(error["code"], error["message"]) for error in payload["userErrors"]] == [
        ("CANCELLED", "“Talk” has been called off.")
    ]
    # Who has it may keep it.
    assert hall.on(hall.ada, first, second) == [first, second]
    # So it is with a date.
    values = {"enabled": False, "disabled_reason": "CALLED_OFF"}
    day = evenings(hall.staged)[1]

    def call_off(db: Any) -> None:
        row = db.get_one(OccurrenceRow, day)
        for name, value in values.items():
            setattr(row, name, value)

    gateway.in_database(call_off)
    given = {"sessionUuids": None, "sessionOccurrenceUuids": [second]}
    assert hall.refused(hall.bob, **given) == [("CANCELLED", "input.sessionOccurrenceUuids.0")]


def test_unknown_rows_are_refused(gateway: Gateway) -> None:
    hall = Days(gateway)
    talk = hall.session("Talk", **ALL)
    hidden = hall.rows(hall.session("Hidden", **ALL, kind="PRIVATE"))
    given = {"sessionUuids": [], "sessionOccurrenceUuids": [talk, hidden[0]]}
    assert hall.refused(hall.ada, **given) == [("NOT_FOUND", f"input.sessionOccurrenceUuids.{n}") for n in (0, 1)]
    assert len(hall.staged.rows(SessionOccurrenceRow)) == 4
    assert hall.on(hall.ada, hidden[0], override=True) == [hidden[0]]


def test_a_session_chosen_before_it_had_dates_gets_a_date(gateway: Gateway) -> None:
    hall = Hall(gateway)
    talk = hall.session("Talk")
    assert hall.chosen(hall.ada, talk) == ["Talk"]
    hall.staged.occurrence("2026-09-04 06:00", "2026-09-04 22:00")
    assert problems(update(hall.staged, talk, ALL)) == []
    [row] = dates(hall.staged, talk)
    assert row["selectedCount"] == 1
    assert [str(each["session_occurrence_id"]) for each in hall.staged.rows(SelectedSessionRow)] == [row["uuid"]]
    assert hall.chosen(hall.ada, talk) == ["Talk"]
