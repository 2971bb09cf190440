"""A field that is refused whenever it is absent is non-null in the schema.

Each recipe is sent again without one of its nullable fields at a time. Where every such call is refused as REQUIRED at
the field's place, and no recipe goes through without the field, the schema should make it non-null.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from graphql import GraphQLInputObjectType, get_named_type, is_non_null_type

from tests.sight.names import Place
from tests.sight.recipes import MUTATIONS
from tests.sight.schema_places import MUTATION_FIELDS, document
from tests.sight.staging import Stage

# Required only in some cases; every recipe that has the field is such a case.
CONDITIONAL = {
    "CouponTicketsInput.uuids": "the type is SPECIFIC",
    "CreateSessionInput.durationMinutes": "neither an end nor an end time is sent",
    "CreateSessionInput.startsOn": "neither a date nor a start time is sent",
    "MoveAttendeeInput.timeslotUuid": "the date has timeslots",
    "RegisterAttendeeInput.occurrenceUuid": "the event has several dates",
    "RegisterAttendeeInput.timeslotUuid": "the date has timeslots",
    "SessionOccurrencesInput.uuids": "the type is SPECIFIC",
    "SessionTicketsInput.uuids": "the type is SPECIFIC",
    "UpdateOccurrenceInput.moveTo": "bookings are moved",
}
TOLD = "{ userErrors { code path } }"


def inputs(given: Any, kind: Any, at: Place = ()) -> Iterator[tuple[Place, GraphQLInputObjectType, dict[str, Any]]]:
    """Every input object in the variables, with its place and type."""
    named = get_named_type(kind)
    if not isinstance(named, GraphQLInputObjectType):
        return
    for index, item in enumerate(given) if isinstance(given, list) else [(None, given)]:
        place = at if index is None else (*at, index)
        if isinstance(item, dict):
            yield place, named, item
            for key, value in item.items():
                yield from inputs(value, named.fields[key].type, (*place, key))


def without(given: Any, place: Place) -> Any:
    """A copy that lacks what is at the place."""
    step, *rest = place
    copy: Any = dict(given) if isinstance(given, dict) else list(given)
    if rest:
        copy[step] = without(given[step], tuple(rest))
    else:
        del copy[step]
    return copy


def required(stage: Stage, name: str, given: Any) -> set[tuple[str, ...]]:
    """The places at which the call is refused as REQUIRED."""
    own, token = stage.with_own(given), stage.tokens[str(MUTATIONS[name].scope)]
    _, body = stage.answer_to(document("mutation", name, MUTATION_FIELDS[name], own, TOLD), own, token)
    errors = body["data"][name]["userErrors"]
    return {tuple(error["path"]) for error in errors if error["code"] == "REQUIRED"}


def test_no_nullable_field_is_always_required(stage: Stage) -> None:
    absent: dict[str, list[bool]] = defaultdict(list)
    with stage.undone():
        for name, (_, recipes) in MUTATIONS.items():
            for recipe in recipes:
                for argument, value in recipe.items():
                    for place, kind, item in inputs(value, MUTATION_FIELDS[name].args[argument].type, (argument,)):
                        for key in {key for key, field in kind.fields.items() if not is_non_null_type(field.type)}:
                            path = (*place, key)
                            # Every recipe goes through as it is.
                            refused = key in item and tuple(map(str, path)) in required(
                                stage, name, without(recipe, path)
                            )
                            absent[f"{kind.name}.{key}"].append(refused)
    assert {field for field, refusals in absent.items() if all(refusals)} == CONDITIONAL.keys()
    assert len(absent) > 250
