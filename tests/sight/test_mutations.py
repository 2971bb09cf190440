"""Each mutation and each place for an identifier in it, by each kind of caller who may not.

A cell that should be refused is wrong when it is not, when it tells of something, or when it writes something.
"""

from typing import Any

from app.auth.rules import Scope
from tests.builders import everything
from tests.sight.names import named, path_of
from tests.sight.recipes import MUTATIONS, NOTHING_TO_NAME
from tests.sight.schema_places import MUTATION_FIELDS, document, places
from tests.sight.staging import ENDED, Stage

TOLD = "{ message userErrors { code path message } }"


def asked(name: str, given: Any) -> str:
    return document("mutation", name, MUTATION_FIELDS[name], given, TOLD)


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
            status, body = stage.told(asked(name, given), given, stage.tokens[caller])
            [error] = body.get("errors", [{}])
            told = (status, body["data"], error.get("extensions", {}).get("code"), error.get("path"))
            if told != (200, {name: None}, "FORBIDDEN", [name]) or str(scope) not in error["message"]:
                wrong.append((name, caller, body))
    assert wrong == []
    assert everything(stage.gateway) == before


def test_a_token_that_has_ended_is_as_good_as_none_that_ever_was(stage: Stage) -> None:
    before, wrong = everything(stage.gateway), []
    for name, (_, recipes) in MUTATIONS.items():
        if not stage.mine(name):
            continue
        given = stage.with_own(recipes[0])
        never = stage.told(asked(name, given), given, stage.tokens["never was one"])
        assert never[0] == 401
        for caller in ENDED:
            told = stage.told(asked(name, given), given, stage.tokens[caller])
            if told != never:
                wrong.append((name, caller, told))
    assert wrong == []
    assert everything(stage.gateway) == before


def test_another_organisation_is_told_that_there_is_no_such_thing(stage: Stage) -> None:
    before, wrong = everything(stage.gateway), []
    for name, recipe in every_recipe(stage):
        given, nothing = stage.with_own(recipe), stage.with_none(recipe)
        told = stage.told(asked(name, given), given, stage.tokens["foreign"])
        none = stage.told(asked(name, given), nothing, stage.tokens["foreign"])
        if told != none or not refused(none, name):
            wrong.append((name, told, none))
    assert wrong == []
    assert everything(stage.gateway) == before


def test_in_no_place_is_a_foreign_thing_told_from_none(stage: Stage) -> None:
    before, wrong = everything(stage.gateway), []
    for name, recipe in every_recipe(stage):
        token = stage.tokens[str(MUTATIONS[name].scope)]
        for place, _ in named(recipe):
            given, nothing = stage.with_foreign(recipe, place), stage.with_none(recipe, place)
            told = stage.told(asked(name, given), given, token)
            none = stage.told(asked(name, given), nothing, token)
            if told != none or not refused(none, name):
                wrong.append((name, place, told, none))
    assert wrong == []
    assert everything(stage.gateway) == before


def test_where_nothing_can_be_named_an_own_thing_is_as_none(stage: Stage) -> None:
    for name, recipes in NOTHING_TO_NAME.items():
        token = stage.tokens[str(MUTATIONS[name].scope)]
        for recipe in recipes:
            given, nothing = stage.with_own(recipe), dict(stage.with_none(recipe))
            nothing |= {key: value for key, value in given.items() if key != "input"}
            told = stage.told(asked(name, given), given, token)
            assert refused(told, name), (name, told)
            assert told == stage.told(asked(name, given), nothing, token), name


def test_with_ones_own_things_and_the_scope_alone_it_is_done(stage: Stage) -> None:
    """Or all the refusals would say nothing."""
    before, wrong = everything(stage.gateway), []
    with stage.undone() as changes:
        for name, (scope, recipes) in MUTATIONS.items():
            for recipe in recipes:
                changes.clear()
                given = stage.with_own(recipe)
                _, body = stage.told(asked(name, given), given, stage.tokens[str(scope)])
                payload = (body.get("data") or {}).get(name) or {}
                if "errors" in body or payload.get("userErrors") or not payload.get("message") or not sum(changes):
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


def refused(told: tuple[int, Any], name: str) -> bool:
    """Nothing was done, and a place says why."""
    status, body = told
    payload = (body.get("data") or {}).get(name) or {}
    errors = payload.get("userErrors") or []
    named = errors != [] and all(error["path"] for error in errors)
    return status == 200 and "errors" not in body and payload["message"] is None and named
