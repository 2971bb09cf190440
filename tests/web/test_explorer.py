"""Serving the explorer: the page, its policy and its files, with and without a build, and switched off."""

import asyncio
import re
from html import unescape
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.types import Receive, Scope, Send

from app.demo.operations import SLUG
from app.settings.service import Environment, Settings
from app.web.app import create_app
from app.web.explorer.serving import EXAMPLE, Explorer
from tests.gateway import Gateway

CHROME = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
PLAIN_POLICY = POLICY.replace(" 'unsafe-inline'", "")
FILES = {
    "assets/main-Bx3.js": "text/javascript; charset=utf-8",
    "assets/main-C1d.css": "text/css; charset=utf-8",
    "assets/codicon-Q9.ttf": "font/ttf",
    "licenses.md": "text/markdown; charset=utf-8",
}
PLAIN_FILES = {"page.js": "text/javascript; charset=utf-8", "page.css": "text/css; charset=utf-8"}


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """A build: a page and files, beside files that must not be served."""
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<p>GraphiQL</p>", encoding="utf-8")
    for name in FILES:
        (folder / name).write_text(f"this is {name}", encoding="utf-8")
    (folder / "assets" / "main-Bx3.js.map").write_text("secret", encoding="utf-8")
    (tmp_path / "secret.js").write_text("secret", encoding="utf-8")
    return folder


def ask(
    build: Path, path: str = "/graphql", *, method: str = "GET", headers: dict[str, str] = CHROME, **settings: Any
) -> httpx2.Response:
    """A browser's response from a service with this build; it needs no database."""
    chosen = Settings(database_url="sqlite:///never-opened.db").model_copy(update=settings)
    app = create_app(chosen, explorer=Explorer(build))

    async def with_raw_path(scope: Scope, receive: Receive, send: Send) -> None:
        # Send dots in the path unchanged, which httpx would normalise.
        await app({**scope, "path": path, "raw_path": path.encode()}, receive, send)

    async def answer() -> httpx2.Response:
        transport = httpx2.ASGITransport(with_raw_path)
        async with httpx2.AsyncClient(transport=transport, base_url="http://marquee.test") as client:
            return await client.request(method, "/", headers=headers)

    return asyncio.run(answer())


def test_a_browser_gets_the_built_page(build: Path) -> None:
    response = ask(build)
    assert (response.status_code, response.text) == (200, "<p>GraphiQL</p>")
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["content-security-policy"] == POLICY
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["vary"] == "Accept"


@pytest.mark.parametrize(("name", "content_type"), FILES.items())
def test_a_built_file_has_its_type_and_policy(build: Path, name: str, content_type: str) -> None:
    response = ask(build, f"/graphql/explorer/{name}")
    assert (response.status_code, response.text) == (200, f"this is {name}")
    assert response.headers["content-type"] == content_type
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["content-security-policy"] == POLICY
    lasting = "public, max-age=31536000, immutable" if name.startswith("assets/") else "no-cache"
    assert response.headers["cache-control"] == lasting


@pytest.mark.parametrize(
    "path",
    [
        "",
        "assets",
        "assets/",
        "assets/main-Bx3.js.map",
        "assets/main-Bx3.js/",
        "assets//main-Bx3.js",
        "assets/../licenses.md",
        "../secret.js",
        "..\\secret.js",
        "assets/../../secret.js",
        "/etc/passwd",
        "licenses.md\0",
        "index.html",
        "serving.py",
        "page.js",
    ],
)
def test_other_files_are_not_served(build: Path, path: str) -> None:
    response = ask(build, f"/graphql/explorer/{path}")
    assert (response.status_code, response.headers["content-type"]) == (404, "application/json; charset=utf-8")
    assert response.json()["errors"][0]["extensions"]["code"] == "NOT_FOUND"


def test_files_are_only_read(build: Path) -> None:
    path = "/graphql/explorer/licenses.md"
    head = ask(build, path, method="HEAD")
    assert (head.status_code, head.content) == (200, b"")
    refused = ask(build, path, method="POST")
    assert (refused.status_code, set(refused.headers["allow"].split(", "))) == (405, {"GET", "HEAD"})
    assert refused.json()["errors"][0]["extensions"]["code"] == "METHOD_NOT_ALLOWED"


