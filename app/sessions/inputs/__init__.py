"""The inputs of the session mutations. What mutations take is named here."""

from app.sessions.inputs.dates import UpdateSessionOccurrenceInput
from app.sessions.inputs.selection import SelectSessionsInput
from app.sessions.inputs.session import CreateSessionInput, UpdateSessionInput

__all__ = ["CreateSessionInput", "SelectSessionsInput", "UpdateSessionInput", "UpdateSessionOccurrenceInput"]
