"""Declares a mutation: its scope, the operation that it calls, its arguments, and the fields of its payload.

    create_tag = mutation(
        operations.create_tag,
        scope=Scope.EVENT_UPDATE,
        message="Tag has been created successfully",
        description="Add a tag to an event.",
        arguments={"event_uuid": argument(UUID, "The event."), "input": argument(CreateTagInput, "The new tag.")},
        answers={"tag": answer(Tag, "The new tag."), "event": answer(Event, "Its event.")},
    )

The operation is called as `(db, caller, *, now, ...)` with the arguments by name. An input is passed as its patch,
`patch`, which is empty if an optional input was not sent, and a list of inputs as `patches`. The schema's construction
compares the declaration with the operation's signature.

Mutations that create get `idempotencyKey`, and those that change what their argument `uuid` names get
`expectedVersion`, if its type has a `version`.
"""

import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import UnionType
from typing import Annotated, Any, TypeAlias, TypeVar, get_args, get_origin, get_type_hints

import strawberry
from strawberry.extensions import FieldExtension

from app.auth.rules import Scope
from app.core.fields import camel
from app.core.outcome import Written
from app.core.problems import Problem
from app.graph.context import Info
from app.graph.inputs import patch_of, to_patch
from app.graph.payloads import Payload, Secrets, result, run, user_error
from app.graph.scopes import RequireScope

# Finds problems of a patch outside the transaction.
Check: TypeAlias = Callable[[Info, Any], Awaitable[Sequence[Problem]]]
REQUIRED: Any = inspect.Parameter.empty
# What every operation receives besides the arguments.
_GIVEN = {"db", "caller", "now"}


@dataclass(frozen=True, slots=True)
class Argument:
    type: Any
    description: str
    default: Any = REQUIRED


@dataclass(frozen=True, slots=True)
class Answer:
    """A field of a payload. `edge`: the list's order and the column it sorts by, for an edge of that list."""

    type: Any
    description: str
    key: str | None = None
    edge: tuple[str, str] | None = None
    extra: bool = False


# Doing these twice makes two things; all other mutations are idempotent by nature.
CREATING = ("create_", "duplicate_", "register_")
IDEMPOTENCY_KEY = Argument(
    str | None,
    (
        "A key of the caller's choice, 1 to 255 visible characters, kept for 24 hours. The same mutation with the same"
        " arguments and key has one effect, however often it is sent; later requests are answered as the first one."
    ),
    None,
)
# These name by its uuid what a user did, or a delivery, which has no version; or change nothing of what they name.
UNVERSIONED = ("remove_", "redeliver_", "export_")


def expected_version(what: str, absent: str = "") -> Argument:
    """The argument with which a caller says which version it has read. `absent`: what counts if there is no object."""
    return Argument(
        int | None,
        (
            f"The `version` of {what} that the caller has read{absent}. If another one is stored, nothing changes:"
            " `STALE`, with `currentVersion`. Absent or null, versions are not compared."
        ),
        None,
    )


def argument(type_: Any, description: str, default: Any = REQUIRED) -> Argument:
    """An argument of a mutation; nullable arguments have a default."""
    return Argument(type_, description, default)


def answer(type_: Any, description: str, *, key: str | None = None, edge: tuple[str, str] | None = None) -> Answer:
    """An object in the payload, null when refused. `key`: its key in `Written.ids`, if not the field's name.

    `type_` may be a list, which is read from `Written.lists` and empty when refused.
    """
    return Answer(type_, description, key, edge)


def extra(type_: Any, description: str) -> Answer:
    """A value that the operation returns in `Written.extra`; null when refused."""
    return Answer(type_, description, extra=True)


def extra_list(type_: Any, description: str) -> Answer:
    """A list that the operation returns in `Written.extra`; empty when refused."""
    return Answer(list[type_], description, extra=True)


