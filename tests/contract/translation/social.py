"""social.plus (document 004): the body of its event update, and what it answers beside the event."""

from typing import Any

from tests.contract.translation.spelling import renamed, utc

Given = dict[str, Any]

TYPES = {"virtual": "ONLINE_EVENT", "in_person": "VENUE_EVENT"}


def event(answered: Given, uuids: dict[str, str]) -> Given:
    """The body as our input of updateEvent."""
    names = {
        "title": "name",
        "description": "description",
        "location": "location",
        "externalUrl": "externalUrl",
        "metadata": "metadata",
    }
    made = renamed(answered, names)
    if "type" in answered:
        made["configuration"] = {"type": TYPES[answered["type"]]}
    if "startTime" in answered:
        made["occurrence"] = {
            "type": "DOES_NOT_REPEAT",
            "startsOn": {"utc": utc(answered["startTime"])},
            "endsOn": {"utc": utc(answered["endTime"])},
        }
    if "coverImageFileId" in answered:
        made["coverImageFileUuid"] = uuids[answered["coverImageFileId"]]
    if "tags" in answered:
        made["listing"] = {"tags": answered["tags"]}
    if "status" in answered:
        made["status"] = answered["status"].upper()
    return made
