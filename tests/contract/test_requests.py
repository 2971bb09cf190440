"""Every documented request field, set through its mutation to a value of its own, is read back after a restart too."""

from copy import deepcopy
from datetime import datetime
from typing import Any

import pytest
from graphql import GraphQLInputObjectType

from tests.contract.paths import steps
from tests.contract.requests import ANSWERS, BESIDE, OPERATIONS, PROPOSALS, SESSION_ANSWERS, UUIDS, Case, cases
from tests.contract.stage import RULE, SESSION, Stage, bare, set_stage
from tests.contract.values import completed
from tests.gateway import Gateway

# How many fields, each with every value worth sending, are documented for each.
EXPECTED = {"createEvent": 39, "updateEvent": 37, "createSession": 15, "updateSession": 44, "createSessions": 33}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_requests_are_read_back(gateway: Gateway, operation: str) -> None:
    stage = set_stage(gateway)
    requested = []
    for case in cases(operation):
        value = _named(stage, case)
        sent = _input(case, value, stage)
        kind, uuid = _send(stage, operation, sent)
        path = _answer(kind, case.inner)
        requested.append(
            (case, sent, kind, uuid, path, _plain(case.inner, value[0] if isinstance(value, list) else value))
        )
    assert len(requested) == EXPECTED[operation]
    for _again in ("at once", "after a restart"):
        missing = []
        for case, sent, kind, uuid, path, expected in requested:
            answers = stage.client.read(kind, uuid, [path])[path]
            if expected not in [_plain(case.inner, answer) for answer in answers]:
                missing.append((str(case), sent, answers))
        assert missing == []
        gateway.restart()


def test_settings_of_a_request_become_the_organisations(gateway: Gateway) -> None:
    stage = bare(gateway)
    owner = {"organisationUuid": stage.acme.uuid}
    for answered in (True, False):
        given = {"isUpdateOrgSettings": True, "enableDatetimeConversion": answered}
        event = stage.event(**given)
        gateway.restart()
        answer = "event.enableDatetimeConversion"
        assert stage.client.do("createEvent", answer, **owner, input={"name": "Later"}) is answered
        given["enableDatetimeConversion"] = not answered
        stage.client.do("updateEvent", "event.uuid", uuid=event, input=given)
        gateway.restart()
        assert stage.client.do("createEvent", answer, **owner, input={"name": "Later still"}) is not answered


def test_the_organisation_that_is_named_owns_the_event(gateway: Gateway) -> None:
    stage = bare(gateway)
    given = {"organisationUuid": stage.acme.uuid}
    stage.client.do("updateEvent", "event.uuid", uuid=stage.event(), input=given)
    path = "Event.organisation.uuid"
    assert stage.client.read("event", stage.uuids["event"], [path])[path] == [stage.acme.uuid]


def _named(stage: Stage, case: Case) -> Any:
    """The value, or the identifier of what is there to be named."""
    if case.operation == "updateSession":
        before = PROPOSALS.get(str(case.value)) if case.inner == "proposalStatus" else None
        stage.session(**({"proposalStatus": before} if before else {}))
    if case.inner not in UUIDS:
        return case.value
    uuid = stage.uuids[UUIDS[case.inner]]
    return [uuid] if isinstance(case.value, list) else uuid


def _input(case: Case, value: Any, stage: Stage) -> dict[str, Any]:
    """The value at its place, with what it needs around it, and what the schema requires."""
    operation, inner = case.operation, case.inner
    sent: dict[str, Any] = {}
    for key, beside in BESIDE.items():
        plain, _, word = key.partition("=")
        if (inner == plain or inner.endswith(f".{plain}")) and word in ("", str(value)):
            sent = deepcopy(beside)
    sent = _resolved(sent, stage)
    _place(sent, f"Mutation.{operation}.input", list(case.names), value)
    if operation.startswith("createSession"):
        timed = {"date", "startTime", "endTime"} & sent.keys()
        base = {"name": SESSION["name"]} if timed else SESSION
        if "endsOn" in sent:
            base = {name: item for name, item in SESSION.items() if name != "durationMinutes"}
        sent = base | {key: item for key, item in sent.items() if item is not None}
    if operation == "createEvent":
        sent = {"name": "Gala"} | sent
    return sent


def _place(here: dict[str, Any], path: str, names: list[str], value: Any) -> None:
    name, *rest = names
    step = steps(f"{path}.{name}")[-1]
    if not rest:
        here[name] = value
        return
    assert isinstance(step.type, GraphQLInputObjectType)
    if step.listed:
        items = here.setdefault(name, [{}])
        _place(items[0], f"{path}.{name}", rest, value)
        items[0] = completed(f"{path}.{name}", step.type, items[0])
    else:
        inner = here.setdefault(name, {})
        _place(inner, f"{path}.{name}", rest, value)
        here[name] = completed(f"{path}.{name}", step.type, inner)


def _resolved(given: Any, stage: Stage) -> Any:
    if isinstance(given, dict):
        return {name: _resolved(item, stage) for name, item in given.items()}
    if isinstance(given, list):
        return [_resolved(item, stage) for item in given]
    return stage.uuids.get(given, given) if isinstance(given, str) else given


def _send(stage: Stage, operation: str, sent: dict[str, Any]) -> tuple[str, str]:
    """What was written: its kind, which is also the query that reads it, and its uuid."""
    client, uuids = stage.client, stage.uuids
    if operation == "createEvent":
        return "event", client.do("createEvent", "event.uuid", organisationUuid=stage.acme.uuid, input=sent)
    if operation == "updateEvent":
        given = {"organisationUuid": stage.acme.uuid, "input": {"name": "Gala", "occurrence": RULE}}
        event = client.do("createEvent", "event.uuid", **given)
        client.do("updateEvent", "event.uuid", uuid=event, input=sent)
        return "event", event
    if operation == "createSession":
        return "session", client.do("createSession", "session.uuid", eventUuid=uuids["event"], input=sent)
    if operation == "createSessions":
        return "session", client.do("createSessions", "sessions.uuid", eventUuid=uuids["event"], input=[sent])
    client.do("updateSession", "session.uuid", uuid=uuids["session"], input=sent)
    return "session", uuids["session"]


def _answer(kind: str, inner: str) -> str:
    here = ANSWERS | SESSION_ANSWERS if kind == "session" else ANSWERS
    return f"{kind.capitalize()}.{here.get(inner, inner)}"


def _plain(inner: str, value: Any) -> Any:
    """One spelling: numbers as numbers, moments as moments; of a wall clock what the field speaks of."""
    if not isinstance(value, str):
        return value
    if inner == "date":
        return value[:10]
    if inner in ("startTime", "endTime"):
        return value[-8:]
    if inner.endswith(("utc", "local")):
        return datetime.fromisoformat(value)
    return value
