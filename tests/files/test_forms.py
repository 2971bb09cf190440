"""POST /files accepts one whole form with one file of bounded size."""

import pytest

from tests.files.filing import kept, upload
from tests.gateway import Gateway

MIB = 2**20


def test_a_file_may_have_so_many_bytes_and_no_more(gateway: Gateway) -> None:
    token = gateway.token(gateway.organisation())
    assert upload(gateway, token, "a.txt", b"a" * MIB).json()["size"] == "1048576"
    kept_before = kept(gateway)
    for size in (MIB + 1, 3 * MIB):
        response = upload(gateway, token, "a.txt", b"a" * size)
        assert response.status_code == 413
        assert response.json()["errors"][0]["message"] == "A file may have at most 1,048,576 bytes."
    assert kept(gateway) == kept_before


FORM = {"content-type": "multipart/form-data; boundary=x"}
PART = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nwords\r\n'


@pytest.mark.parametrize(
    ("headers", "content", "status"),
    [
        ({"content-type": "text/plain"}, b"words", 415),
        ({"content-type": "multipart/form-data"}, PART + b"--x--\r\n", 415),
        (FORM | {"content-encoding": "gzip"}, PART + b"--x--\r\n", 415),
        (FORM, PART, 400),
        (FORM, b"", 400),
        (FORM, b"nonsense", 400),
        (FORM, b"--x--\r\n", 400),
        (FORM, PART + PART + b"--x--\r\n", 400),
        (FORM, b'--x\r\nContent-Disposition: form-data; name="altText"\r\n\r\nwords\r\n--x--\r\n', 400),
        (FORM, PART.replace(b"a.txt", b"\xff.txt") + b"--x--\r\n", 400),
        (FORM, b"--x\r\nContent-Type: text/plain\r\n\r\nwords\r\n--x--\r\n", 400),
        (FORM, PART.replace(b'name="file"', b'name="altText"').replace(b"words", b"a" * 20_000) + b"--x--\r\n", 413),
        (FORM, PART.replace(b'name="file"', b'name="name"') * 2 + PART + b"--x--\r\n", 400),
        (FORM, PART + b"--x--\r\n", 201),
    ],
)
def test_forms_that_are_none(gateway: Gateway, headers: dict[str, str], content: bytes, status: int) -> None:
    token = gateway.token(gateway.organisation())
    response = gateway.post("/files", headers=headers | {"authorization": f"Bearer {token}"}, content=content)
    assert response.status_code == status, response.text
    assert len(kept(gateway)) == (status == 201)
