"""Seeing the dates of a rule before it is stored."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from datetime import datetime
from itertools import accumulate
from typing import Annotated

import strawberry

from app.auth.rules import Scope
from app.core import limits
from app.core.named_types import LocalDateTime, TimeZone
from app.core.problems import Forbidden, Refused
from app.events.dates.inputs import PreviewOccurrencesInput
from app.events.dates.operations.preview import Base, Preview, base_of, preview
from app.graph.context import Info
from app.graph.inputs import to_patch
from app.graph.payloads import Payload, Warning, user_error
from app.graph.scopes import RequireScope
from app.graph.times import ZonedDateTime
from app.occurrences.rules import Slot, Span


@strawberry.type(description="A timeslot that a date would have.")
class PreviewedTimeslot:
    starts_on: ZonedDateTime = strawberry.field(description="When it would start.")
    ends_on: ZonedDateTime = strawberry.field(description="When it would end.")
    capacity: int | None = strawberry.field(description="Its capacity; null means no limit.")


@strawberry.type(description="A date that a rule would make.")
class PreviewedOccurrence:
    starts_on: ZonedDateTime = strawberry.field(description="When it would start.")
    ends_on: ZonedDateTime = strawberry.field(description="When it would end.")
    timeslots: list[PreviewedTimeslot] = strawberry.field(description="Its timeslots, with a TIMESLOTS rule.")


@strawberry.type(description="What `previewOccurrences` answers. Nothing was stored.")
class PreviewOccurrencesPayload(Payload):
    dates: list[PreviewedOccurrence] = strawberry.field(
        default_factory=list,
        description=(
            "The first dates, in order of their start, as many as have"
            f" {limits.PREVIEWED_TIMESLOTS:,} timeslots together. Empty when refused."
        ),
    )
    total_count: int = strawberry.field(
        default=0,
        description="How many dates would be stored: all dates of the rule, or those of 24 months if it has no end.",
    )
    endless: bool = strawberry.field(default=False, description="Whether the rule has no end, so that its dates go on.")
    rrule: str | None = strawberry.field(default=None, description="The rule as RFC 5545 text, as in `Event.rrule`.")


async def _preview(
    info: Info, input: Annotated[PreviewOccurrencesInput, strawberry.argument(description="The rule.")]
) -> PreviewOccurrencesPayload | None:
    patch, context, base = to_patch(input), info.context, Base()
    if (uuid := patch.get("event_uuid")) is not None:
        if not context.caller.has(Scope.EVENT_UPDATE):
            raise Forbidden(Scope.EVENT_UPDATE)
        try:
            base = await context.database.read(lambda db: base_of(db, context.caller, uuid))
        except Refused as refused:
            return PreviewOccurrencesPayload(user_errors=[user_error(problem) for problem in refused.problems])
    first: int | None = patch.get("first")
    # The rule is computed in a thread: a thousand dates of a hundred timeslots are two seconds.
    made = await asyncio.to_thread(preview, base, patch, now=context.now)
    return _shown(made, limits.PREVIEWED if first is None else first)


def _shown(made: Preview, first: int) -> PreviewOccurrencesPayload:
    if made.problems:
        return PreviewOccurrencesPayload(user_errors=[user_error(problem) for problem in made.problems])
    return PreviewOccurrencesPayload(
        message="Occurrences have been previewed successfully",
        warnings=[Warning(code=each.code, message=each.message, path=list(each.path)) for each in made.warnings],
        dates=_dates(made.spans[: _shown_dates(made.spans[:first])], made.zone),  # type: ignore[arg-type]
        total_count=len(made.spans),
        endless=made.endless,
        rrule=made.rrule,
    )


async def _dates(spans: Sequence[Span], zone: str) -> AsyncGenerator[PreviewedOccurrence]:
    """One by one, so that others have their turn in between."""
    for span in spans:
        yield PreviewedOccurrence(
            **_bounds(span, zone),
            timeslots=[PreviewedTimeslot(**_bounds(slot, zone), capacity=slot.capacity) for slot in span.timeslots],
        )
        await asyncio.sleep(0)


def _shown_dates(spans: Sequence[Span]) -> int:
    """How many of the dates have no more than so many timeslots together; at least the first."""
    slots = accumulate(len(span.timeslots) for span in spans)
    return max(1, sum(number <= limits.PREVIEWED_TIMESLOTS for number in slots))


def _bounds(part: Span | Slot, zone: str) -> dict[str, ZonedDateTime]:
    return {
        "starts_on": _zoned(part.starts_at, part.starts_local, zone),
        "ends_on": _zoned(part.ends_at, part.ends_local, zone),
    }


def _zoned(at: datetime, local: datetime, zone: str) -> ZonedDateTime:
    return ZonedDateTime(utc=at, local=LocalDateTime(local), timezone=TimeZone(zone))


@strawberry.type
class DateQueries:
    preview_occurrences: PreviewOccurrencesPayload | None = strawberry.field(
        resolver=_preview,
        extensions=[RequireScope(Scope.EVENT_CREATE, Scope.EVENT_UPDATE)],
        description=("Preview the dates and the warnings of a rule. Nothing is stored."),
    )
