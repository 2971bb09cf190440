"""Rights to create and update sessions, by event and caller."""

from collections.abc import Sequence
from typing import Any

import pytest

from app.auth.rules import Scope
from tests.gateway import Gateway
from tests.sessions.requests import CREATE, TABLES, UPDATE, create, problems
from tests.staging import Stage, set_event, stage

NOBODY = "00000000-0000-4000-8000-000000000000"
GIVEN = {"name": "Opening", "startsOn": {"local": "2026-09-04 10:00"}, "durationMinutes": 30}


class Operation:
    """One of the two mutations, with an event that has a session."""

    def __init__(self, field: str, document: str, names: str, scope: Scope) -> None:
        self.field, self.document, self.names, self.scope = field, document, names, scope

    def variables(self, staged: Stage, session: str, target: str | None = None) -> dict[str, Any]:
        own = staged.event if self.names == "eventUuid" else session
        key = "event" if self.names == "eventUuid" else "uuid"
        return {key: target or own, "input": GIVEN | {"name": "Closing"}}


OPERATIONS = [
    Operation("createSession", CREATE, "eventUuid", Scope.EVENT_ADD_SESSION),
    Operation("updateSession", UPDATE, "uuid", Scope.EVENT_UPDATE_SESSION),
]
EACH = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.field)


def prepared(gateway: Gateway) -> tuple[Stage, str]:
    staged = stage(gateway)
    uuid: str = create(staged, GIVEN)["session"]["uuid"]
    return staged, uuid


def refused(staged: Stage, operation: Operation, token: str, variables: dict[str, Any]) -> Any:
    before = staged.everything(*TABLES)
    payload = staged.gateway.gql(operation.document, token, **variables)[operation.field]
    assert staged.everything(*TABLES) == before
    return problems(payload)


@EACH
def test_one_scope_is_enough(gateway: Gateway, operation: Operation) -> None:
    staged, uuid = prepared(gateway)
    token = gateway.token(staged.organisation, operation.scope)
    payload = gateway.gql(operation.document, token, **operation.variables(staged, uuid))[operation.field]
    assert problems(payload) == []
    assert payload["session"]["uuid"]


@EACH
@pytest.mark.parametrize("held", ["anonymous", "nothing", "all others"])
def test_without_the_scope_nothing_happens(gateway: Gateway, operation: Operation, held: str) -> None:
    staged, uuid = prepared(gateway)
    others: Sequence[str] = [scope for scope in Scope if scope != operation.scope]
    token = {
        "anonymous": None,
        "nothing": gateway.token_without_scopes(staged.organisation),
        "all others": gateway.token(staged.organisation, *others),
    }[held]
    before = staged.everything(*TABLES)
    (error,) = gateway.errors(operation.document, token, **operation.variables(staged, uuid))
    assert error["extensions"]["code"] == "FORBIDDEN"
    assert operation.scope in error["message"]
    assert staged.everything(*TABLES) == before


@EACH
def test_objects_of_another_tenant_do_not_exist(gateway: Gateway, operation: Operation) -> None:
    (staged, uuid), other = prepared(gateway), stage(gateway, "other")
    own, none = operation.variables(staged, uuid), operation.variables(staged, uuid, NOBODY)
    assert refused(staged, operation, other.token, own) == [("NOT_FOUND", operation.names)]
    assert refused(staged, operation, staged.token, none) == [("NOT_FOUND", operation.names)]


@EACH
def test_a_cancelled_event_cannot_be_changed(gateway: Gateway, operation: Operation) -> None:
    staged, uuid = prepared(gateway)
    set_event(staged, lifecycle="CANCELLED")
    variables = operation.variables(staged, uuid)
    variables["input"] |= {"name": ""}
    assert refused(staged, operation, staged.token, variables) == [
        ("CANCELLED", operation.names),
        ("TOO_SHORT", "input.name"),
    ]