def mutation(
    operation: Callable[..., Written],
    *,
    name: str | None = None,
    scope: Scope,
    message: str | Callable[[Mapping[str, object]], str],
    description: str,
    arguments: Mapping[str, Argument],
    answers: Mapping[str, Answer],
    extensions: Sequence[FieldExtension] = (),
    in_thread: bool | Callable[[Mapping[str, object]], bool] = False,
    keeps_answer: bool = True,
    check: Check | None = None,
    secrets: Secrets | None = None,
) -> Any:
    """A mutation field. Raises TypeError if the arguments are not those of the operation.

    `name`: of the field, for a partial; the operation's own by default.
    `in_thread`: for writes of thousands of rows. A function of the patch may decide it, or the message.
    `keeps_answer`: whether it is stored for an idempotency key. An answer that holds a secret is not.
    `secrets`: reads those in use, so that a retry is answered with the same ones although they are not stored.
    `check`: finds further problems before the transaction begins, for checks that wait for something else.
    """
    function: Any = operation.func if isinstance(operation, partial) else operation
    name = name or function.__name__
    _check(operation, function, arguments)
    payload = payload_type(name, answers)
    if name.startswith(CREATING):
        arguments = {**arguments, "idempotency_key": IDEMPOTENCY_KEY}
    changed = _changed(name, arguments, answers)
    if changed is not None:
        arguments = {**arguments, "expected_version": expected_version(changed)}

    async def resolve(_root: Any, info: Info, **given: Any) -> Any:
        key = given.pop("idempotency_key", None)
        expected = given.pop("expected_version", None) if changed is not None else None
        sent = _sent(given)
        long = in_thread(sent.get("patch", {})) if callable(in_thread) else in_thread
        done = message(sent.get("patch", {})) if callable(message) else message
        if check is not None and (problems := await check(info, sent["patch"])):
            return payload(user_errors=[user_error(problem) for problem in problems])
        return await run(
            info,
            payload,
            done,
            partial(operation, **sent),
            in_thread=long,
            idempotency_key=key,
            expected_version=expected,
            keeps_answer=keeps_answer,
            secrets=secrets,
        )

    resolve.__name__ = resolve.__qualname__ = name
    resolve.__module__ = function.__module__
    parameters = [
        inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD),
        inspect.Parameter("info", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Info),
        *(
            inspect.Parameter(
                key,
                inspect.Parameter.KEYWORD_ONLY,
                annotation=Annotated[each.type, strawberry.argument(description=each.description)],
                default=each.default,
            )
            for key, each in arguments.items()
        ),
    ]
    resolve.__signature__ = inspect.Signature(parameters, return_annotation=payload | None)  # type: ignore[attr-defined]
    resolve.__annotations__ = {each.name: each.annotation for each in parameters[1:]} | {"return": payload | None}
    return strawberry.mutation(resolver=resolve, extensions=[RequireScope(scope), *extensions], description=description)


def payload_type(operation: str, answers: Mapping[str, Answer]) -> type[Payload]:
    """The payload type of the operation: the fields of all payloads, and these."""
    field = camel(operation)
    namespace: dict[str, Any] = {"__annotations__": {}, "__module__": __name__}
    for key, each in answers.items():
        many = get_origin(each.type) is list
        namespace["__annotations__"][key] = each.type if many else each.type | None
        if each.extra:
            empty: dict[str, Any] = {"default_factory": list} if many else {"default": None}
            namespace[key] = strawberry.field(description=each.description, **empty)
        else:
            namespace[key] = result(each.key or key, each.description, edge=each.edge)
    name = f"{field[0].upper()}{field[1:]}Payload"
    return strawberry.type(type(name, (Payload,), namespace), description=f"Result of `{field}`.")


def _changed(name: str, arguments: Mapping[str, Argument], answers: Mapping[str, Answer]) -> str | None:
    """What the mutation's argument `uuid` names, if the mutation changes that and it has a version.

    It is the answer that the mutation is named after, or may be any of the answers if there is no such answer.
    """
    if "uuid" not in arguments or name.startswith(CREATING + UNVERSIONED):
        return None
    noun = name.partition("_")[2]
    named = noun in answers
    changed = answers[noun] if named else next(iter(answers.values()))
    if "version" not in getattr(changed.type, "__dataclass_fields__", ()):
        return None
    return f"the {noun.replace('_', ' ')}" if named else "what `uuid` names"


def _sent(given: Mapping[str, Any]) -> dict[str, Any]:
    """The operation's arguments."""
    sent = dict(given)
    if "input" in sent:
        value = sent.pop("input")
        if isinstance(value, list):
            sent["patches"] = [to_patch(item) for item in value]
        else:
            sent["patch"] = {} if value is None else to_patch(value)
    return sent


def _check(operation: Callable[..., Written], function: Any, arguments: Mapping[str, Argument]) -> None:
    """Raises TypeError unless the operation takes exactly these arguments and the patch of the input."""
    taken = inspect.signature(operation).parameters
    names = {name for name, each in taken.items() if each.default is REQUIRED} - _GIVEN
    hints = get_type_hints(function)
    sent: dict[str, Any] = {}
    for name, each in arguments.items():
        if name != "input":
            sent[name] = each.type
        elif get_origin(each.type) is list:
            sent["patches"] = Sequence[patch_of(get_args(each.type)[0])]  # type: ignore[misc]
        else:
            sent["patch"] = _patch_of(function, each.type)
    if names - sent.keys() or sent.keys() - taken.keys():
        raise TypeError(f"{function.__qualname__} takes {sorted(names)}, and its mutation has {sorted(sent)}.")
    for name in {"patch", "patches"} & sent.keys():
        # Which patch a type variable stands for is the type checker's to see.
        if not isinstance(hints[name], TypeVar) and hints[name] != sent[name]:
            raise TypeError(f"{function.__qualname__} takes {hints[name]} as {name}, and its input is {sent[name]}.")


def _patch_of(function: Any, input_type: Any) -> Any:
    if not isinstance(input_type, UnionType):
        return patch_of(input_type)
    patch = patch_of(get_args(input_type)[0])
    if patch.__required_keys__:
        needed = ", ".join(sorted(patch.__required_keys__))
        raise TypeError(f"The input of {function.__qualname__} cannot be optional: {patch.__name__} needs {needed}.")
    return patch
