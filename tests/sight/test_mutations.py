"""Each mutation and each place for an identifier in it, by each kind of caller who may not.

A cell that should be refused is wrong if it is accepted, reveals anything, or writes anything.
"""

from typing import Any

from app.auth.rules import Scope
from tests.builders import everything
from tests.sight.names import named, path_of
from tests.sight.recipes import MUTATIONS, NOTHING_TO_NAME
from tests.sight.schema_places import MUTATION_FIELDS, document, places
from tests.sight.staging import ENDED, Stage

# They change nothing that is recorded in the feed.
UNANNOUNCED = {"redeliverWebhook"}
PAYLOAD = "{ message userErrors { code path message } }"


def request_of(name: str, given: Any) -> str:
    return document("mutation", name, MUTATION_FIELDS[name], given, PAYLOAD)


def test_every_mutation_has_a_recipe_and_every_identifier_its_place_in_one() -> None:
    assert MUTATIONS.keys() == MUTATION_FIELDS.keys()
    for name, field in MUTATION_FIELDS.items():
        recipes = (*MUTATIONS[name].recipes, *NOTHING_TO_NAME.get(name, ()))
        assert {path_of(place) for recipe in recipes for place, _ in named(recipe)} == places(field), name


def test_a_mutation_without_its_scope_is_forbidden(stage: Stage) -> None:
    before, wrong = everything(stage.gateway), []
    for name, (scope, recipes) in MUTATIONS.items():
        if not stage.mine(name):
            continue
        given = stage.with_own(recipes[0])
        others = (other for other in Scope if other is not scope)
        for caller in ("no token", "no scopes", f"all but {scope}", *others):
            status, body = stage.answer_to(request_of(name, given), given, stage.tokens[caller])
            [error] = body.get("errors", [{}])
            answered = (status, body["data"], error.get("extensions", {}).get("code"), error.get("path"))
            if answered != (200, {name: None}, "FORBIDDEN", [name]) or str(scope) not in error["message"]:
                wrong.append((name, caller, body))
    assert wrong == []
    assert everything(stage.gateway) == before


def test_a_token_that_has_ended_is_as_good_as_none_that_ever_was(stage: Stage) -> None:
    before, wrong = everything(stage.gateway), []
    for name, (_, recipes) in MUTATIONS.items():
        if not stage.mine(name):
            continue
        given = stage.with_own(recipes[0])
        never = stage.answer_to(request_of(name, given), given, stage.tokens["never was one"])
        assert never[0] == 401
        for caller in ENDED:
            answered = stage.answer_to(request_of(name, given), given, stage.tokens[caller])
            if answered != never:
                wrong.append((name, caller, answered))
    assert wrong == []
    assert everything(stage.gateway) == before


def test_another_organisation_gets_not_found(stage: Stage) -> None:
    before, wrong = everything(stage.gateway), []
    for name, recipe in every_recipe(stage):
        given, nothing = stage.with_own(recipe), stage.with_none(recipe)
        answered = stage.answer_to(request_of(name, given), given, stage.tokens["foreign"])
        none = stage.answer_to(request_of(name, given), nothing, stage.tokens["foreign"])
        if answered != none or not refused(none, name):
            wrong.append((name, answered, none))
    assert wrong == []
    assert everything(stage.gateway) == before


def test_foreign_and_unknown_objects_give_equal_answers(stage: Stage) -> None:
    before, wrong = everything(stage.gateway), []
    for name, recipe in every_recipe(stage):
        token = stage.tokens[str(MUTATIONS[name].scope)]
        for place, _ in named(recipe):
            given, nothing = stage.with_foreign(recipe, place), stage.with_none(recipe, place)
            answered = stage.answer_to(request_of(name, given), given, token)
            none = stage.answer_to(request_of(name, given), nothing, token)
            if answered != none or not refused(none, name):
                wrong.append((name, place, answered, none))
    assert wrong == []
    assert everything(stage.gateway) == before


def test_where_nothing_can_be_named_an_own_thing_is_as_none(stage: Stage) -> None:
    for name, recipes in NOTHING_TO_NAME.items():
        token = stage.tokens[str(MUTATIONS[name].scope)]
        for recipe in recipes:
            given, nothing = stage.with_own(recipe), dict(stage.with_none(recipe))
            nothing |= {key: value for key, value in given.items() if key != "input"}
            answered = stage.answer_to(request_of(name, given), given, token)
            assert refused(answered, name), (name, answered)
            assert answered == stage.answer_to(request_of(name, given), nothing, token), name


def test_with_ones_own_things_and_the_scope_alone_it_is_done(stage: Stage) -> None:
    """Or all the refusals would say nothing."""
    before, wrong = everything(stage.gateway), []
    with stage.undone() as changes:
        for name, (scope, recipes) in MUTATIONS.items():
            for recipe in recipes:
                changes.clear()
                given = stage.with_own(recipe)
                _, body = stage.answer_to(request_of(name, given), given, stage.tokens[str(scope)])
                payload = (body.get("data") or {}).get(name) or {}
                announced = bool(changes) == (name not in UNANNOUNCED)
                if "errors" in body or payload.get("userErrors") or not payload.get("message") or not announced:
                    wrong.append((name, body, list(changes)))
    assert wrong == []
    assert everything(stage.gateway) == before


def every_recipe(stage: Stage) -> list[tuple[str, Any]]:
    """Those that this engine is to refuse."""
    return [
        (name, recipe)
        for name, mutation in MUTATIONS.items()
        if stage.mine(name)
        for recipe in (*mutation.recipes, *NOTHING_TO_NAME.get(name, ()))
    ]


def refused(answered: tuple[int, Any], name: str) -> bool:
    """Nothing was done, and a place says why."""
    status, body = answered
    payload = (body.get("data") or {}).get(name) or {}
    errors = payload.get("userErrors") or []
    named = errors != [] and all(error["path"] for error in errors)
    return status == 200 and "errors" not in body and payload["message"] is None and named
