"""Mutation payloads: their common fields, and running an operation whose result they return."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from functools import partial
from typing import Any, TypeAlias, TypeVar
from uuid import UUID

import orjson
import strawberry

from app.core.outcome import PublicPath, Written
from app.core.problems import Problem, ProblemCode, Refused, WarningCode
from app.db.database import DbSession
from app.db.ending import Ending
from app.db.expected_version import expect_version, require_compared
from app.db.statements import Query
from app.graph.context import Info
from app.graph.enums import enum_type
from app.graph.reading.entries import ResultCompile
from app.graph.reading.mapping import READ, Result
from app.graph.reading.parameters import Env
from app.graph.reading.plan import Plan
from app.graph.reading.rights import Rights
from app.graph.reading.selection import Document, ResolveInfo
from app.graph.retries import Retry, Stored, restored, retry_of
from app.graph.strawberry_internals import core_info

P = TypeVar("P", bound="Payload")
# The secrets that are in use of what an operation has written, by their names in `Written.extra`.
Secrets: TypeAlias = Callable[[DbSession, Written], Mapping[str, str]]
SECRET_LOST = "The secret of the first answer is no longer in use."

enum_type(
    ProblemCode,
    "Why an operation was refused. An open list: keep a default branch.",
    name="UserErrorCode",
    NOT_FOUND="There is no such object, or the caller may not see it.",
    REQUIRED="A value is missing.",
    INVALID="The value has the wrong form, or contradicts other values.",
    TOO_LONG="The text has more characters than allowed.",
    TOO_SHORT="The text has fewer characters than allowed.",
    TOO_MANY="The list has more items than allowed.",
    OUT_OF_RANGE="The number, date or amount is outside the allowed range.",
    NOT_UNIQUE="The value is already taken, or given twice.",
    NOT_IN_FUTURE="The time must be in the future.",
    UNKNOWN_TIMEZONE="The IANA database has no such time zone.",
    NONEXISTENT_LOCAL_TIME="The clocks skip this local time.",
    TIMES_DISAGREE="`utc`, `local` and the offset are not the same time.",
    WRONG_STATE="The event's life cycle does not allow this: it is not published, or is published already.",
    NOT_READY="The publish checklist has an open item; the path is the one in `publishReadiness`.",
    CANCELLED="The event is cancelled, or the date or session is called off.",
    ENDED="The event or date is over, or the session has started.",
    NOT_ON_SALE="This cannot be booked now: it is hidden, not yet on sale or no longer on sale.",
    SWITCHED_OFF="The event or session does not offer this: RSVP, sharing, a waiting list, the choice of sessions.",
    NOT_INVITED="The event is for invited users, and this user is not invited.",
    NEEDS_TICKET="The session is for holders of one of its tickets.",
    NOT_A_MEMBER="The user is not a member of the community.",
    NOT_A_MODERATOR="Only moderators can post in this community, and the user is not one of them.",
    BANNED="The user is banned.",
    DELETED="The user or community has been deleted.",
    LOCKED="This can no longer be changed.",
    ALREADY_DONE="The user has done this already.",
    PLACES_LEFT="There is no waiting list, because places are left.",
    CONFLICT="Other requests were changing the same object.",
    STALE="The object has another version than expected: it was changed after the caller read it.",
    SOLD_OUT="There are no tickets or places left.",
    CHOICE_NEEDED="A session takes place on several dates, and one must be chosen; the message lists them.",
    IDEMPOTENCY_MISMATCH="The key was used before for another request.",
    IDEMPOTENCY_IN_PROGRESS="A request with this key is still running.",
)
enum_type(
    WarningCode,
    "What should be checked although the operation succeeded. An open list: keep a default branch.",
    AMBIGUOUS_LOCAL_TIME="The local time exists twice; the first was taken.",
    MOVED_BY_CLOCK_CHANGE="On some date the clocks skip the local time, and it was moved forward.",
    STARTS_IN_PAST="An occurrence starts in the past.",
    NO_LONGER_READY="The published event no longer meets the publish checklist.",
    OCCURRENCES_DISABLED="Dates that the new rule leaves out were disabled and not deleted; the message says why.",
    BOOKINGS_MOVED="Bookings have moved to another day or another date.",
    BOOKINGS_KEPT="Booked dates were kept although the rule does not give them.",
    BOOKED_DATE_CALLED_OFF="A date that was called off has bookings.",
    SELECTION_NOT_MOVED="A booking moved to another date, but a session that its user has chosen did not.",
    SESSIONS_OVERLAP=(
        "Two sessions are in one location at the same time, or a session overlaps one that prevents conflicts."
    ),
    OCCURRENCE_CHOSEN="The event has several dates and none was chosen; the session takes place on one of them.",
    OWN_TIMES_KEPT="Dates, or sessions on their dates, that were moved by hand keep their times.",
    SESSION_REFILED="The session has left its day of the programme, and possibly the track of that day.",
    CHOSEN_BY_USERS="Users have chosen what was called off.",
    MONTHS_SKIPPED="A monthly rule skips months that lack its day or its position.",
    EXCLUSION_WITHOUT_DATE="An exclusion matches no date of the rule.",
)


@strawberry.type(description="One reason why an operation was refused. Nothing was stored.")
class UserError:
    code: ProblemCode = strawberry.field(description="The reason, for programs.")
    message: str = strawberry.field(description="The reason, as a sentence for people.")
    path: list[str] = strawberry.field(
        description="The path of the input field, from the argument on; list indexes as text."
    )
    current_version: int | None = strawberry.field(
        default=None, description="Of `STALE`, the stored version of the object; otherwise null."
    )


@strawberry.type(description="Something that was accepted and should be checked.")
class Warning:
    code: WarningCode = strawberry.field(description="What it is, for programs.")
    message: str = strawberry.field(description="What it is, as a sentence for people.")
    path: list[str] = strawberry.field(
        description="The path of the input field, from the argument on; list indexes as text."
    )


@strawberry.type
class Payload:
    """The common fields of all payloads. `answers`: the JSON of the fields that the reader read, by response key."""

    message: str | None = strawberry.field(
        default=None, description="A sentence about what was done; null when refused."
    )
    warnings: list[Warning] = strawberry.field(
        default_factory=list, description="What was accepted and should be checked."
    )
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="All reasons why nothing was done; empty if it was done."
    )
    answers: strawberry.Private[dict[str, orjson.Fragment | None]] = field(default_factory=dict)
    # The result of the operation; None when refused.
    written: strawberry.Private[Written | None] = None


def result(key: str, description: str, *, edge: tuple[str, str] | None = None) -> Any:
    """A field of a payload that the reader reads from the row whose id the operation returned under `key`.

    A list is read from the rows of `Written.lists`, in their order.
    """

    def resolve(root: Any, info: strawberry.Info) -> Any:
        return root.answers.get(info.path.key)

    return strawberry.field(resolver=resolve, description=description, metadata={READ: Result(key, edge)})


async def run(
    info: Info,
    payload: type[P],
    message: str,
    operation: Callable[..., Written],
    *,
    in_thread: bool = False,
    idempotency_key: str | None = None,
    expected_version: int | None = None,
    keeps_answer: bool = True,
    secrets: Secrets | None = None,
) -> P:
    """Run an operation of the form `(db, caller, *, now) -> Written` in one transaction and return its payload.

    `in_thread`: for writes of thousands of rows, which would block the event loop. `idempotency_key`: of the argument.
    A key whose answer is stored is answered from there, and nothing is written. `expected_version`: of what the
    operation's argument `uuid` names. `keeps_answer`: store it for the key; otherwise the key is ignored.
    `secrets`: reads those in use, for an answer that had some.
    """
    context = info.context
    retry: Retry | None = None
    replayed: Stored | None = None

    def work(db: DbSession) -> Written:
        nonlocal replayed
        replayed = None if retry is None else retry.stored(db, context.now)
        if replayed is not None:
            return replayed.with_secrets({} if secrets is None else secrets(db, replayed.written))
        if expected_version is not None:
            expect_version(db, _arguments(operation)["uuid"], expected_version)
        written = operation(db, context.caller, now=context.now)
        require_compared(db)
        return written

    async def answer(written: Written, ending: Ending) -> P:
        done = message
        extra = {name: _public(value, context.addresses.public_url) for name, value in written.extra.items()}
        if replayed is not None:
            context.replayed = True
            extra = restored(extra, payload)
            if not replayed.digests.keys() <= extra.keys():
                done = f"{message}. {SECRET_LOST}"
        if replayed is not None and replayed.answers is not None:
            answers = {**replayed.answers}
        else:
            answers = await _read(info, payload.__name__, written, ending, None if replayed is not None else retry)
        warnings = [Warning(code=w.code, message=w.message, path=list(w.path)) for w in written.warnings]
        return payload(message=done, warnings=warnings, answers=answers, written=written, **extra)

    earlier = context.write_started

    def on_attempt(started: bool) -> None:
        context.write_started = earlier or started

    try:
        request = (payload.__name__, _arguments(operation))
        if keeps_answer:
            retry = retry_of(context.retry, idempotency_key, context.caller.application_id, *request)
        return await context.database.write(
            work,
            answer,
            about=_subject(operation),
            in_thread=in_thread,
            on_attempt=on_attempt,
        )
    except Refused as refused:
        return payload(user_errors=[user_error(problem) for problem in refused.problems])


def _public(value: Any, public_url: str) -> Any:
    return public_url + value if isinstance(value, PublicPath) else value


def _arguments(operation: Callable[..., Written]) -> Mapping[str, Any]:
    return operation.keywords if isinstance(operation, partial) else {}


def _subject(operation: Callable[..., Written]) -> UUID | None:
    """The id of what the operation changes, by its arguments: the event rather than a part of it."""
    given = _arguments(operation)
    return given.get("event_uuid") or given.get("uuid")


def user_error(problem: Problem) -> UserError:
    return UserError(
        code=problem.code,
        message=problem.message,
        path=list(problem.path),
        current_version=problem.current_version,
    )


async def _read(
    info: Info, payload: str, written: Written, ending: Ending, retry: Retry | None
) -> dict[str, orjson.Fragment | None]:
    """Read each selected field that holds an entity, on the writing connection before the commit.

    `retry`: the key to store the answer for.
    """
    context = info.context
    plans, env = _plans(info, payload, written)
    queries = [plan.query(env) for plan in plans.values()]

    def stored(answers: dict[str, orjson.Fragment | None] | None) -> Query | None:
        if retry is None:
            return None
        return retry.to_store(Stored.of(written, answers), context.database.dialect, context.now)

    if retry is None or not retry.whole:
        return _answers(plans, await ending.fetch_last(queries, stored(None)))
    answers = _answers(plans, await ending.fetch_all(queries))
    await ending.fetch_last(write=stored(answers))
    return answers


def _answers(plans: Mapping[str, Plan], read: Sequence[str | None]) -> dict[str, orjson.Fragment | None]:
    answers = [plan.answer(text) for plan, text in zip(plans.values(), read, strict=True)]
    return {key: None if text is None else orjson.Fragment(text) for key, text in zip(plans, answers, strict=True)}


def _plans(info: Info, payload: str, written: Written) -> tuple[dict[str, Plan], Env]:
    """The plan of each selected field that holds an entity, by its response key, and what they are executed with."""
    context = info.context
    raw: ResolveInfo = core_info(info)
    assert context.reader is not None
    mapped = context.reader.model.types[payload]
    document = Document(raw.operation, raw.fragments, raw.variable_values)
    sets = [node.selection_set for node in raw.field_nodes if node.selection_set]
    rights = Rights.TENANT if context.rights is Rights.TENANT else Rights.WRITER
    found = {**written.ids, **written.lists}
    plans: dict[str, Plan] = {}
    for selected in document.select(sets, mapped.names, 1):
        how = mapped.fields.get(selected.name)
        if isinstance(how, Result) and how.key in found:
            compile_ = ResultCompile(payload)
            plans[selected.key] = context.reader.plan(
                context.database.dialect, raw, rights, compile_, nodes=selected.nodes
            )
    return plans, context.env(variables=raw.variable_values, aggregate=written.aggregate, result=found)