def test_a_file_has_the_same_tag_in_every_coding(build: Path) -> None:
    path = "/graphql/explorer/licenses.md"
    text = "words of a licence " * 100
    (build / "licenses.md").write_text(text, encoding="utf-8")
    compressed = ask(build, path, headers={"accept-encoding": "br"})
    tag = compressed.headers["etag"]
    # Weak, and without ranges: parts of several codings do not fit together.
    assert tag.startswith('W/"')
    plain = ask(build, path, headers={"accept-encoding": "identity", "range": "bytes=0-9", "if-range": tag})
    known = ask(build, path, headers={"if-none-match": f'"x", {tag}'})
    assert [each.status_code for each in (compressed, plain, known)] == [200, 200, 304]
    assert [each.text for each in (compressed, plain, known)] == [text, text, ""]
    assert [each.headers.get("content-encoding") for each in (compressed, plain, known)] == ["br", None, None]
    assert {(each.headers["etag"], each.headers["vary"]) for each in (compressed, plain, known)} == {
        (tag, "Accept-Encoding")
    }
    (build / "licenses.md").write_text("other words", encoding="utf-8")
    assert ask(build, path, headers={"if-none-match": tag}).text == "other words"


# --- without a build


def test_without_a_build_a_page_says_how_to_build_it(tmp_path: Path) -> None:
    response = ask(tmp_path / "nowhere")
    assert response.status_code == 200
    assert "<code>make explorer</code>" in response.text
    assert "npm" in response.text
    assert response.headers["content-security-policy"] == PLAIN_POLICY


def test_an_empty_folder_does_not_count_as_a_build(tmp_path: Path) -> None:
    assert "<code>make explorer</code>" in ask(tmp_path).text


def test_the_plain_page_has_the_example_and_no_inline_script_or_style(tmp_path: Path) -> None:
    html = ask(tmp_path).text
    query = re.findall(r'<textarea id="query"[^>]*>(.*?)</textarea>', html, re.DOTALL)
    assert [unescape(text) for text in query] == [EXAMPLE.read_text(encoding="utf-8")]
    assert not re.findall(r"<script(?![^>]* src=)|<style|\bstyle=|\bon[a-z]+=", html)
    loaded = re.findall(r'<(?:script|link)[^>]* (?:src|href)="([^"]+)"', html)
    assert loaded == ["data:,", "/graphql/explorer/page.css", "/graphql/explorer/page.js"]


@pytest.mark.parametrize(("name", "content_type"), PLAIN_FILES.items())
def test_the_plain_page_has_its_files(tmp_path: Path, name: str, content_type: str) -> None:
    response = ask(tmp_path, f"/graphql/explorer/{name}")
    assert (response.status_code, response.headers["content-type"]) == (200, content_type)
    # Their names do not change with their content.
    assert response.headers["cache-control"] == "no-cache"
    assert response.headers["content-security-policy"] == PLAIN_POLICY


def test_the_page_has_only_one_address(tmp_path: Path) -> None:
    assert ask(tmp_path, "/graphql/explorer/page.html").status_code == 404


# --- switched off


@pytest.mark.parametrize(
    ("settings", "shown"),
    [
        ({}, True),
        ({"graphiql": False}, False),
        ({"env": Environment.PRODUCTION}, False),
        ({"env": Environment.PRODUCTION, "graphiql": True}, True),
    ],
)
def test_the_setting_switches_the_page_and_its_files(build: Path, settings: dict[str, Any], shown: bool) -> None:
    page = ask(build, **settings)
    assert page.status_code == 200
    assert (page.text == "<p>GraphiQL</p>") is shown
    assert ("curl http://marquee.test/graphql" in page.text) is not shown
    file = ask(build, "/graphql/explorer/licenses.md", **settings)
    assert file.status_code == (200 if shown else 404)


# --- the example


def test_the_example_drafts_completes_and_publishes_an_event(gateway: Gateway) -> None:
    organisation = gateway.organisation(slug=SLUG)
    token = gateway.token(organisation)
    document = EXAMPLE.read_text(encoding="utf-8")

    def run(operation: str, headers: dict[str, str] | None = None, **variables: Any) -> Any:
        body = {"query": document, "operationName": operation, "variables": variables}
        answer = gateway.post(json=body, headers=headers or {}).json()
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    bearer = {"authorization": f"Bearer {token}"}
    seen = run("Programme")["organisationBySlug"]
    assert (seen["uuid"], seen["events"]["totalCount"]) == (organisation.uuid, 0)
    draft = run("Draft", bearer, organisation=seen["uuid"])["createEvent"]["event"]
    assert (draft["status"], draft["publishReadiness"]["ready"]) == ("DRAFT", False)
    refused = run("Publish", bearer, event=draft["uuid"])["publishEvent"]["userErrors"]
    assert [error["code"] for error in refused] == ["NOT_READY"]
    ticket = run("Ticket", bearer, event=draft["uuid"])["createTicket"]["ticket"]
    assert ticket["event"]["publishReadiness"]["ready"] is True
    assert run("Publish", bearer, event=draft["uuid"])["publishEvent"]["event"]["status"] == "PUBLISHED"
    (event,) = run("Programme")["organisationBySlug"]["events"]["nodes"]
    assert (event["uuid"], event["name"]) == (draft["uuid"], "An evening on the pier")
    assert event["startsOn"] == {"local": "2031-06-20T19:30:00", "timezone": "Australia/Sydney"}
