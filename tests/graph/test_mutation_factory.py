"""Declarations of mutations and inputs that do not match raise TypeError, with the names of both."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, Required, TypedDict, TypeVar, get_args
from uuid import UUID

import pytest

from app.auth.rules import Caller, Scope
from app.core.outcome import Written
from app.db.database import DbSession
from app.graph.inputs import Input, described, described_input, patch_of
from app.graph.mutations import Argument, answer, argument, mutation


class TagPatch(TypedDict, total=False):
    name: Required[str]
    colour: str | None


class OtherPatch(TypedDict, total=False):
    name: str | None


P = TypeVar("P", TagPatch, OtherPatch)


@described_input("A tag.")
class TagInput(Input[TagPatch]):
    name = described("Its name.")
    colour = described("Its colour.")


def create_tag(db: DbSession, caller: Caller, *, event_uuid: UUID, patch: TagPatch, now: datetime) -> Written:
    raise NotImplementedError


def create_tags(
    db: DbSession, caller: Caller, *, event_uuid: UUID, patch: OtherPatch, now: datetime, most: int = 3
) -> Written:
    raise NotImplementedError


def declare(operation: Callable[..., Written], arguments: dict[str, Argument]) -> Any:
    return mutation(
        operation,
        scope=Scope.EVENT_CREATE,
        message="Done",
        description="Add a tag.",
        arguments=arguments,
        answers={"tag": answer(str, "The tag.")},
    )


def create_of_kind(
    db: DbSession, caller: Caller, *, kind: type[P], event_uuid: UUID, patch: P, now: datetime
) -> Written:
    raise NotImplementedError


EVENT = argument(UUID, "The event.")
INPUT = argument(TagInput, "The tag.")


def test_one_operation_can_serve_several_mutations() -> None:
    made = mutation(
        partial(create_of_kind, kind=TagPatch),
        name="create_label",
        scope=Scope.EVENT_CREATE,
        message="Done",
        description="Add a label.",
        arguments={"event_uuid": EVENT, "input": INPUT},
        answers={"tag": answer(str, "The tag.")},
    )
    assert [each.python_name for each in made.arguments] == ["event_uuid", "input", "idempotency_key"]
    assert get_args(made.base_resolver.wrapped_func.__annotations__["return"])[0].__name__ == "CreateLabelPayload"
    with pytest.raises(TypeError) as caught:
        declare(partial(create_of_kind, kind=TagPatch), {"input": INPUT})
    sentence = "create_of_kind takes ['event_uuid', 'patch'], and its mutation has ['patch']."
    assert str(caught.value) == sentence


def test_a_mutation_has_its_arguments_in_the_declared_order() -> None:
    made = declare(create_tag, {"event_uuid": EVENT, "input": INPUT})
    assert [each.python_name for each in made.arguments] == ["event_uuid", "input", "idempotency_key"]
    assert patch_of(TagInput) is TagPatch


@pytest.mark.parametrize(
    ("operation", "arguments", "sentence"),
    [
        (create_tag, {"input": INPUT}, "create_tag takes ['event_uuid', 'patch'], and its mutation has ['patch']."),
        (
            create_tag,
            {"event_uuid": EVENT, "input": INPUT, "uuid": EVENT},
            "create_tag takes ['event_uuid', 'patch'], and its mutation has ['event_uuid', 'patch', 'uuid'].",
        ),
        (
            create_tags,
            {"event_uuid": EVENT, "input": INPUT},
            f"create_tags takes {OtherPatch} as patch, and its input is {TagPatch}.",
        ),
        (
            create_tag,
            {"event_uuid": EVENT, "input": argument(TagInput | None, "The tag.", None)},
            "The input of create_tag cannot be optional: TagPatch needs name.",
        ),
    ],
)
def test_arguments_that_the_operation_does_not_take_raise(
    operation: Callable[..., Written], arguments: dict[str, Argument], sentence: str
) -> None:
    with pytest.raises(TypeError) as caught:
        declare(operation, arguments)
    assert str(caught.value) == sentence


def test_a_missing_and_an_unknown_field_raise() -> None:
    with pytest.raises(TypeError) as caught:

        @described_input("A tag.")
        class FaultyInput(Input[TagPatch]):
            name = described("Its name.")
            colur = described("Its colour.")

    assert str(caught.value) == "FaultyInput and TagPatch do not both have colour, colur."


def test_an_input_without_a_patch_raises() -> None:
    with pytest.raises(TypeError) as caught:

        @described_input("A tag.")
        class BareInput:
            name = described("Its name.")

    assert str(caught.value) == "BareInput does not say Input[...]."
