"""social.plus (document 004): the body of its event update, and what it answers beside the event."""

from typing import Any

from tests.contract.translation.spelling import renamed, utc

Given = dict[str, Any]

TYPES = {"virtual": "ONLINE_EVENT", "in_person": "VENUE_EVENT"}


def event(told: Given, uuids: dict[str, str]) -> Given:
    """The body as our input of updateEvent."""
    names = {
        "title": "name",
        "description": "description",
        "location": "location",
        "externalUrl": "externalUrl",
        "metadata": "metadata",
    }
    made = renamed(told, names)
    if "type" in told:
        made["configuration"] = {"type": TYPES[told["type"]]}
    if "startTime" in told:
        made["occurrence"] = {
            "type": "DOES_NOT_REPEAT",
            "startsOn": {"utc": utc(told["startTime"])},
            "endsOn": {"utc": utc(told["endTime"])},
        }
    if "coverImageFileId" in told:
        made["coverImageFileUuid"] = uuids[told["coverImageFileId"]]
    if "tags" in told:
        made["listing"] = {"tags": told["tags"]}
    if "status" in told:
        made["status"] = told["status"].upper()
    return made
