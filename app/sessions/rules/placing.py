"""On which dates a session takes place, and when: its rows, one for each date. Pure.

A start belongs to the latest linked date that can hold it. Its offset from the start of that date, in local time of the
event's zone, applies to every other linked date.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from app.core.fields import camel
from app.core.problems import Problem, ProblemCode, Warning, WarningCode
from app.core.time import in_range, local_of, to_local_text, to_utc_text
from app.sessions.patches.session import SessionPatch
from app.sessions.rules.dates import DateSpan, holding, offset_in, start_in
from app.sessions.rules.links import BY_START, Surroundings, linked
from app.sessions.rules.times import TOO_LATE, Span
from app.sessions.values import LinkType

MOST_WARNINGS = 20
# Fields that can be invalid for the dates; the problem names the first of them that was sent.
BLAMED = (*BY_START, "timezone", "use_event_timezone", "occurrences")


@dataclass(frozen=True, slots=True)
class StoredDate:
    """A stored row. `own_times`: an organiser moved it on this date alone.

    `selected`, `waiting`: how many users have chosen it, and how many wait for it.
    """

    uuid: UUID
    occurrence: UUID
    span: Span
    own_times: bool = False
    schedule_date: UUID | None = None
    selected: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Placed:
    """The dates of a stored session. `specific`: only the dates that it is linked to."""

    span: Span
    rows: Sequence[StoredDate] = ()
    offset_seconds: int | None = None
    specific: bool = False

    def knows(self, starts_at: datetime) -> bool:
        """Whether it already starts then on one of its dates."""
        return starts_at in self.starts()

    def starts(self) -> frozenset[datetime]:
        """The starts that move nothing when they are sent. A date's own times do not count."""
        return frozenset({self.span.starts_at, *(row.span.starts_at for row in self.rows if not row.own_times)})

    def can_move(self, after: datetime) -> bool:
        """Whether any row can still move, so that a start in a date that has begun is accepted."""
        return any(row.span.starts_at > after and not row.own_times for row in self.rows)


@dataclass(frozen=True, slots=True)
class Placement:
    """The changes to write. `offset_seconds` and `links` are None if they do not change.

    `added` is by date, `moved` by row; `starts` are those of all rows afterwards, or the session's own without rows.
    """

    offset_seconds: int | None = None
    links: tuple[str, tuple[UUID, ...]] | None = None
    added: Mapping[UUID, Span] = field(default_factory=dict)
    moved: Mapping[UUID, Span] = field(default_factory=dict)
    dropped: tuple[UUID, ...] = ()
    starts: tuple[datetime, ...] = ()
    warnings: list[Warning] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def has_row_after(self, after: datetime | None) -> bool:
        """Whether any added or moved row starts after that moment."""
        return after is None or any(span.starts_at > after for span in (*self.moved.values(), *self.added.values()))


def place(
    patch: SessionPatch, span: Span, around: Surroundings, stored: Placed | None = None, *, after: datetime | None
) -> Placement:
    """Plan the rows of a session with this start and end. `after`: now, or None if the past may be written."""
    given = patch.get("occurrences")
    sent = stored is None or "occurrences" in patch
    if sent:
        kind, named = linked(given)
    else:
        kind, named = (LinkType.SPECIFIC, tuple(around.linked)) if stored and stored.specific else (LinkType.ALL, ())
    dates = around.occurrences
    among = {uuid: dates[uuid] for uuid in named if uuid in dates} if kind == LinkType.SPECIFIC else dates
    rows = stored.rows if stored else ()
    if not among:
        dropped = tuple(row.uuid for row in rows)
        return Placement(dropped=dropped, starts=(span.starts_at,), problems=_problems_with_dropped(rows))
    stays = stored is not None and stored.knows(span.starts_at)
    if stored is not None and stays and not sent:
        if not rows and span == stored.span:
            return Placement(starts=(span.starts_at,))
        if rows and any(row.span == span for row in rows):
            return Placement(starts=tuple(row.span.starts_at for row in rows))
    choose = sent and given is None and len(dates) > 1
    anchor = _anchor(span, among, rows, stays=stays and not sent)
    offset = stored.offset_seconds if stored and stays and rows else None
    if anchor is None and offset is not None and not choose:
        anchor = _fitting(span, offset, among, around.timezone)
    if anchor is None:
        return Placement(problems=[_outside(patch, list(among.values()))])
    links = None
    if choose:
        kind, among, links = LinkType.SPECIFIC, {anchor: dates[anchor]}, (str(LinkType.SPECIFIC), (anchor,))
    keeps = offset is not None
    if offset is None:
        offset = offset_in(span.starts_at, dates[anchor].starts_at, around.timezone)
    writer = _Writer(span, anchor, offset, keeps, dates, around.timezone, after)
    return writer.placement(rows, _takes(kind, among, anchor, rows, after), links, relinked=sent)


