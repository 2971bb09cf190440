"""Inputs of the session mutations."""

from app.sessions.inputs.dates import UpdateSessionOccurrenceInput
from app.sessions.inputs.selection import SelectSessionsInput
from app.sessions.inputs.session import CreateSessionInput, UpdateSessionInput

__all__ = ["CreateSessionInput", "SelectSessionsInput", "UpdateSessionInput", "UpdateSessionOccurrenceInput"]
