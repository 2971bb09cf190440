"""updateSession records that the session's rows may have changed if they show what changed, or others see them."""

from typing import Any

import pytest

from app.db.outbox import ChangeRow
from tests.builders import stored
from tests.gateway import Gateway
from tests.sessions.requests import problems, update
from tests.sessions.test_update_session import staged_session


@pytest.mark.parametrize(
    ("given", "whole"),
    [
        ({"description": "Come in."}, False),
        ({"name": "Closing"}, True),
        ({"kind": "ADDITIONAL"}, True),
        ({"status": "ACTIVE"}, True),
        ({"trackUuid": None}, True),
        ({"locationUuid": None}, True),
        ({"speakerUuids": []}, True),
    ],
)
def test_an_update(gateway: Gateway, given: dict[str, Any], whole: bool) -> None:
    staged, uuid = staged_session(gateway)
    assert problems(update(staged, uuid, given)) == []
    [change] = stored(gateway, ChangeRow, entity="Session", kind="UPDATED")
    assert (change["whole"], change["direct"]) == (whole, True)


def test_a_proposal_that_is_accepted(gateway: Gateway) -> None:
    staged, uuid = staged_session(gateway, proposalStatus="SUBMITTED")
    assert problems(update(staged, uuid, {"proposalStatus": "APPROVED"})) == []
    [change] = stored(gateway, ChangeRow, entity="Session", kind="UPDATED")
    assert (change["whole"], change["direct"]) == (True, True)
