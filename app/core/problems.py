"""Problems and warnings, and the exceptions that operations and resolvers raise."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from app.core.errors import MarqueeError

Path = tuple[str, ...]


class ProblemCode(StrEnum):
    """What is wrong, for programs. An open list: clients keep a default branch."""

    NOT_FOUND = "NOT_FOUND"
    REQUIRED = "REQUIRED"
    INVALID = "INVALID"
    TOO_LONG = "TOO_LONG"
    TOO_SHORT = "TOO_SHORT"
    TOO_MANY = "TOO_MANY"
    OUT_OF_RANGE = "OUT_OF_RANGE"
    NOT_UNIQUE = "NOT_UNIQUE"
    NOT_IN_FUTURE = "NOT_IN_FUTURE"
    UNKNOWN_TIMEZONE = "UNKNOWN_TIMEZONE"
    NONEXISTENT_LOCAL_TIME = "NONEXISTENT_LOCAL_TIME"
    TIMES_DISAGREE = "TIMES_DISAGREE"
    WRONG_STATE = "WRONG_STATE"
    NOT_READY = "NOT_READY"
    CANCELLED = "CANCELLED"
    ENDED = "ENDED"
    NOT_ON_SALE = "NOT_ON_SALE"
    SWITCHED_OFF = "SWITCHED_OFF"
    NOT_INVITED = "NOT_INVITED"
    NEEDS_TICKET = "NEEDS_TICKET"
    NOT_A_MEMBER = "NOT_A_MEMBER"
    NOT_A_MODERATOR = "NOT_A_MODERATOR"
    BANNED = "BANNED"
    DELETED = "DELETED"
    LOCKED = "LOCKED"
    ALREADY_DONE = "ALREADY_DONE"
    PLACES_LEFT = "PLACES_LEFT"
    CONFLICT = "CONFLICT"
    STALE = "STALE"
    SOLD_OUT = "SOLD_OUT"
    CHOICE_NEEDED = "CHOICE_NEEDED"
    IDEMPOTENCY_MISMATCH = "IDEMPOTENCY_MISMATCH"
    IDEMPOTENCY_IN_PROGRESS = "IDEMPOTENCY_IN_PROGRESS"


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason for a refusal. `path` names the input in GraphQL spelling, list indexes as text.

    `current_version`: the stored version, of STALE only.
    """

    code: ProblemCode
    message: str
    path: Path = ()
    current_version: int | None = None

    def under(self, prefix: Path) -> "Problem":
        """The same problem, with `prefix` before its path."""
        return replace(self, path=prefix + self.path)


class WarningCode(StrEnum):
    """What the caller should know although the operation went through. An open list."""

    AMBIGUOUS_LOCAL_TIME = "AMBIGUOUS_LOCAL_TIME"
    MOVED_BY_CLOCK_CHANGE = "MOVED_BY_CLOCK_CHANGE"
    STARTS_IN_PAST = "STARTS_IN_PAST"
    NO_LONGER_READY = "NO_LONGER_READY"
    OCCURRENCES_DISABLED = "OCCURRENCES_DISABLED"
    BOOKINGS_MOVED = "BOOKINGS_MOVED"
    BOOKINGS_KEPT = "BOOKINGS_KEPT"
    BOOKED_DATE_CALLED_OFF = "BOOKED_DATE_CALLED_OFF"
    SELECTION_NOT_MOVED = "SELECTION_NOT_MOVED"
    SESSIONS_OVERLAP = "SESSIONS_OVERLAP"
    OCCURRENCE_CHOSEN = "OCCURRENCE_CHOSEN"
    OWN_TIMES_KEPT = "OWN_TIMES_KEPT"
    SESSION_REFILED = "SESSION_REFILED"
    CHOSEN_BY_USERS = "CHOSEN_BY_USERS"
    MONTHS_SKIPPED = "MONTHS_SKIPPED"
    EXCLUSION_WITHOUT_DATE = "EXCLUSION_WITHOUT_DATE"


@dataclass(frozen=True, slots=True)
class Warning:
    """Something that was accepted and that a person may want to check."""

    code: WarningCode
    message: str
    path: Path = ()

    def under(self, prefix: Path) -> "Warning":
        """The same warning, with `prefix` before its path."""
        return replace(self, path=prefix + self.path)


Item = TypeVar("Item", Problem, Warning)


class Refused(MarqueeError):
    """One or more problems: the operation is rolled back, and its payload lists them as `userErrors`."""

    code = "REFUSED"
    status = 400

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


class Forbidden(MarqueeError):
    """The caller's token does not carry `scope`."""

    code = "FORBIDDEN"
    status = 403

    def __init__(self, scope: str) -> None:
        super().__init__(f"This needs the scope {scope}.")
        self.scope = scope


class NotFound(MarqueeError):
    """The object does not exist or is not visible to the caller; the answer does not say which."""

    code = "NOT_FOUND"
    status = 404


class BadInput(MarqueeError):
    """An invalid argument that the schema cannot reject, such as a wrong cursor."""

    code = "BAD_USER_INPUT"
    status = 400


def under(prefix: Path, items: Iterable[Item]) -> list[Item]:
    """The same problems or warnings, with `prefix` before their paths."""
    return [item.under(prefix) for item in items]


def refuse_any(problems: Sequence[Problem]) -> None:
    """Raise `Refused` with all of them at once, if there are any."""
    if problems:
        raise Refused(*problems)
