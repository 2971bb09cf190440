"""selectSessions: the whole selection of one user, by the rules of the sessions."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.auth.rules import Scope
from app.interactions.tables import AttendeeRow
from app.sessions.tables import SessionRow, SessionSelectionRow
from tests.builders import event_of, make_occurrence, make_row
from tests.edges import EDGE, place
from tests.gateway import Gateway
from tests.sessions.requests import problems, update
from tests.sessions.selecting import DOCUMENT, LIST, Hall, user_of
from tests.staging import set_event, stage


def test_a_selection_is_replaced_as_a_whole(gateway: Gateway) -> None:
    hall = Hall(gateway)
    a, b, c = (hall.session(name) for name in "ABC")
    payload = hall.select(hall.ada, b, a)
    assert payload == {
        "sessionSelection": {"user": {"displayName": "Ada"}, "sessions": [{"name": "A"}, {"name": "B"}], "version": 1},
        "message": "Sessions have been selected successfully",
        "warnings": [],
        "userErrors": [],
    }
    assert hall.select(hall.ada, c, b)["sessionSelection"]["version"] == 2
    assert hall.chosen(hall.bob, b) == ["B"]
    assert gateway.gql(LIST, hall.staged.token, event=hall.staged.event)["event"] == {
        "sessionSelections": {
            "totalCount": 2,
            "nodes": [
                {"user": {"displayName": name}, "sessions": [{"name": session} for session in sessions]}
                for name, sessions in _in_order(hall, [("Ada", "BC"), ("Bob", "B")])
            ],
        },
        "sessions": {
            "nodes": [
                {"name": "A", "selectedCount": 0},
                {"name": "B", "selectedCount": 2},
                {"name": "C", "selectedCount": 1},
            ]
        },
    }
    assert hall.staged.changes()[-3:] == [
        ("SessionSelection", "CREATED"),
        ("SessionSelection", "UPDATED"),
        ("SessionSelection", "CREATED"),
    ]
    assert hall.chosen(hall.ada) == []


def _in_order(hall: Hall, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Made at one moment, the id decides."""
    names = {UUID(hall.ada): "Ada", UUID(hall.bob): "Bob"}
    rows = sorted(hall.staged.rows(SessionSelectionRow), key=lambda row: str(row["id"]))
    return [(names[row["user_id"]], dict(pairs)[names[row["user_id"]]]) for row in rows]


def test_outsiders_see_no_selections(gateway: Gateway) -> None:
    hall = Hall(gateway)
    hall.chosen(hall.ada, hall.session("A"))
    for token in (None, gateway.token(gateway.organisation("other"))):
        event = gateway.gql(LIST, token, event=hall.staged.event)["event"]
        assert event == {"sessionSelections": None, "sessions": {"nodes": [{"name": "A", "selectedCount": 1}]}}


def test_included_and_default_sessions_are_added(gateway: Gateway) -> None:
    hall = Hall(gateway)
    hall.session("Opening", inclusion="INCLUDED")
    hall.session("Default", selectedByDefault=True)
    plain = hall.session("Plain")
    assert hall.chosen(hall.ada, sessionUuids=None) == ["Opening", "Default"]
    assert hall.chosen(hall.ada, plain) == ["Opening", "Plain"]
    assert hall.chosen(hall.ada) == ["Opening"]


def test_overlapping_sessions_are_refused_if_one_prevents_conflicts(gateway: Gateway) -> None:
    hall = Hall(gateway)
    first, second = hall.session("First", 10, preventSessionConflicts=True), hall.session("Second", 10)
    third = hall.session("Third", 10)
    assert sorted(hall.chosen(hall.ada, second, third)) == ["Second", "Third"]
    payload = hall.select(hall.ada, first, second)
    (error,) = payload["userErrors"]
    assert (error["code"], error["path"][:2]) == ("CONFLICT", ["input", "sessionUuids"])
    assert "“First”" in error["message"]
    assert "“Second”" in error["message"]
    payload = hall.select(hall.ada, first, second, override=True)
    assert [warning["code"] for warning in payload["warnings"]] == ["SESSIONS_OVERLAP"]
    assert len(payload["sessionSelection"]["sessions"]) == 2


