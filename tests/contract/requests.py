"""The requests of the field map as cases: which field is set to what, what goes beside it, and where it is read.

What a value needs beside it to make sense (a dated booking window is of the type SPECIFIC_TIME) is in `BESIDE`;
where its answer stands, if elsewhere, in `ANSWERS`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from graphql import GraphQLInputObjectType, GraphQLInputType

from tests.contract.field_map import pairs
from tests.contract.paths import steps
from tests.contract.stage import RULE
from tests.contract.values import values_of

# Named by the request, addressed by it, or of effect on something else: each has its own test below.
ELSEWHERE = {"organisationUuid", "isUpdateOrgSettings"}
OPERATIONS = ("createEvent", "updateEvent", "createSession", "updateSession", "createSessions")

DATED: dict[str, Any] = {"type": "SPECIFIC_TIME", "local": "2035-02-01T09:00"}
RELATIVE: dict[str, Any] = {
    "type": "RELATIVE_TO_OCCURRENCE",
    "relativeTo": "BEFORE_OCCURRENCE_START",
    "offsetMinutes": 30,
}
WEEKLY: dict[str, Any] = RULE | {"type": "WEEKLY", "durationMinutes": 600}

# By the end of a path, and by the value where it decides: what else the input has, laid around the value.
BESIDE: dict[str, dict[str, Any]] = {
    "occurrence.type": {"occurrence": RULE},
    "occurrence.type=DAILY": {"occurrence": WEEKLY | {"ends": {"type": "AFTER_COUNT", "count": 3}}},
    "occurrence.type=WEEKLY": {"occurrence": WEEKLY | {"ends": {"type": "AFTER_COUNT", "count": 3}}},
    "occurrence.type=MONTHLY": {"occurrence": WEEKLY | {"ends": {"type": "AFTER_COUNT", "count": 3}}},
    "occurrence.type=SCHEDULE": {
        "occurrence": {"schedule": [{"local": "2035-03-01T09:00"}], "durationMinutes": 60, "startsOn": None}
    },
    "occurrence.type=TIMESLOTS": {
        "occurrence": {
            "startsOn": {"local": "2035-03-01T00:00"},
            "frequency": "DAILY",
            "timeslots": [{"startsAt": "10:00", "durationMinutes": 60}],
            "ends": {"type": "AFTER_COUNT", "count": 3},
        }
    },
    "occurrence.startsOn.local": {"occurrence": {"type": "DOES_NOT_REPEAT", "durationMinutes": 600}},
    "occurrence.startsOn.utc": {"occurrence": {"type": "DOES_NOT_REPEAT", "durationMinutes": 600}},
    "occurrence.endsOn.utc": {
        "occurrence": {"type": "DOES_NOT_REPEAT", "startsOn": {"utc": "2035-03-01T03:31:56Z"}, "durationMinutes": None}
    },
    "occurrence.durationMinutes": {"occurrence": RULE},
    "occurrence.ends.type": {"occurrence": WEEKLY},
    "occurrence.ends.type=ON_DATE": {"occurrence": WEEKLY | {"ends": {"on": "2035-06-01"}}},
    "occurrence.ends.type=AFTER_COUNT": {"occurrence": WEEKLY | {"ends": {"count": 3}}},
    "occurrence.ends.on": {"occurrence": WEEKLY | {"ends": {"type": "ON_DATE"}}},
    "occurrence.ends.count": {"occurrence": WEEKLY | {"ends": {"type": "AFTER_COUNT"}}},
    "bookingStartsOn.type=SPECIFIC_TIME": {"settings": {"bookingStartsOn": DATED}},
    "bookingStartsOn.type=RELATIVE_TO_OCCURRENCE": {"settings": {"bookingStartsOn": RELATIVE}},
    "bookingStartsOn.utc": {"settings": {"bookingStartsOn": {"type": "SPECIFIC_TIME"}}},
    "bookingStartsOn.local": {"settings": {"bookingStartsOn": {"type": "SPECIFIC_TIME"}}},
    "bookingStartsOn.relativeTo": {"settings": {"bookingStartsOn": RELATIVE}},
    "bookingStartsOn.offsetMinutes": {"settings": {"bookingStartsOn": RELATIVE}},
    "bookingEndsOn.type=SPECIFIC_TIME": {"settings": {"bookingEndsOn": DATED}},
    "bookingEndsOn.type=RELATIVE_TO_OCCURRENCE": {"settings": {"bookingEndsOn": RELATIVE}},
    "bookingEndsOn.utc": {"settings": {"bookingEndsOn": {"type": "SPECIFIC_TIME"}}},
    "bookingEndsOn.local": {"settings": {"bookingEndsOn": {"type": "SPECIFIC_TIME"}}},
    "bookingEndsOn.relativeTo": {"settings": {"bookingEndsOn": RELATIVE}},
    "bookingEndsOn.offsetMinutes": {"settings": {"bookingEndsOn": RELATIVE}},
    "venue.latitude": {"configuration": {"venue": {"longitude": 11.5}}},
    "venue.longitude": {"configuration": {"venue": {"latitude": 48.25}}},
    "occurrences.type=SPECIFIC": {"occurrences": {"uuids": ["occurrence"]}},
    "occurrences.uuids": {"occurrences": {"type": "SPECIFIC"}},
    "tickets.type=SPECIFIC": {"tickets": {"uuids": ["ticket"]}},
    "tickets.uuids": {"tickets": {"type": "SPECIFIC"}},
    "rsvpCapacity=FIXED": {"rsvp": True, "capacity": 20},
    "rsvpCapacity=UNLIMITED": {"rsvp": True},
    "date": {"startTime": "10:00", "endTime": "11:00"},
    "startTime": {"date": "2035-03-01", "endTime": "20:30"},
    "endTime": {"date": "2035-03-01", "startTime": "07:00"},
    "endsOn.local": {"startsOn": {"local": "2035-03-01T07:00"}, "durationMinutes": None},
    "useEventTimezone=False": {"timezone": "Europe/Lisbon"},
    "scheduleDateUuid": {"agendaTabUuid": "agendaTab"},
    "customFields.value": {"customFields": [{"key": "c_1001"}]},
}
# What a wall clock or an instant must be near, because the domain says so.
NEAR = {
    "occurrence.endsOn.utc": "2035-03-01T05:31:56Z",
    "bookingStartsOn.utc": "2035-02-10T09:00:00Z",
    "bookingStartsOn.local": "2035-02-10T09:00:00",
    "durationMinutes": 45,
    "date": "2035-03-02",
    "endsOn.local": "2035-03-01T12:15:00",
    "startsOn.local": "2035-03-01T12:30:00",
    "occurrence.ends.on": "2035-05-03",
    "venue.latitude": -33.8568,
    "venue.longitude": 151.2153,
    "occurrence.ends.count": 7,
    "colour": "#2a9d8f",
    "customFields.value": "Value1",
    "location": "Bennelong Point, Sydney",
    "endTime": "20:45:00",
    "startTime": "08:15:00",
}
# The path of the answer, for fields whose names in requests and answers differ.
ANSWERS = {
    "locationUuid": "location.uuid",
    "trackUuid": "track.uuid",
    "agendaTabUuid": "agendaTab.uuid",
    "scheduleDateUuid": "scheduleDate.uuid",
    "speakerUuids": "speakers.uuid",
    "coverImageFileUuid": "coverImageFile.uuid",
    "eventUuid": "event.uuid",
    "tickets.type": "ticketsType",
    "tickets.uuids": "tickets.uuid",
    "date": "startsOn.local",
    "startTime": "startsOn.local",
    "endTime": "endsOn.local",
}
SESSION_ANSWERS = {"location": "location.name"}
UUIDS = {
    "locationUuid": "location",
    "trackUuid": "track",
    "agendaTabUuid": "agendaTab",
    "scheduleDateUuid": "scheduleDate",
    "speakerUuids": "speaker",
    "coverImageFileUuid": "file",
    "eventUuid": "event",
    "uuid": "session",
    "tickets.uuids": "ticket",
    "occurrences.uuids": "occurrence",
}
# The steps by which a proposal gets where one update can bring it to the status.
PROPOSALS = {"SUBMITTED": "REJECTED", "REJECTED": "SUBMITTED", "CONVERTED": "APPROVED", "LIVE": "APPROVED"}


def request_paths() -> list[str]:
    """Every path of a request in the map that holds a value, once."""
    answered = [path for row, at in pairs() if row.direction == "request" and not row.group for path in at.paths]
    inputs = [path for path in dict.fromkeys(answered) if ".input." in path]
    return [path for path in inputs if not isinstance(steps(path)[-1].type, GraphQLInputObjectType)]


@dataclass(frozen=True)
class Case:
    """One field of one request, set to one value."""

    operation: str
    names: tuple[str, ...]
    value: Any

    @property
    def inner(self) -> str:
        return ".".join(self.names)

    def __str__(self) -> str:
        return f"{self.operation}.{self.inner}={self.value}"


def cases(operation: str) -> Iterator[Case]:
    for path in request_paths():
        _mutation, name, _input, *names = path.split(".")
        inner = ".".join(names)
        if name != operation or inner in ELSEWHERE:
            continue
        made = values_of(path, cast(GraphQLInputType, steps(path)[-1].field.type))
        near = [value for end, value in NEAR.items() if inner == end or (inner.endswith(f".{end}") and "." in end)]
        for value in near or made:
            yield Case(operation, tuple(names), value)
