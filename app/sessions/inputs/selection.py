"""The input of selectSessions."""

from app.graph.inputs import Input, described, described_input
from app.sessions.patches.selection import SelectSessionsPatch


@described_input("The whole selection of one user.")
class SelectSessionsInput(Input[SelectSessionsPatch]):
    session_uuids = described(
        "Sessions, at most 1,000, each on its only date or on the only one that the user holds a place on;"
        " CHOICE_NEEDED lists the dates if there are several. INCLUDED sessions are added. Without this and"
        " `sessionOccurrenceUuids`, the sessions with `selectedByDefault` are chosen."
    )
    session_occurrence_uuids = described(
        "Sessions on one of their dates each (`Session.dates`), at most 1,000, in addition to `sessionUuids`."
    )
    override = described(
        "Whether an organiser decides: then overlaps are warnings, locked sessions can be left, and no ticket is"
        " needed. Needs the scope `event.update_session` too."
    )
