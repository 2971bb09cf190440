"""Links, files and pictures: what their addresses become."""

import json

import pytest

from app.importing.schedule_json import Titled
from tests.importing.documents import frab, only_session, programme


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("https://edri.org", "https://edri.org"),
        ("/system/a.pdf?1", "https://example.org/system/a.pdf?1"),
        ("a b.pdf", "https://example.org/2019/Fahrplan/a%20b.pdf"),
        ("//cdn.example.org/a", "https://cdn.example.org/a"),
        ("nymtech.net", "https://nymtech.net"),
        ("nymtech.net:8080/x", "https://nymtech.net:8080/x"),
        ("slides.pdf", "https://example.org/2019/Fahrplan/slides.pdf"),
    ],
)
def test_a_link_becomes_absolute(written: str, url: str) -> None:
    assert only_session(frab(links=[{"url": written, "title": "A"}])).links == (Titled("A", url),)
    assert only_session(frab(links=[written])).links == (Titled(None, url),)


def test_an_attachment_is_a_file_whatever_its_name_looks_like() -> None:
    [file] = only_session(frab(attachments=[{"url": "slides.key"}])).files
    assert file == Titled(None, "https://example.org/2019/Fahrplan/slides.key")


def test_without_a_base_url_the_sessions_own_address_is_the_base() -> None:
    document = json.loads(frab(url="https://talks.example.org/a/b", logo="/logo.png", links=[{"url": "c"}]))
    del document["schedule"]["base_url"]
    session = only_session(json.dumps(document))
    assert session.image == "https://talks.example.org/logo.png"
    assert [link.url for link in session.links] == [
        "https://talks.example.org/a/b",
        "https://talks.example.org/a/c",
    ]


def test_a_picture_that_nothing_makes_absolute_is_a_storage_path() -> None:
    document = json.loads(frab(logo="/system/logo.png"))
    del document["schedule"]["base_url"]
    assert only_session(json.dumps(document)).image == "/system/logo.png"


def test_the_conference_brings_description_and_picture() -> None:
    found = programme(frab({"description": "d " * 1_251, "logo": "logo.png", "url": "https://example.org/"}))
    assert found.banner == "https://example.org/2019/Fahrplan/logo.png"
    assert found.description == ("d " * 1_249).rstrip() + "…"
    assert found.resources[0] == Titled("Conference", "https://example.org/")


def test_each_page_of_the_conference_is_named_once() -> None:
    document = json.loads(frab({"url": "https://example.org/"}))
    document["schedule"] |= {"url": "https://example.org/", "base_url": "https://example.org/"}
    assert programme(json.dumps(document)).resources == (Titled("Conference", "https://example.org/"),)
