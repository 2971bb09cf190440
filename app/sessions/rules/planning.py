"""Plan a new or changed session by all rules at once. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.core.fields import camel, value_of
from app.core.problems import Problem, ProblemCode, Warning
from app.sessions.columns import AttachmentValues, SessionValues
from app.sessions.patches.session import SessionPatch
from app.sessions.rules.details import Names, attachments, details, problems_with_details
from app.sessions.rules.filing import FILED_BY, Filed, Filing, file
from app.sessions.rules.links import BY_START, Day, Surroundings, links, problems_with_links
from app.sessions.rules.placing import Placed, Placement, place
from app.sessions.rules.status import StoredStatus
from app.sessions.rules.times import PlannedTimes, Times, plan_times

TIMED_BY = frozenset({*BY_START, "use_event_timezone", "timezone"})


# The fields that can change the dates and days of a session.
PLACED_BY = TIMED_BY | FILED_BY | {"occurrences"}


@dataclass(frozen=True, slots=True)
class Stored:
    """The stored session that a change applies to.

    `times`: the base of the change: those of the first row that it would move, else the session's own, as also for an
    end without a start. `placed`: None for a session without rows.
    """

    names: Names
    times: Times
    placed: Placed | None = None
    filed: Filed = field(default_factory=Filed)
    status: StoredStatus = field(default_factory=StoredStatus)

    def known(self) -> frozenset[datetime]:
        """The starts that move nothing when they are sent."""
        return self.placed.starts() if self.placed else frozenset({self.times.span.starts_at})


@dataclass(frozen=True, slots=True)
class Plan:
    """The changes to write. `times` and `day` are None if they do not change; lists replace the stored ones.

    `day` is a day of the programme to create; `location` the name of the session's location.
    """

    columns: SessionValues = field(default_factory=SessionValues)
    times: Times | None = None
    day: Day | None = None
    location: str | None = None
    lists: dict[str, tuple[UUID, ...]] = field(default_factory=dict)
    attachments: Mapping[str, Sequence[AttachmentValues]] = field(default_factory=dict)
    placement: Placement = field(default_factory=Placement)
    warnings: list[Warning] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def plan_session(
    patch: SessionPatch, around: Surroundings, stored: Stored | None = None, *, after: datetime | None
) -> Plan:
    """Merge a patch into the stored session. A new start must be later than `after`, unless that is None."""
    problems = problems_with_details(patch, around.capacity, stored.status if stored else None)
    timed = _times(patch, around, stored, after)
    unlinked = stored is not None and stored.placed is not None and stored.placed.specific and not around.linked
    wrong = problems_with_links(patch, around, unlinked=unlinked)
    problems += timed.problems + wrong
    times = timed.times or (stored.times if stored and not timed.problems else None)
    placement, filing = Placement(), Filing()
    if times is not None and not wrong and (stored is None or not PLACED_BY.isdisjoint(patch)):
        placed = (stored.placed or Placed(stored.times.span)) if stored else None
        placement = place(patch, times.span, around, placed, after=after)
        if timed.past is not None and not placement.problems and not placement.has_row_after(after):
            problems.append(timed.past)
        if not placement.problems:
            moved = stored is not None and (bool(placement.moved) or times.span.starts_at not in stored.known())
            starts = placement.starts or (times.span.starts_at,)
            filing = file(patch, times.span.starts_at, starts, around, stored.filed if stored else None, moved=moved)
    problems += placement.problems + filing.problems
    if problems or times is None:
        return Plan(problems=problems)
    columns, lists = links(patch)
    if placement.links is not None:
        columns["occurrences_type"], lists["occurrences"] = placement.links
    if placement.offset_seconds is not None:
        columns["offset_seconds"] = placement.offset_seconds
    return Plan(
        columns={**details(patch, stored.names if stored else None), **columns, **filing.columns},
        times=timed.times,
        day=filing.day,
        location=patch.get("location"),
        lists=lists,
        attachments=attachments(patch),
        placement=placement,
        warnings=timed.warnings + placement.warnings + filing.warnings,
    )


def problems_with_ids(patch: SessionPatch, **addressed: UUID) -> list[Problem]:
    """Refuse ids in the input that differ from the addressed ones."""
    return [
        Problem(ProblemCode.INVALID, f"This must be {uuid}.", (camel(name),))
        for name, uuid in addressed.items()
        if value_of(patch, name) not in (None, uuid)
    ]


def _times(patch: SessionPatch, around: Surroundings, stored: Stored | None, after: datetime | None) -> PlannedTimes:
    if stored is not None and TIMED_BY.isdisjoint(patch):
        return PlannedTimes(None)
    known = stored.known() if stored else frozenset()
    timed = plan_times(patch, around.timezone, stored.times if stored else None, after=after, known=known)
    if after is not None and stored and _may_mean_later_dates(patch, stored.placed, after):
        return timed
    return timed.strictly()


def _may_mean_later_dates(patch: SessionPatch, placed: Placed | None, after: datetime) -> bool:
    """Whether a past start is accepted because it moves the rows on later dates."""
    several = placed is not None and (len(placed.rows) > 1 or "occurrences" in patch)
    return placed is not None and several and placed.can_move(after)
