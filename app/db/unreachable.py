"""Why a store cannot be opened, in a sentence: an address or a folder that is wrong is nobody's bug."""

from app.db.error_classification import judge
from app.db.errors import Conflict, OutcomeUnknown, Overloaded


def why_unreachable(error: BaseException) -> str | None:
    """The sentence, or None for an error of another kind. It repeats nothing of the address."""
    verdict = judge(error, connecting=True)
    if verdict is None or verdict.raced or isinstance(error, Overloaded | Conflict | OutcomeUnknown):
        return None
    return f"The database that MARQUEE_DATABASE_URL names cannot be used: {verdict.reason}."


def is_worth_waiting_for(error: BaseException) -> bool:
    """Whether a server that is started beside us may be what is missing: it does not answer, or not yet."""
    verdict = judge(error, connecting=True)
    return verdict is not None and (verdict.lost or verdict.reason in _COMES)


_COMES = (
    "the server does not answer at its address",
    "the server did not answer in time",
    "the server is starting or stopping",
    "the server takes no more connections",
)
