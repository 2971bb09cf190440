"""GET /events/{organisation}/{slug}.ics, /organisations/{slug}.ics, /calendars/{secret}.ics: calendars to subscribe to.

Programs fetch them again and again: the entity tag is that of the facts, so that a calendar which has not changed is
read and not written.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from app.auth.rules import ANONYMOUS
from app.calendars.operations.reading import event_calendar, organisation_calendar, user_calendar
from app.calendars.rules.facts import CalendarFacts
from app.calendars.rules.tags import MEDIA_TYPE, digest_source
from app.db.database import DbSession
from app.web.caching import entity_tag, matches_tag
from app.web.compression import COMPRESSED
from app.web.moved import moved
from app.web.state import AppState, not_found, require_method

# Long calendars are written in threads, which share one interpreter: more at a time would not be faster.
WRITERS = 2
HEADERS = {"Content-Type": MEDIA_TYPE, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
# Where the calendar of a former slug is today.
EVENT = """query ($organisation: String!, $slug: String!) {
  eventBySlug(organisationSlug: $organisation, slug: $slug) { slug organisation { slug } }
}"""
ORGANISATION = "query ($slug: String!) { organisationBySlug(slug: $slug) { slug } }"

Read = Callable[[DbSession], CalendarFacts | None]


class Calendars:
    """The calendars of one process."""

    def __init__(self, state: AppState) -> None:
        self._state = state
        self._writers = asyncio.Semaphore(WRITERS)

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/events/{organisation}/{slug}.ics", _Endpoint(self._event), middleware=COMPRESSED),
            Route("/organisations/{slug}.ics", _Endpoint(self._organisation), middleware=COMPRESSED),
            Route("/calendars/{secret}.ics", _Endpoint(self._user), middleware=COMPRESSED),
        ]

    async def _event(self, request: Request) -> Response:
        organisation, slug = _name(request, "organisation"), _name(request, "slug")
        read = partial(event_calendar, organisation=organisation, slug=slug, store_url=self._state.addresses.store_url)
        if (response := await self._answer(request, read)) is not None:
            return response
        event = (await self._state.query(request, ANONYMOUS, EVENT, organisation=organisation, slug=slug))[
            "eventBySlug"
        ]
        if event is None or (event["organisation"]["slug"], event["slug"]) == (organisation, slug):
            raise not_found()
        return moved(request, "..", event["organisation"]["slug"], f"{event['slug']}.ics")

    async def _organisation(self, request: Request) -> Response:
        slug = _name(request, "slug")
        read = partial(
            organisation_calendar,
            slug=slug,
            store_url=self._state.addresses.store_url,
            now=self._state.clock(),
        )
        if (response := await self._answer(request, read)) is not None:
            return response
        found = (await self._state.query(request, ANONYMOUS, ORGANISATION, slug=slug))["organisationBySlug"]
        if found is None or found["slug"] == slug:
            raise not_found()
        return moved(request, f"{found['slug']}.ics")

    async def _user(self, request: Request) -> Response:
        secret = str(request.path_params["secret"])
        read = partial(user_calendar, secret=secret, store_url=self._state.addresses.store_url, now=self._state.clock())
        response = await self._answer(request, read, **{"Cache-Control": "private, no-cache"})
        if response is None:
            raise not_found()
        return response

    async def _answer(self, request: Request, read: Read, **more: str) -> Response | None:
        """Charged like a query of as many objects. None where there is no such calendar.

        Raises `HttpError`, and `StoreError` if the store fails.
        """
        admission = self._state.admission
        payer = admission.payer(ANONYMOUS, request.scope)
        async with admission.turn(payer):
            await admission.pay(payer)
            facts = await self._state.database.read(read)
            if facts is None:
                return None
            await admission.charge(payer, len(facts.dates))
            tag = entity_tag(digest_source(facts), MEDIA_TYPE)
            headers = {**HEADERS, **more, "ETag": tag}
            if matches_tag(request.headers.getlist("if-none-match"), tag):
                return Response(status_code=304, headers=headers)
            async with self._writers:
                text = await asyncio.to_thread(_write, facts)
        return Response(text, headers=headers)


class _Endpoint:
    """An ASGI endpoint, which Starlette does not take for a function of one method."""

    def __init__(self, answer: Callable[[Request], Awaitable[Response]]) -> None:
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        require_method(request, "GET", "HEAD")
        response = await self._answer(request)
        await response(scope, receive, send)


def _write(facts: CalendarFacts) -> bytes:
    # The library for iCalendar is large, and most processes never write a calendar: the first one's thread loads it.
    from app.calendars.rules.text import calendar_text

    return calendar_text(facts)


def _name(request: Request, key: str) -> str:
    """A name in the path. Raises `HttpError` (404) for one that no text of the store can hold."""
    name = str(request.path_params[key])
    if "\0" in name:
        raise not_found()
    return name
