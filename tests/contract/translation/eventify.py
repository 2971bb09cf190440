"""Eventify (document 003): the sessions of its bulk creation."""

from typing import Any

from tests.contract.translation.spelling import listed, local, truth

Given = dict[str, Any]

CHECK_INS = {"nocheckinneeded": "NO_CHECK_IN_NEEDED", "showqr": "SHOW_QR", "scanqr": "SCAN_QR"}
FILES = range(1, 6)


def session(answered: Given, uuids: dict[int, str], colours: dict[int, str]) -> Given:
    """One item of `resource` as our input; its numbers and its palette are looked up."""
    kind = answered["sessiontype"]
    made: Given = {
        "eventUuid": uuids[answered["eventid"]],
        "agendaTabUuid": uuids[answered["apptabid"]],
        "scheduleDateUuid": uuids[answered["scheduledateid"]],
        "trackUuid": uuids[answered["scheduletrackid"]],
        "name": answered["title"],
        "startsOn": {"local": local(answered["starttime"])},
        "endsOn": {"local": local(answered["endtime"])},
        "colour": colours[answered["colorid"]],
        "checkInType": CHECK_INS[answered["checkintype"]],
        # A kind of its own only in the list of values: a general session with answers.
        "kind": "GENERAL" if kind == "rsvp" else kind.upper(),
        "rsvp": kind == "rsvp" or bool(truth(answered.get("rsvp"))),
    }
    names = {"description": "description", "coverimage": "image", "location": "location", "capacity": "capacity"}
    made |= {ours: answered[name] for name, ours in names.items() if answered.get(name) is not None}
    if answered.get("speakerid") is not None:
        made["speakerUuids"] = [uuids[answered["speakerid"]]]
    if answered.get("tickets_linked"):
        made["tickets"] = {
            "type": "SPECIFIC",
            "uuids": [uuids[int(item)] for item in listed(answered["tickets_linked"])],
        }
    if answered.get("rsvp_capacity") is not None:
        made["rsvpCapacity"] = answered["rsvp_capacity"].upper()
    if answered.get("wait_list_enabled") is not None:
        made["waitListEnabled"] = truth(answered["wait_list_enabled"])
    if answered.get("tags"):
        made["tags"] = listed(answered["tags"])
    made["files"] = [{"url": answered[f"file{number}"]} for number in FILES if answered.get(f"file{number}")]
    if answered.get("videolink"):
        made["video"] = {"url": answered["videolink"]}
    made["additionalVideos"] = [
        {
            "url": answered[f"additionalvideo{number}"],
            "lockedUntilStart": bool(truth(answered.get(f"restrictstarttime{number}"))),
        }
        for number in FILES
        if answered.get(f"additionalvideo{number}")
    ]
    return made
