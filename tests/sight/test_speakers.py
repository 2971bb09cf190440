"""Speakers are public only with a public session: by uuid, in lists and their numbers, through sessions and filters."""

from typing import Any

import pytest

from app.auth.rules import Scope
from app.events.tables import EventRow
from app.sessions.tables import SessionRow, SessionSpeakerRow
from tests.builders import (
    make_event,
    make_link,
    make_occurrence,
    make_session,
    make_session_date,
    make_speaker,
    stored,
)
from tests.gateway import START, Gateway, Organisation

# What sessions each of them has.
HIDING: dict[str, dict[str, Any]] = {
    "private": {"kind": "PRIVATE"},
    "addprivate": {"kind": "ADDPRIVATE"},
    "inactive": {"status": "INACTIVE"},
    **{state.lower(): {"proposal_status": state} for state in ("SUBMITTED", "APPROVED", "REJECTED", "CONVERTED")},
}
SHOWN = ["additional", "both", "general"]
ALL = sorted([*SHOWN, *HIDING, "idle"])
LIST = """query($u: UUID!) { event(uuid: $u) {
  speakers { totalCount nodes { name } }
  first: speakers(first: 1) { pageInfo { hasNextPage } nodes { name } }
  last: speakers(last: 1, orderBy: {field: NAME, direction: DESC}) { nodes { name } } } }"""
ONE = """query($u: UUID!, $id: ID!, $event: UUID!) {
  speaker(uuid: $u) { name } node(id: $id) { id } nodes(ids: [$id]) { id }
  event(uuid: $event) { agenda(speakerUuid: $u) { totalCount } } }"""


@pytest.fixture
def event(gateway: Gateway) -> EventRow:
    event = make_event(gateway, gateway.organisation(), lifecycle="PUBLISHED", published_at=START)
    date = make_occurrence(gateway, event)

    def speak(name: str, *several: dict[str, Any]) -> None:
        speaker = make_speaker(gateway, event, name=name)
        for columns in several:
            session = make_session(gateway, event, name=name, **columns)
            make_session_date(gateway, session, date)
            make_link(gateway, SessionSpeakerRow, session_id=session.id, speaker_id=speaker.id)

    speak("general", {})
    speak("additional", {"kind": "ADDITIONAL"})
    speak("both", HIDING["private"], {}, HIDING["submitted"])
    speak("idle")
    for name, columns in HIDING.items():
        speak(name, columns)
    return event


def callers(gateway: Gateway, event: EventRow) -> dict[str, str | None]:
    owner = Organisation(str(event.organisation_id), "acme")
    others = (scope for scope in Scope if scope is not Scope.EVENT_READ)
    return {
        "owner": gateway.token(owner, Scope.EVENT_READ),
        "anonymous": None,
        "foreign": gateway.token(gateway.organisation("other")),
        "writer": gateway.token(owner, *others),
    }


def test_lists_and_counts_have_the_speakers_of_the_programme(gateway: Gateway, event: EventRow) -> None:
    for caller, token in callers(gateway, event).items():
        names = ALL if caller == "owner" else SHOWN
        with gateway.statements() as run:
            found = gateway.gql(LIST, token, u=event.id)["event"]
        assert found == {
            "speakers": {"totalCount": len(names), "nodes": [{"name": name} for name in names]},
            "first": {"pageInfo": {"hasNextPage": True}, "nodes": [{"name": names[0]}]},
            "last": {"nodes": [{"name": names[0]}]},
        }, caller
        # The caller, where there is one, and the list.
        assert len(run) == (1 if token is None else 2)


def test_one_is_found_with_a_public_session_and_not_without(gateway: Gateway, event: EventRow) -> None:
    tokens = callers(gateway, event)
    nodes = gateway.gql(
        "query($u: UUID!) { event(uuid: $u) { speakers { nodes { id uuid name agenda { totalCount } } } } }",
        tokens["owner"],
        u=event.id,
    )["event"]["speakers"]["nodes"]
    for caller, token in tokens.items():
        for node in nodes:
            seen = caller == "owner" or node["name"] in SHOWN
            rows = node["agenda"]["totalCount"] if caller == "owner" else int(seen)
            assert gateway.gql(ONE, token, u=node["uuid"], id=node["id"], event=event.id) == {
                "speaker": {"name": node["name"]} if seen else None,
                "node": {"id": node["id"]} if seen else None,
                "nodes": [{"id": node["id"]} if seen else None],
                "event": {"agenda": {"totalCount": rows}},
            }, (caller, node["name"])


def test_a_visible_session_shows_all_its_speakers(gateway: Gateway, event: EventRow) -> None:
    requested = "query($u: UUID!) { event(uuid: $u) { sessions { nodes { name speakers { name } } } } }"
    sessions = gateway.gql(requested, u=event.id)["event"]["sessions"]["nodes"]
    assert sorted(each["name"] for each in sessions) == SHOWN
    assert all(each["speakers"] == [{"name": each["name"]}] for each in sessions)


def test_a_speaker_comes_and_goes_with_the_session(gateway: Gateway, event: EventRow) -> None:
    def names() -> list[str]:
        found = gateway.gql("query($u: UUID!) { event(uuid: $u) { speakers { nodes { name } } } }", u=event.id)
        return [node["name"] for node in found["event"]["speakers"]["nodes"]]

    [session] = [row["id"] for row in stored(gateway, SessionRow, name="private")]
    change = (
        "mutation($u: UUID!, $to: SessionKind!) { updateSession(uuid: $u, input: {kind: $to})"
        " { userErrors { code } session { speakers { name } } } }"
    )
    token = gateway.token(Organisation(str(event.organisation_id), "acme"), Scope.EVENT_UPDATE_SESSION)
    for kind, expected in (("GENERAL", sorted([*SHOWN, "private"])), ("PRIVATE", SHOWN)):
        answered = gateway.gql(change, token, u=session, to=kind)["updateSession"]
        # Who has written it sees the whole.
        assert answered == {"userErrors": [], "session": {"speakers": [{"name": "private"}]}}
        assert names() == expected