def _anchor(span: Span, among: Mapping[UUID, Span], rows: Sequence[StoredDate], *, stays: bool) -> UUID | None:
    """The date that the start belongs to: the one that has it already, if that can hold the new end."""
    able = among
    if stays and rows:
        having = {row.occurrence for row in rows if row.span.starts_at == span.starts_at}
        able = {uuid: held for uuid, held in among.items() if uuid in having} or among
    found = holding((DateSpan(uuid, each.starts_at, each.ends_at) for uuid, each in able.items()), *_ends(span))
    return None if found is None else found.uuid


def _fitting(span: Span, offset: int, among: Mapping[UUID, Span], zone: str) -> UUID | None:
    """The last date that can hold the session at its stored offset."""
    length = span.ends_at - span.starts_at
    for uuid, held in sorted(among.items(), key=lambda item: item[1].starts_at, reverse=True):
        starts_at, _moved = start_in(held.starts_at, offset, zone)
        if held.holds(Span(starts_at, starts_at + length)):
            return uuid
    return None


def _takes(
    kind: str, among: Mapping[UUID, Span], anchor: UUID, rows: Sequence[StoredDate], after: datetime | None
) -> Collection[UUID]:
    """The dates that get a row: with ALL every date that has not ended, or all dates if the session itself is past.

    A session keeps its stored rows, and gets no new ones on dates that have ended.
    """
    having = {row.occurrence for row in rows}
    if kind == LinkType.SPECIFIC or after is None or (not having and among[anchor].ends_at <= after):
        return list(among)
    return [uuid for uuid, held in among.items() if held.ends_at > after or uuid in having]


