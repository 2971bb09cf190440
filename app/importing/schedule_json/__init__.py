"""The conference format `schedule.json`, frab's and pretalx's: from text to a checked programme. Pure."""

from app.importing.schedule_json.conference import read
from app.importing.schedule_json.programme import PlannedSession, Programme, Skipped, Titled, moved

__all__ = ["PlannedSession", "Programme", "Skipped", "Titled", "moved", "read"]
