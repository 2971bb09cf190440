"""Changes of a proposal's status, and capacities: tables of cases."""

from itertools import product
from typing import Any

import pytest

from app.sessions.rules.status import PATHS, StoredStatus, problems_with_status, room
from app.sessions.values import ProposalStatus, RsvpCapacity

ALLOWED = {
    "SUBMITTED": "SUBMITTED APPROVED REJECTED",
    "APPROVED": "APPROVED REJECTED CONVERTED LIVE",
    "REJECTED": "REJECTED SUBMITTED APPROVED",
    "CONVERTED": "CONVERTED LIVE REJECTED",
    "LIVE": "LIVE APPROVED",
}


@pytest.mark.parametrize(("before", "after"), list(product(ProposalStatus, ProposalStatus)))
def test_the_path_of_a_proposal(before: ProposalStatus, after: ProposalStatus) -> None:
    found = problems_with_status({"proposal_status": after}, StoredStatus(before))
    problems = [(problem.code.value, problem.path) for problem in found]
    assert problems == ([] if after in ALLOWED[before].split() else [("INVALID", ("proposalStatus",))])


@pytest.mark.parametrize("before", PATHS)
def test_null_means_live(before: ProposalStatus) -> None:
    found = problems_with_status({"proposal_status": None}, StoredStatus(before))
    assert bool(found) is ("LIVE" not in ALLOWED[before].split())


@pytest.mark.parametrize("first", ProposalStatus)
def test_a_new_session_may_have_any_proposal_status(first: ProposalStatus) -> None:
    assert problems_with_status({"proposal_status": first}, None) == []


COUNTED = StoredStatus(rsvp=True, rsvp_capacity=RsvpCapacity.FIXED, capacity=5)


@pytest.mark.parametrize(
    ("stored", "patch", "refused"),
    [
        (None, {"rsvp": True, "rsvp_capacity": "FIXED"}, True),
        (None, {"rsvp": True, "rsvp_capacity": "FIXED", "capacity": None}, True),
        (None, {"rsvp": True, "rsvp_capacity": "FIXED", "capacity": 0}, False),
        (None, {"rsvp": True}, False),
        (None, {"rsvp_capacity": "FIXED"}, False),
        (None, {"rsvp": None, "rsvp_capacity": "FIXED"}, False),
        (COUNTED, {"capacity": None}, True),
        (COUNTED, {"capacity": None, "rsvp": False}, False),
        (COUNTED, {"capacity": None, "rsvp_capacity": None}, False),
        (COUNTED, {"name": "B"}, False),
        (StoredStatus(rsvp_capacity=RsvpCapacity.FIXED), {"rsvp": True}, True),
        (StoredStatus(rsvp=True), {"rsvp_capacity": "FIXED"}, True),
        (StoredStatus(rsvp=True), {"rsvp_capacity": "FIXED", "capacity": 3}, False),
    ],
)
def test_fixed_confirmations_require_a_capacity(stored: StoredStatus | None, patch: Any, refused: bool) -> None:
    found = problems_with_status(patch, stored)
    assert [(problem.code.value, problem.path) for problem in found] == [("REQUIRED", ("capacity",))] * refused


@pytest.mark.parametrize(
    ("stored", "patch", "refused"),
    [
        (StoredStatus(capacity=5, selected=3), {"capacity": 2}, True),
        (StoredStatus(capacity=5, selected=3), {"capacity": 3}, False),
        (StoredStatus(capacity=5, selected=3), {"capacity": None}, False),
        (StoredStatus(selected=3), {"capacity": 0}, True),
        (StoredStatus(selected=3), {"capacity": 2, "rsvp": True}, False),
        (StoredStatus(rsvp=True, capacity=2, selected=3), {"rsvp": False}, True),
        (StoredStatus(rsvp=True, capacity=2, selected=3), {"rsvp": None}, True),
        (StoredStatus(rsvp=True, capacity=2, selected=3), {"rsvp_capacity": "FIXED"}, True),
        (StoredStatus(rsvp=True, capacity=2, selected=3), {"rsvp_capacity": "FIXED", "capacity": 3}, False),
        (StoredStatus(rsvp=True, capacity=2, selected=3), {"rsvp_capacity": None}, False),
    ],
)
def test_users_who_have_chosen_it_keep_their_places(stored: StoredStatus, patch: Any, refused: bool) -> None:
    found = problems_with_status(patch, stored)
    assert [(problem.code.value, problem.path) for problem in found] == [("OUT_OF_RANGE", ("capacity",))] * refused


@pytest.mark.parametrize(
    ("rsvp", "counted", "capacity", "expected"),
    [
        (False, RsvpCapacity.UNLIMITED, 5, 5),
        (False, RsvpCapacity.UNLIMITED, None, None),
        (False, RsvpCapacity.FIXED, 5, 5),
        (True, RsvpCapacity.UNLIMITED, 5, None),
        (True, RsvpCapacity.FIXED, 5, 5),
    ],
)
def test_how_many_can_have_a_session(
    rsvp: bool, counted: RsvpCapacity, capacity: int | None, expected: int | None
) -> None:
    assert room(rsvp, counted, capacity) == expected
