"""Eventify (document 003): the sessions of its bulk creation."""

from typing import Any

from tests.contract.translation.spelling import listed, local, truth

Given = dict[str, Any]

CHECK_INS = {"nocheckinneeded": "NO_CHECK_IN_NEEDED", "showqr": "SHOW_QR", "scanqr": "SCAN_QR"}
FILES = range(1, 6)


def session(told: Given, uuids: dict[int, str], colours: dict[int, str]) -> Given:
    """One item of `resource` as our input; its numbers and its palette are looked up."""
    kind = told["sessiontype"]
    made: Given = {
        "eventUuid": uuids[told["eventid"]],
        "agendaTabUuid": uuids[told["apptabid"]],
        "scheduleDateUuid": uuids[told["scheduledateid"]],
        "trackUuid": uuids[told["scheduletrackid"]],
        "name": told["title"],
        "startsOn": {"local": local(told["starttime"])},
        "endsOn": {"local": local(told["endtime"])},
        "colour": colours[told["colorid"]],
        "checkInType": CHECK_INS[told["checkintype"]],
        # A kind of its own only in the list of values: a general session with answers.
        "kind": "GENERAL" if kind == "rsvp" else kind.upper(),
        "rsvp": kind == "rsvp" or bool(truth(told.get("rsvp"))),
    }
    names = {"description": "description", "coverimage": "image", "location": "location", "capacity": "capacity"}
    made |= {ours: told[name] for name, ours in names.items() if told.get(name) is not None}
    if told.get("speakerid") is not None:
        made["speakerUuids"] = [uuids[told["speakerid"]]]
    if told.get("tickets_linked"):
        made["tickets"] = {"type": "SPECIFIC", "uuids": [uuids[int(item)] for item in listed(told["tickets_linked"])]}
    if told.get("rsvp_capacity") is not None:
        made["rsvpCapacity"] = told["rsvp_capacity"].upper()
    if told.get("wait_list_enabled") is not None:
        made["waitListEnabled"] = truth(told["wait_list_enabled"])
    if told.get("tags"):
        made["tags"] = listed(told["tags"])
    made["files"] = [{"url": told[f"file{number}"]} for number in FILES if told.get(f"file{number}")]
    if told.get("videolink"):
        made["video"] = {"url": told["videolink"]}
    made["additionalVideos"] = [
        {
            "url": told[f"additionalvideo{number}"],
            "lockedUntilStart": bool(truth(told.get(f"restrictstarttime{number}"))),
        }
        for number in FILES
        if told.get(f"additionalvideo{number}")
    ]
    return made
