"""Report an exception of a command as sentences on stderr and an exit code."""

from app.cli.output import print_error
from app.core.errors import MarqueeError
from app.core.failures import outline
from app.core.problems import Refused
from app.settings.service import SettingsError

REFUSED = 1
USAGE = 2
INTERNAL = 70


class CommandError(MarqueeError):
    """A command refuses to run; the message says why."""

    code = "REFUSED"


def report(error: Exception) -> int:
    """Print what went wrong, one sentence per line, and return the exit code."""
    match error:
        case SettingsError():
            print_error(str(error))
            return USAGE
        case CommandError():
            print_error(str(error))
            return REFUSED
        case Refused(problems=problems):
            for problem in problems:
                place = ".".join(problem.path)
                print_error(f"{place}: {problem.message}" if place else problem.message)
            return REFUSED
        case OSError(filename=str(name)):
            print_error(f"{name}: {error.strerror}.")
            return REFUSED
    if sentence := _store_message(error):
        print_error(sentence)
        return REFUSED
    print_error(f"Something went wrong in Marquee itself. Please report this:\n{outline(error)}")
    return INTERNAL


def _store_message(error: Exception) -> str | None:
    from app.backup.rules import BackupError
    from app.db.error_classification import why_unreachable
    from app.db.errors import Conflict, OutcomeUnknown, Overloaded
    from app.db.migrate import MigrationError
    from app.db.sqlite_copy import DatabaseInUse

    match error:
        case MigrationError() | BackupError() | DatabaseInUse():
            return str(error)
        case OutcomeUnknown():
            return OutcomeUnknown.message
        case Conflict() | Overloaded():
            return "The database is busy with other changes. Nothing was stored; try again in a moment."
    return why_unreachable(error)
