"""What an export holds and an erasure does, for each column that refers to a user. Pure.

`tests/privacy` compares both tables with the foreign keys of the database: a new column has to be in both.
"""

from dataclasses import dataclass, field
from typing import TypeAlias

# A table and its column with the user's id.
Place: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Rows:
    """The export holds the user's rows, without these columns."""

    without: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Left:
    """Not exported, or not erased, for a reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class Deleted:
    """The rows are deleted; `entity`: their type in the feed, where `of_event` says whether changes name the event."""

    entity: str | None = None
    of_event: bool = True


@dataclass(frozen=True, slots=True)
class Cleared:
    """The rows stay, and these columns get these values."""

    entity: str
    values: dict[str, str | None] = field(default_factory=dict)


ORGANISATIONS = Left("It belongs to the organisation.")
EXPORTED: dict[Place, Rows | Left] = {
    ("attendee", "user_id"): Rows(),
    ("community", "user_id"): ORGANISATIONS,
    ("community_member", "user_id"): Rows(),
    ("event", "creator_user_id"): ORGANISATIONS,
    ("event", "origin_user_id"): ORGANISATIONS,
    ("follow", "user_id"): Rows(),
    ("invitation", "user_id"): Rows(),
    ("mute", "user_id"): Rows(),
    ("notice", "user_id"): Rows(),
    ("post", "user_id"): Rows(),
    ("post_flag", "user_id"): Rows(),
    ("privacy_record", "user_id"): Rows(),
    ("review", "user_id"): Rows(),
    ("rsvp", "user_id"): Rows(),
    ("save", "user_id"): Rows(),
    ("session_selection", "user_id"): Rows(),
    ("share", "user_id"): Rows(),
    # Its address cannot be read again.
    ("user_calendar", "user_id"): Rows(frozenset({"hash"})),
    ("user_flag", "by_user_id"): Rows(),
    ("user_flag", "user_id"): Left("It would name those who have flagged the user."),
    ("user_picture", "user_id"): Rows(),
    ("waiting_list_entry", "user_id"): Rows(),
}

NAMELESS = Left("It names the user by an id alone, to whom no name belongs any more.")
COUNTED = Left("It stays counted, under the id of a user without a name.")
ERASED: dict[Place, Deleted | Cleared | Left] = {
    ("attendee", "user_id"): COUNTED,
    ("community", "user_id"): NAMELESS,
    # Removed by `leave_all`, which counts.
    ("community_member", "user_id"): Deleted(),
    ("event", "creator_user_id"): NAMELESS,
    ("event", "origin_user_id"): NAMELESS,
    ("follow", "user_id"): Deleted(),
    ("invitation", "user_id"): Deleted("Invitation"),
    ("mute", "user_id"): Deleted(),
    ("notice", "user_id"): Deleted("Notice", of_event=False),
    ("post", "user_id"): Cleared("Post", {"body": ""}),
    ("post_flag", "user_id"): COUNTED,
    ("privacy_record", "user_id"): Left("It proves that the data were erased."),
    ("review", "user_id"): Cleared("Review", {"body": None}),
    ("rsvp", "user_id"): COUNTED,
    ("save", "user_id"): COUNTED,
    ("session_selection", "user_id"): COUNTED,
    ("share", "user_id"): Cleared("Share", {"channel": None}),
    ("user_calendar", "user_id"): Deleted(),
    ("user_flag", "by_user_id"): COUNTED,
    ("user_flag", "user_id"): COUNTED,
    # With the files, unless something else uses them.
    ("user_picture", "user_id"): Deleted(),
    ("waiting_list_entry", "user_id"): Deleted("WaitingListEntry"),
}
