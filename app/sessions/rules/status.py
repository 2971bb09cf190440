"""Changes of a session's proposal status and of its capacity, by the stored session. Pure."""

from dataclasses import dataclass

from app.core.problems import Problem, ProblemCode
from app.sessions.patches.session import SessionPatch
from app.sessions.values import ProposalStatus, RsvpCapacity

# The fields that limit how many can have the session.
BOUNDED_BY = frozenset({"capacity", "rsvp", "rsvp_capacity"})
# The allowed changes of a proposal status; the same status is always allowed.
PATHS: dict[ProposalStatus, frozenset[ProposalStatus]] = {
    ProposalStatus.SUBMITTED: frozenset({ProposalStatus.APPROVED, ProposalStatus.REJECTED}),
    ProposalStatus.APPROVED: frozenset({ProposalStatus.REJECTED, ProposalStatus.CONVERTED, ProposalStatus.LIVE}),
    ProposalStatus.REJECTED: frozenset({ProposalStatus.SUBMITTED, ProposalStatus.APPROVED}),
    ProposalStatus.CONVERTED: frozenset({ProposalStatus.LIVE, ProposalStatus.REJECTED}),
    ProposalStatus.LIVE: frozenset({ProposalStatus.APPROVED}),
}


@dataclass(frozen=True, slots=True)
class StoredStatus:
    """The stored values that a change depends on; `selected`: how many users have chosen the session."""

    proposal_status: ProposalStatus = ProposalStatus.LIVE
    rsvp: bool = False
    rsvp_capacity: RsvpCapacity = RsvpCapacity.UNLIMITED
    capacity: int | None = None
    selected: int = 0


def problems_with_status(patch: SessionPatch, stored: StoredStatus | None) -> list[Problem]:
    """Refuse a forbidden change of status, and a capacity that is missing or too small. None: a new session."""
    now = stored or StoredStatus()
    found = []
    wanted = patch.get("proposal_status") or ProposalStatus.LIVE
    if stored and "proposal_status" in patch and wanted not in PATHS[now.proposal_status] | {now.proposal_status}:
        ways = ", ".join(sorted(PATHS[now.proposal_status]))
        sentence = f"A proposal that is {now.proposal_status} can become {ways}, but not {wanted}."
        found.append(Problem(ProblemCode.INVALID, sentence, ("proposalStatus",)))
    rsvp = patch.get("rsvp", now.rsvp)
    counted = patch.get("rsvp_capacity", now.rsvp_capacity)
    capacity = patch.get("capacity", now.capacity)
    if rsvp and counted == RsvpCapacity.FIXED and capacity is None:
        sentence = "With FIXED, the places that can be confirmed need a number."
        found.append(Problem(ProblemCode.REQUIRED, sentence, ("capacity",)))
    bound = room(bool(rsvp), counted or RsvpCapacity.UNLIMITED, capacity)
    if not BOUNDED_BY.isdisjoint(patch) and bound is not None and 0 <= bound < now.selected:
        sentence = f"{now.selected} users have chosen it; the capacity cannot be less."
        found.append(Problem(ProblemCode.OUT_OF_RANGE, sentence, ("capacity",)))
    return found


def room(rsvp: bool, rsvp_capacity: RsvpCapacity, capacity: int | None) -> int | None:
    """How many can have the session; None for no limit, as with unlimited confirmations."""
    return None if rsvp and rsvp_capacity == RsvpCapacity.UNLIMITED else capacity
