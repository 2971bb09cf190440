"""Which sessions a user takes part in: the input of selectSessions."""

from app.graph.inputs import Input, described, described_input
from app.sessions.patches.selection import SelectSessionsPatch


@described_input("The whole selection of one user. Source: Swoogo's selection rules; the shape is ours.")
class SelectSessionsInput(Input[SelectSessionsPatch]):
    session_uuids = described(
        "Sessions, at most 1,000, each on the one date that the user holds a place on or that it has;"
        " CHOICE_NEEDED lists the dates where there are several. Sessions with the inclusion INCLUDED come to"
        " them by themselves; without this and `sessionOccurrenceUuids` it is those selected by default."
    )
    session_occurrence_uuids = described(
        "Sessions on one of their dates each (`Session.dates`), at most 1,000, in addition to `sessionUuids`. Ours."
    )
    override = described(
        "Whether an organiser decides: then overlaps are told as warnings, locked sessions can be left, and no"
        " ticket is asked for. Needs the scope `event.update_session` as well."
    )
