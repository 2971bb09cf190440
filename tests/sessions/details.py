"""All fields of a session beside times and links: as sent, and as answered."""

from typing import Any

from tests.staging import Stage

FIELDS = """
  uuid shortName badgeName secureId webinarUrl soldOutMessage inclusion selectedByDefault lockedWhenSaved
  preventSessionConflicts waitListEnabled kind proposalStatus checkInType rsvp rsvpCapacity capacity colour tags
  selectedCount video { url lockedUntilStart } additionalVideos { url lockedUntilStart }
  customFields { key value field { name } } imageFile { uuid } location { name } agendaTab { name }
  scheduleDate { date agendaTab { name } }
"""
SESSION = f"query ($uuid: UUID!) {{ session(uuid: $uuid) {{ {FIELDS} }} }}"
FULL: dict[str, Any] = {
    "shortName": "MgmtBasics",
    "badgeName": "Basics of Management",
    "secureId": "abc123xyz",
    "webinarUrl": "https://example.com/webinar/12345",
    "soldOutMessage": "This session is fully booked.",
    "inclusion": "INCLUDED",
    "selectedByDefault": True,
    "lockedWhenSaved": True,
    "preventSessionConflicts": True,
    "waitListEnabled": True,
    "kind": "ADDITIONAL",
    "proposalStatus": "APPROVED",
    "checkInType": "SCAN_QR",
    "rsvp": True,
    "rsvpCapacity": "FIXED",
    "capacity": 150,
    "colour": "#1a2b3c",
    "tags": ["management", "Ünder"],
    "video": {"url": "https://example.com/main.mp4", "lockedUntilStart": True},
    "additionalVideos": [
        {"url": "https://example.com/2.mp4", "lockedUntilStart": False},
        {"url": "videos/1.mp4", "lockedUntilStart": True},
    ],
}
# What null sets each of them back to.
EMPTY: dict[str, Any] = {
    "shortName": None,
    "badgeName": None,
    "secureId": None,
    "webinarUrl": None,
    "soldOutMessage": None,
    "inclusion": "OPTIONAL",
    "selectedByDefault": False,
    "lockedWhenSaved": False,
    "preventSessionConflicts": False,
    "waitListEnabled": False,
    "kind": "GENERAL",
    "proposalStatus": "LIVE",
    "checkInType": "NO_CHECK_IN_NEEDED",
    "rsvp": False,
    "rsvpCapacity": "UNLIMITED",
    "capacity": None,
    "colour": None,
    "tags": [],
    "video": None,
    "additionalVideos": [],
}
PRIVATE = ("shortName", "secureId", "webinarUrl")


def read_details(staged: Stage, uuid: str, token: str | None = "own") -> dict[str, Any] | None:
    """The session as its organisation sees it, or as another caller does."""
    own = staged.token if token == "own" else token
    answer: dict[str, Any] | None = staged.gateway.gql(SESSION, own, uuid=uuid)["session"]
    return answer