def test_a_full_session_is_sold_out(gateway: Gateway) -> None:
    hall = Hall(gateway)
    seat = hall.session("Seat", capacity=1, soldOutMessage="Gone.")
    assert hall.chosen(hall.ada, seat) == ["Seat"]
    assert hall.chosen(hall.ada, seat) == ["Seat"]
    (error,) = hall.select(hall.bob, seat)["userErrors"]
    assert (error["code"], error["message"], error["path"]) == ("SOLD_OUT", "Gone.", ["input", "sessionUuids", "0"])
    assert hall.refused(hall.bob, seat, override=True) == [("SOLD_OUT", "input.sessionUuids.0")]
    assert hall.chosen(hall.ada) == []
    assert hall.chosen(hall.bob, seat) == ["Seat"]


def test_unlimited_confirmations_are_not_counted(gateway: Gateway) -> None:
    hall = Hall(gateway)
    seat = hall.session("Seat", capacity=1, rsvp=True)
    assert [hall.chosen(user, seat) for user in (hall.ada, hall.bob)] == [["Seat"], ["Seat"]]


def test_a_locked_session_is_left_by_override_only(gateway: Gateway) -> None:
    hall = Hall(gateway)
    locked = hall.session("Locked", lockedWhenSaved=True)
    hall.chosen(hall.ada, locked)
    assert hall.refused(hall.ada) == [("LOCKED", "input.sessionUuids")]
    assert hall.chosen(hall.ada, override=True) == []


def test_an_event_may_allow_one_choice(gateway: Gateway) -> None:
    hall = Hall(gateway)
    a, b = hall.session("A"), hall.session("B")
    set_event(hall.staged, session_settings_type="SINGLE_CHOICE")
    assert hall.refused(hall.ada, a, b) == [("TOO_MANY", "input.sessionUuids")]
    assert hall.chosen(hall.ada, b) == ["B"]
    assert hall.chosen(hall.ada, a, b, override=True) == ["A", "B"]


@pytest.mark.parametrize(
    "hidden", [{"kind": "PRIVATE"}, {"kind": "ADDPRIVATE"}, {"status": "INACTIVE"}, {"proposalStatus": "APPROVED"}]
)
def test_users_cannot_choose_sessions_that_they_do_not_see(gateway: Gateway, hidden: dict[str, Any]) -> None:
    hall = Hall(gateway)
    uuid = hall.session("Hidden")
    assert problems(update(hall.staged, uuid, hidden)) == []
    assert hall.refused(hall.ada, uuid) == [("NOT_FOUND", "input.sessionUuids.0")]
    if "kind" in hidden:
        assert hall.chosen(hall.ada, uuid, override=True) == ["Hidden"]


def test_events_without_a_choice_of_sessions(gateway: Gateway) -> None:
    hall = Hall(gateway)
    a = hall.session("A")
    for columns, expected, with_override in (
        ({"session_settings_enabled": False}, [("SWITCHED_OFF", "eventUuid")], []),
        ({"lifecycle": "UNRELEASED", "session_settings_enabled": True}, [("WRONG_STATE", "eventUuid")], []),
        ({"lifecycle": "CANCELLED"}, [("CANCELLED", "eventUuid")], [("CANCELLED", "eventUuid")]),
    ):
        set_event(hall.staged, **columns)
        assert hall.refused(hall.ada, a) == expected
        if with_override:
            assert hall.refused(hall.ada, a, override=True) == with_override
        else:
            assert hall.chosen(hall.ada, a, override=True) == ["A"]


def test_users_who_cannot_choose(gateway: Gateway) -> None:
    hall, other = Hall(gateway), stage(gateway, "other")
    a = hall.session("A")
    assert hall.refused(user_of(other, "Eve"), a) == [("NOT_FOUND", "userUuid")]
    assert hall.refused(a, a) == [("NOT_FOUND", "userUuid")]
    assert hall.refused(user_of(hall.staged, "Gone", is_deleted=True), a) == [("DELETED", "userUuid")]
    assert hall.refused(user_of(hall.staged, "Out", is_global_ban=True), a) == [("BANNED", "userUuid")]
    assert hall.refused(hall.ada, a, token=other.token) == [("NOT_FOUND", "eventUuid")]


