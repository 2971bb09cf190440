"""Swoogo (document 002): the body of its session update, and the session it answers."""

from typing import Any

from tests.contract.translation.spelling import truth, word

Given = dict[str, Any]

PLAIN = {
    "name": "name",
    "admin_short_name": "shortName",
    "badge_name": "badgeName",
    "description": "description",
    "date": "date",
    "start_time": "startTime",
    "end_time": "endTime",
    "capacity": "capacity",
    "webinar_url": "webinarUrl",
    "sold_out_message": "soldOutMessage",
    "secure_id": "secureId",
}
TRUTHS = {
    "use_event_timezone": "useEventTimezone",
    "locked_when_saved": "lockedWhenSaved",
    "selected_by_default": "selectedByDefault",
    "prevent_session_conflicts": "preventSessionConflicts",
}
WORDS = {"session_status": "proposalStatus", "selection_control": "inclusion"}
IDENTIFIERS = {"event_id": "eventUuid", "id": "uuid", "location_id": "locationUuid", "track_id": "trackUuid"}


def session(answered: Given, uuids: dict[int, str]) -> Given:
    """The body as our input of updateSession; `uuids` says what each of its numbers is called here."""
    made: Given = {}
    for name, value in answered.items():
        if name in PLAIN:
            made[PLAIN[name]] = value
        elif name in TRUTHS:
            made[TRUTHS[name]] = truth(value)
        elif name in WORDS:
            made[WORDS[name]] = word(value)
        elif name in IDENTIFIERS:
            made[IDENTIFIERS[name]] = None if value is None else uuids[value]
        else:
            assert name == "custom_fields", name
            made["customFields"] = [{"key": key, "value": item} for key, item in value.items()]
    return made


def answer(ours: Given, uuids: dict[int, str]) -> Given:
    """Our session as Swoogo answers it."""
    numbers = {uuid: number for number, uuid in uuids.items()}
    starts, ends = ours["startsOn"]["local"], ours["endsOn"]["local"]
    made = {theirs: ours.get(name) for theirs, name in PLAIN.items()}
    made |= {theirs: int(ours[name]) for theirs, name in TRUTHS.items()}
    made |= {theirs: ours[name].lower() for theirs, name in WORDS.items()}
    return made | {
        "id": numbers[ours["uuid"]],
        "event_id": numbers[ours["event"]["uuid"]],
        "location_id": numbers[ours["location"]["uuid"]],
        "track_id": numbers[ours["track"]["uuid"]],
        "date": starts[:10],
        "start_time": starts[11:],
        "end_time": ends[11:],
        "custom_fields": {item["key"]: item["value"] for item in ours["customFields"]},
    }
