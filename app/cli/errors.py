"""What a person at a terminal is told when a command cannot do its work, and its exit code."""

from app.cli.output import complain
from app.core.errors import MarqueeError
from app.core.failures import outline
from app.core.problems import Refused
from app.settings.service import SettingsError

REFUSED = 1
USAGE = 2
INTERNAL = 70


class CommandError(MarqueeError):
    """A command that does nothing, for the reason in the message."""

    code = "REFUSED"


def told(error: Exception) -> int:
    """Say what went wrong in a sentence a line; the exit code."""
    match error:
        case SettingsError():
            complain(str(error))
            return USAGE
        case CommandError():
            complain(str(error))
            return REFUSED
        case Refused(problems=problems):
            for problem in problems:
                place = ".".join(problem.path)
                complain(f"{place}: {problem.message}" if place else problem.message)
            return REFUSED
        case OSError(filename=str(name)):
            complain(f"{name}: {error.strerror}.")
            return REFUSED
    if sentence := _of_the_store(error):
        complain(sentence)
        return REFUSED
    complain(f"Something went wrong in Marquee itself. Please report this:\n{outline(error)}")
    return INTERNAL


def _of_the_store(error: Exception) -> str | None:
    from app.db.errors import Conflict, OutcomeUnknown, Overloaded
    from app.db.migrate import MigrationError
    from app.db.unreachable import why_unreachable

    match error:
        case MigrationError():
            return str(error)
        case OutcomeUnknown():
            return OutcomeUnknown.message
        case Conflict() | Overloaded():
            return "The database is busy with other changes. Nothing was stored; try again in a moment."
    return why_unreachable(error)