@dataclass(frozen=True, slots=True)
class _Writer:
    """`keeps`: the offset is the stored one, so that only the length can change."""

    span: Span
    anchor: UUID
    offset: int
    keeps: bool
    dates: Mapping[UUID, Span]
    zone: str
    after: datetime | None

    def placement(
        self,
        rows: Sequence[StoredDate],
        takes: Collection[UUID],
        links: tuple[str, tuple[UUID, ...]] | None,
        *,
        relinked: bool,
    ) -> Placement:
        wanted, having = set(takes), {row.occurrence for row in rows}
        gone = [row for row in rows if row.occurrence not in wanted] if relinked else []
        left = [row for row in rows if row not in gone]
        missed: list[tuple[datetime, datetime]] = []
        moved = {row.uuid: span for row in left if (span := self._moved(row, missed, lone=len(rows) == 1))}
        added = {
            uuid: self._span(uuid, missed)
            for uuid in sorted(wanted - having, key=lambda uuid: (self.dates[uuid].starts_at, str(uuid)))
        }
        spans = [moved.get(row.uuid, row.span) for row in left] + list(added.values())
        problems = _problems_with_dropped(gone)
        if not all(in_range(each.ends_at) for each in spans):
            problems.append(Problem(ProblemCode.OUT_OF_RANGE, TOO_LATE, ("startsOn",)))
        return Placement(
            offset_seconds=None if self.keeps else self.offset,
            links=links,
            added=added,
            moved=moved,
            dropped=tuple(row.uuid for row in gone),
            starts=tuple(each.starts_at for each in spans),
            warnings=self._warnings(links, left, moved, missed),
            problems=problems,
        )

    def _span(self, date: UUID, missed: list[tuple[datetime, datetime]]) -> Span:
        """The session's start and end on that date."""
        if date == self.anchor and not self.keeps:
            return self.span
        starts_at, was_missing = start_in(self.dates[date].starts_at, self.offset, self.zone)
        if was_missing:
            missed.append((self.dates[date].starts_at, starts_at))
        return Span(starts_at, starts_at + self._length)

    def _moved(self, row: StoredDate, missed: list[tuple[datetime, datetime]], *, lone: bool) -> Span | None:
        """The new times of a row; None if it has begun, has its own times or does not change.

        A session's only row always follows the session.
        """
        begun = self.after is not None and row.span.starts_at <= self.after
        if (begun or row.own_times) and not lone:
            return None
        if self.keeps:
            span = Span(row.span.starts_at, row.span.starts_at + self._length)
        else:
            span = self._span(row.occurrence, missed)
        return None if span == row.span else span

    def _warnings(
        self,
        links: tuple[str, tuple[UUID, ...]] | None,
        left: Iterable[StoredDate],
        moved: Mapping[UUID, Span],
        missed: Sequence[tuple[datetime, datetime]],
    ) -> list[Warning]:
        found = []
        if links is not None:
            first = to_local_text(local_of(self.dates[self.anchor].starts_at, self.zone))
            sentence = (
                f"The event has {len(self.dates)} dates; the session takes place on the one that starts at {first},"
                " which holds it. Send occurrences with the type ALL for every date."
            )
            found.append(Warning(WarningCode.OCCURRENCE_CHOSEN, sentence, ("occurrences",)))
        for _date, starts_at in missed[:MOST_WARNINGS]:
            there = to_local_text(local_of(starts_at, self.zone))
            sentence = f"The clocks skip the start of the session on one date; there it starts at {there}."
            found.append(Warning(WarningCode.MOVED_BY_CLOCK_CHANGE, sentence, ("startsOn",)))
        if len(missed) > MOST_WARNINGS:
            sentence = f"So do the clocks on {len(missed) - MOST_WARNINGS:,} more dates."
            found.append(Warning(WarningCode.MOVED_BY_CLOCK_CHANGE, sentence, ("startsOn",)))
        kept = sum(
            row.own_times
            and row.uuid not in moved
            and (self.after is None or row.span.starts_at > self.after)
            and not (self.keeps and row.span.ends_at - row.span.starts_at == self._length)
            for row in left
        )
        if kept:
            dates = "1 date has" if kept == 1 else f"{kept} dates have"
            sentence = f"{dates} times of their own, which stay: updateSessionOccurrence changes them."
            found.append(Warning(WarningCode.OWN_TIMES_KEPT, sentence, ("startsOn",)))
        return found

    @property
    def _length(self) -> timedelta:
        return self.span.ends_at - self.span.starts_at


def _problems_with_dropped(rows: Iterable[StoredDate]) -> list[Problem]:
    """Rows that users have chosen or wait for cannot be removed."""
    rows = list(rows)
    selected, waiting = sum(row.selected for row in rows), sum(row.waiting for row in rows)
    if selected == waiting == 0:
        return []
    if selected:
        users = "1 user has chosen" if selected == 1 else f"{selected} users have chosen"
    else:
        users = "1 user waits for" if waiting == 1 else f"{waiting} users wait for"
    sentence = f"{users} the session on dates that it would leave. Call it off on those dates instead."
    return [Problem(ProblemCode.CONFLICT, sentence, ("occurrences",))]


def _outside(patch: SessionPatch, spans: Sequence[Span]) -> Problem:
    if len(spans) == 1:
        first, last = to_utc_text(spans[0].starts_at), to_utc_text(spans[0].ends_at)
        sentence = f"The session must lie inside its occurrence, which lasts from {first} to {last}."
    else:
        sentence = f"The session must lie inside one of its {len(spans)} occurrences."
    return Problem(ProblemCode.OUT_OF_RANGE, sentence, (camel(next(key for key in BLAMED if key in patch)),))


def _ends(span: Span) -> tuple[datetime, datetime]:
    return span.starts_at, span.ends_at
