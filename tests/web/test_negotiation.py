"""Content negotiation by the Accept header."""

import pytest

from app.web.negotiation import EVENT_STREAM, GRAPHQL, JSON, MULTIPART, MediaType, choose, choose_stream, is_utf8

CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
URQL = "application/graphql-response+json, application/graphql+json, application/json, text/event-stream"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("application/json", JSON),
        ("APPLICATION/JSON", JSON),
        ("application/json; charset=utf-8", JSON),
        ("application/graphql-response+json", GRAPHQL),
        ("application/graphql-response+json; charset=utf-8", GRAPHQL),
        (URQL, GRAPHQL),
        ("application/graphql-response+json, application/json;q=0.9", GRAPHQL),
        ("application/graphql-response+json;q=0.9, application/json", JSON),
        ("application/graphql-response+json;q=0.5, application/json;q=0.5", GRAPHQL),
        ("application/json, application/graphql-response+json", GRAPHQL),
        ("application/json, */*", JSON),
        ("application/graphql-response+json, */*", GRAPHQL),
        ("application/json;q=0, */*", GRAPHQL),
        ("application/json;q=0, application/*;q=0.1", GRAPHQL),
        ("application/graphql-response+json;q=0, */*", JSON),
        ("text/html, application/json;q=0.1", JSON),
        (CHROME, JSON),
        ("application/json;q=x", None),
        ("application/json;q=2", None),
        ("application/json;q=nan", None),
        ("application/json;q=0", None),
        ("*/*;q=0", None),
        ("image/png", None),
        ("application/jsonp", None),
        ("xapplication/json", None),
        ("text/*", None),
        (";;;,,,=", None),
        ("," * 5_000 + "application/json", None),
    ],
)
def test_the_chosen_media_type(accept: str | None, media_type: str | None) -> None:
    assert choose(accept).media_type == media_type


# The Accept headers of clients for subscriptions; urql sends its header with queries, too.
APOLLO = (
    "multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/graphql-response+json,application/json;q=0.9"
)
URQL_QUERY = f"{URQL}, multipart/mixed"
DEFERRED = 'multipart/mixed;boundary="graphql";deferSpec=20220824,application/json;q=0.9'


@pytest.mark.parametrize(
    ("accept", "stream", "media_type"),
    [
        (None, None, JSON),
        ("", None, JSON),
        ("*/*", None, JSON),
        ("text/*", None, None),
        ("multipart/*", None, None),
        (CHROME, None, JSON),
        ("application/json", None, JSON),
        # graphql-sse, a browser's EventSource, and curl with this header
        ("text/event-stream", EVENT_STREAM, None),
        ("Text/Event-Stream; charset=utf-8", EVENT_STREAM, None),
        ("text/event-stream, */*", EVENT_STREAM, JSON),
        ("text/event-stream, multipart/mixed", EVENT_STREAM, None),
        (URQL_QUERY, EVENT_STREAM, GRAPHQL),
        (APOLLO, MULTIPART, GRAPHQL),
        ("application/json, multipart/mixed", MULTIPART, JSON),
        ("multipart/mixed, text/event-stream", MULTIPART, None),
        ("text/event-stream;q=0.5, multipart/mixed", MULTIPART, None),
        ("text/event-stream;q=0.5, multipart/mixed;q=0.4", EVENT_STREAM, None),
        ("text/event-stream;q=0, multipart/mixed;q=0.1", MULTIPART, None),
        ("text/event-stream;q=0", None, None),
        ("text/event-stream;q=x", None, None),
        ('multipart/mixed;subscriptionSpec="1.0"', MULTIPART, None),
        ("multipart/mixed;subscriptionSpec=2.0", None, None),
        (DEFERRED, None, JSON),
        ("multipart/mixed;deferSpec=20220824;subscriptionSpec=1.0", MULTIPART, None),
        ("xtext/event-stream", None, None),
        ("," * 5_000 + "text/event-stream", None, None),
    ],
)
def test_a_stream_needs_an_explicit_type(accept: str | None, stream: str | None, media_type: str | None) -> None:
    assert (choose_stream(accept), choose(accept).media_type) == (stream, media_type)


@pytest.mark.parametrize(
    ("accept", "prefers"),
    [
        (CHROME, True),
        ("text/html", True),
        ("text/*", True),
        ("text/html;q=0.9, application/json;q=0.8", True),
        ("text/html, application/json", False),
        ("text/html;q=0.8, application/json", False),
        ("*/*", False),
        (None, False),
    ],
)
def test_a_browser_prefers_a_page(accept: str | None, prefers: bool) -> None:
    assert choose(accept).prefers_html is prefers


@pytest.mark.parametrize(
    ("text", "name", "utf8"),
    [
        ("application/json", "application/json", True),
        ("Application/JSON ; Charset=UTF-8", "application/json", True),
        ('application/json; charset="utf-8"; v=1', "application/json", True),
        ("application/json; charset=utf-16", "application/json", False),
        ("application/json; charset=", "application/json", False),
        ("xapplication/json", "xapplication/json", True),
    ],
)
def test_parsing_a_content_type(text: str, name: str, utf8: bool) -> None:
    media_type = MediaType.parse(text)
    assert (media_type.name, is_utf8(media_type)) == (name, utf8)
