"""The pure rules of files."""

import pytest

from app.core.problems import ProblemCode
from app.files.rules import extension_of, name_in, problems_with_session_image, served_name, type_of
from app.files.values import FileType


@pytest.mark.parametrize(
    ("kind", "mime_type", "width", "height", "code"),
    [
        ("IMAGE", None, None, None, None),
        ("IMAGE", "image/png", 301, 301, None),
        ("IMAGE", "image/jpeg", 301, None, None),
        ("IMAGE", "image/jpeg", 300, 4000, ProblemCode.OUT_OF_RANGE),
        ("IMAGE", "image/png", None, 300, ProblemCode.OUT_OF_RANGE),
        ("IMAGE", "image/gif", 400, 400, ProblemCode.INVALID),
        ("VIDEO", "image/png", 400, 400, ProblemCode.INVALID),
    ],
)
def test_the_image_of_a_session(
    kind: str, mime_type: str | None, width: int | None, height: int | None, code: ProblemCode | None
) -> None:
    found = problems_with_session_image(kind, mime_type, width, height, ("input", "imageFileUuid"))
    assert [(problem.code, problem.path) for problem in found] == (
        [] if code is None else [(code, ("input", "imageFileUuid"))]
    )


@pytest.mark.parametrize(
    ("name", "extension", "served"),
    [
        ("Harbour Night.JPG", "jpg", "harbour-night.jpg"),
        ("../../etc/passwd.txt", "txt", "etc-passwd.txt"),
        ("日本.png", "png", "file.png"),
        (None, "png", "file.png"),
        ("a.html.txt", "txt", "a-html.txt"),
        ("ä" * 300 + ".pdf", "pdf", "a" * 116 + ".pdf"),
    ],
)
def test_the_end_of_our_own_address(name: str | None, extension: str, served: str) -> None:
    assert served_name(name, extension) == served


@pytest.mark.parametrize(
    ("name", "extension"),
    [("a.JPG", "jpg"), ("a.tar.gz", "gz"), ("a", None), ("a.", None), ("a.b c", None), (None, None)],
)
def test_extensions(name: str | None, extension: str | None) -> None:
    assert extension_of(name) == extension


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://cdn.example/a/b%20c.png?d=e.txt#f", "b c.png"),
        ("uploads/talk.mp4", "talk.mp4"),
        ("https://cdn.example", None),
        ("http://[a.png", None),
        ("https://cdn.example/%00%0a", None),
    ],
)
def test_the_name_at_the_end_of_an_address(address: str, name: str | None) -> None:
    assert name_in(address) == name


@pytest.mark.parametrize(
    ("mime_type", "extension", "kind"),
    [
        ("image/heic", None, FileType.IMAGE),
        ("video/mp4", "jpg", FileType.VIDEO),
        ("application/pdf", "jpg", FileType.DOCUMENT),
        (None, "mp3", FileType.AUDIO),
        (None, "xyz", FileType.DOCUMENT),
        (None, None, FileType.DOCUMENT),
    ],
)
def test_what_a_file_is_for_its_viewer(mime_type: str | None, extension: str | None, kind: FileType) -> None:
    assert type_of(mime_type, extension) is kind