def test_rights_to_choose_and_to_override(gateway: Gateway) -> None:
    hall = Hall(gateway)
    a = hall.session("A")
    writer = gateway.token(hall.staged.organisation, Scope.INTERACTION_WRITE)
    others = gateway.token(hall.staged.organisation, *(set(Scope) - {Scope.INTERACTION_WRITE}))
    for token, override, scope in (
        (None, False, Scope.INTERACTION_WRITE),
        (others, True, Scope.INTERACTION_WRITE),
        (writer, True, Scope.EVENT_UPDATE_SESSION),
    ):
        given = {"sessionUuids": [a], "override": override}
        (error,) = gateway.errors(DOCUMENT, token, event=hall.staged.event, user=hall.ada, input=given)
        assert error["extensions"]["code"] == "FORBIDDEN"
        assert scope in error["message"]
    assert hall.staged.rows(SessionSelectionRow) == []
    assert hall.chosen(hall.ada, a, token=writer) == ["A"]


def test_a_capacity_cannot_be_less_than_have_chosen_the_session(gateway: Gateway) -> None:
    hall = Hall(gateway)
    talk = hall.session("Talk", capacity=3)
    for user in (hall.ada, hall.bob):
        assert hall.chosen(user, talk) == ["Talk"]
    assert problems(update(hall.staged, talk, {"capacity": 1})) == [("OUT_OF_RANGE", "input.capacity")]
    assert [row["capacity"] for row in hall.staged.rows(SessionRow)] == [3]
    assert problems(update(hall.staged, talk, {"capacity": 2})) == []
    assert problems(update(hall.staged, talk, {"capacity": None, "name": "Speech"})) == []


def test_only_invited_users_choose_at_an_invite_only_event(gateway: Gateway) -> None:
    hall = Hall(gateway)
    talk = hall.session("Talk")
    set_event(hall.staged, is_invite_only=True)
    assert hall.refused(hall.ada, talk) == [("NOT_INVITED", "userUuid")]
    assert hall.chosen(hall.ada, talk, override=True) == ["Talk"]


@pytest.mark.parametrize("named", [True, False])
def test_an_additional_session_is_for_holders_of_its_tickets(gateway: Gateway, named: bool) -> None:
    hall = Hall(gateway)
    ticket, other = hall.staged.ticket(), hall.staged.ticket()
    links: dict[str, Any] = {"tickets": {"type": "SPECIFIC", "uuids": [ticket]}} if named else {}
    extra = hall.session("Extra", kind="ADDITIONAL", selectedByDefault=True, **links)
    assert hall.refused(hall.ada, extra) == [("NEEDS_TICKET", "input.sessionUuids.0")]
    assert hall.chosen(hall.ada, sessionUuids=None) == []
    occurrence = make_occurrence(gateway, event_of(gateway, hall.staged.event)).id
    attend(hall, hall.bob, other, occurrence)
    assert hall.chosen(hall.bob, sessionUuids=None) == ([] if named else ["Extra"])
    attend(hall, hall.ada, ticket, occurrence)
    assert hall.chosen(hall.ada, extra) == ["Extra"]
    carl = user_of(hall.staged, "Carl")
    assert hall.chosen(carl, extra, override=True) == ["Extra"]
    # Who has it keeps it.
    assert hall.chosen(carl, extra) == ["Extra"]


def attend(hall: Hall, user: str, ticket: UUID, occurrence: UUID) -> None:
    event = event_of(hall.gateway, hall.staged.event)
    links = {"ticket_id": ticket, "occurrence_id": occurrence}
    make_row(hall.gateway, AttendeeRow, event, user_id=UUID(user), **links)


def test_the_edge_stays_the_same_after_another_choice(gateway: Gateway) -> None:
    hall = Hall(gateway)
    session = hall.session("A")
    document = f"""mutation ($event: UUID!, $user: UUID!, $input: SelectSessionsInput!) {{
        selectSessions(eventUuid: $event, userUuid: $user, input: $input) {{ sessionSelectionEdge {EDGE} }} }}"""

    def select(user: str, *sessions: str) -> Any:
        gateway.clock.advance(timedelta(minutes=1))
        given = {"sessionUuids": list(sessions)}
        payload = gateway.gql(document, hall.staged.token, event=hall.staged.event, user=user, input=given)
        return payload["selectSessions"]["sessionSelectionEdge"]

    edges = [select(user, session) for user in (hall.ada, hall.bob)]
    assert [
        place(gateway, hall.staged.token, edge, "Event", hall.staged.event, "sessionSelections") for edge in edges
    ] == [0, 1]
    assert select(hall.ada) == edges[0]
    assert select(hall.ada, hall.ada) is None
