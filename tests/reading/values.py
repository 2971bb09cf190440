"""Values for the arguments of generated queries: what is there, what is hidden, and what is not there at all."""

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from graphql import (
    GraphQLInputObjectType,
    GraphQLInputType,
    get_named_type,
    get_nullable_type,
    is_enum_type,
    is_list_type,
    is_non_null_type,
)

from tests.gateway import START
from tests.reading.plain.world import ENTITIES, World

NOWHERE = "00000000-0000-4000-8000-000000000000"
# Which type of row an argument names by its uuid.
NAMED = {
    "userUuid": "User",
    "organisationUuid": "Organisation",
    "trackUuid": "Track",
    "speakerUuid": "Speaker",
    "agendaTabUuid": "AgendaTab",
    "occurrenceUuid": "Occurrence",
    "locationUuid": "Location",
    "scheduleDateUuid": "ScheduleDate",
}
TEXTS = {
    "category": ("musica", "Música", "IT'S 5 O'CLOCK", "zoo", "none such"),
    "tag": ("rock", "under", 'A "B"', "'"),
    "text": ("gala", "GALA emoji", "arg", "日本", "opera sydney", "!?", "%", "_", 'he said "hi" \\'),
    "organisationSlug": ("acme", "kanpai", "desert", "former-acme", "former-desert", "nobody"),
}
FORMER_SLUGS = {"Event": "former_slug", "Organisation": "former_organisation_slug"}
PLACES = ((-33.8567844, 151.213108), (35.0, 139.0), (0.0, -180.0), (89.0, 10.0))
BOXES: tuple[dict[str, float], ...] = (
    {"south": -34.0, "west": 151.0, "north": -33.0, "east": 152.0},
    {"south": -90.0, "west": -180.0, "north": 90.0, "east": 180.0},
    {"south": 30.0, "west": 130.0, "north": 90.0, "east": -100.0},
)
ZONES = ("UTC", "Australia/Sydney", "america/new_york", "Asia/Kathmandu", "Pacific/Kiritimati")
RADII = (0.5, 120.0, 7800.0, 20000.0)

Rng = random.Random


class Values:
    """Draws values that fit a type. `cursors` are those that an answer has shown, by list and order."""

    def __init__(self, world: World, cursors: Mapping[tuple[str, str], Sequence[str]]) -> None:
        self._world = world
        self._cursors = cursors
        self._moments = sorted(
            {row["starts_at"] for kind in ("Event", "Session", "SessionOccurrence") for row in world.all(kind)}
        )[:-1]

    def cursor(self, kind: str, order: str) -> Callable[[Rng], str]:
        return lambda rng: rng.choice(self._cursors[kind, order])

    def drawn(self, name: str, kind: GraphQLInputType, about: str) -> Callable[[Rng], Any]:
        """How to draw a value of the argument `name` of this type; `about` is the type that the field answers."""
        bare = get_nullable_type(kind)
        if is_list_type(bare):
            item = self.drawn(name, bare.of_type, about)
            if name == "ids":
                return lambda rng: [item(rng) for _ in range(rng.randrange(7))]
            # A single value stands for a list of one.
            return lambda rng: rng.choice((item(rng), [item(rng) for _ in range(rng.randrange(4))]))
        if isinstance(bare, GraphQLInputObjectType):
            return lambda rng: self._object(bare, about, rng)
        if is_enum_type(bare):
            return lambda rng: rng.choice(list(bare.values))
        return lambda rng: self._scalar(name, get_named_type(bare).name, about, rng)

    def _object(self, kind: GraphQLInputObjectType, about: str, rng: Rng) -> dict[str, Any]:
        given: dict[str, Any] = {}
        for name, field in kind.fields.items():
            if is_non_null_type(field.type) or rng.random() < 1.5 / len(kind.fields):
                optional = not is_non_null_type(field.type)
                given[name] = None if optional and rng.random() < 0.1 else self.drawn(name, field.type, about)(rng)
        if kind.name == "NearInput":
            given["latitude"], given["longitude"] = rng.choice(PLACES)
        if kind.name == "BoxInput":
            given.update(rng.choice(BOXES))
        if kind.name == "FoundOccurrenceOrder":
            # The other needs a place: tests/reading/found_dates.py.
            given["field"] = "STARTS_ON"
        return given

    def _scalar(self, name: str, kind: str, about: str, rng: Rng) -> Any:
        if kind == "UUID":
            return self._uuid(NAMED.get(name, about), rng)
        if kind == "ID":
            return self._identity(rng)
        if kind == "DateTime":
            return self._moment(rng)
        if kind == "Date":
            return (START + timedelta(days=rng.randrange(-5, 60))).date().isoformat()
        if kind == "TimeZone":
            return rng.choice(ZONES)
        if name == "days":
            return rng.choice((1, 1, 2, 30, 366))
        if name == "limit":
            return rng.choice((1, 2, 3, 10_000))
        if kind == "Boolean":
            return rng.random() < 0.5
        if kind == "Float":
            return rng.choice(RADII)
        if name in TEXTS:
            return rng.choice(TEXTS[name])
        assert name == "slug", f"Nothing is known about {name}: {kind}"
        return rng.choice(self._world.all(about) + self._world.all(FORMER_SLUGS[about]))["slug"]

    def _uuid(self, kind: str, rng: Rng) -> str:
        if rng.random() < 0.08:
            return NOWHERE
        uuid: str = rng.choice(self._world.all(kind))["id"]
        return uuid.upper() if rng.random() < 0.1 else uuid

    def _identity(self, rng: Rng) -> str:
        kind = rng.choice(list(ENTITIES.values()))
        if rng.random() < 0.1:
            return rng.choice(("", "x", f"{kind}_", f"Price_{NOWHERE}", f"{kind}_{NOWHERE}", f"x{kind}_{NOWHERE}"))
        return f"{kind}_{self._uuid(kind, rng)}"

    def _moment(self, rng: Rng) -> str:
        moment = rng.choice((START, rng.choice(self._moments)))
        if rng.random() < 0.3:
            moment += timedelta(seconds=rng.choice((-1, 1)))
        spelt = moment.strftime("%Y-%m-%dT%H:%M:%S")
        if rng.random() < 0.3:
            return (moment + timedelta(hours=5, minutes=30)).strftime("%Y-%m-%dT%H:%M:%S+05:30")
        return rng.choice((f"{spelt}Z", spelt.replace("T", " ")))
