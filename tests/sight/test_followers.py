"""What follows from each mutation in other objects, such as counts, and is recorded in the feed with it."""

from collections import defaultdict

from tests.sight.recipes import MUTATIONS
from tests.sight.staging import Stage
from tests.sight.test_mutations import request_of

# They change booking windows.
WINDOWS = ("updateOccurrence", "createTicket", "updateTicket", "archiveTicket")
FOLLOWERS: dict[str, tuple[str, ...]] = {
    "Organisation": ("publishEvent", "unpublishEvent", "cancelEvent", "eraseUser"),
    "Community": ("joinCommunity", "leaveCommunity", "createPost", "flagPost", "unflagPost"),
    "Session": ("selectSessions",),
    "SessionOccurrence": ("selectSessions",),
    "Ticket": (
        "updateOccurrence",
        "createTicket",
        "updateTicket",
        "archiveTicket",
        "registerAttendee",
        "removeAttendee",
    ),
    "Occurrence": (
        *("updateOccurrence", "createTicket", "updateTicket", "archiveTicket"),
        *("registerAttendee", "removeAttendee", "moveAttendee"),
    ),
    # Its counts, or its version with that of a part.
    "Event": (
        *("updateCancellation", *WINDOWS),
        *("createSession", "createSessions", "updateSession", "updateSessionOccurrence"),
        *("createAgendaTab", "updateAgendaTab", "createScheduleDate", "updateScheduleDate"),
        *("createTrack", "updateTrack", "createLocation", "updateLocation", "createSpeaker", "updateSpeaker"),
        *("rsvpEvent", "removeRsvp", "saveEvent", "unsaveEvent", "shareEvent", "reviewEvent", "removeReview"),
        *("registerAttendee", "removeAttendee"),
    ),
}


def test_what_follows_is_recorded(stage: Stage) -> None:
    found: dict[str, set[str]] = defaultdict(set)
    with stage.undone() as changes:
        for name, (scope, recipes) in MUTATIONS.items():
            for recipe in recipes:
                changes.clear()
                given = stage.with_own(recipe)
                stage.answer_to(request_of(name, given), given, stage.tokens[str(scope)])
                for change in changes:
                    if not change.direct:
                        found[change.entity].add(name)
    assert found == {entity: set(names) for entity, names in FOLLOWERS.items()}
