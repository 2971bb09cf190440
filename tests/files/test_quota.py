"""The storage of an organisation is limited: refused before anything is read if the size is known, else at the end."""

import asyncio
from typing import Any

import httpx2
import pytest
from httpx2 import Response
from sqlmodel import Session as DbSession
from sqlmodel import func, select

from app.files.tables import FileRow
from app.web.app import MIB
from tests.files.filing import kept, make_file, upload
from tests.gateway import Gateway, Organisation

# What may stand around a file in a form.
AROUND = 2 * 16 * 1024


def check(response: Response, value: int, maximum: int = MIB) -> None:
    assert response.status_code == 413, response.text
    assert response.headers["cache-control"] == "no-store"
    (error,) = response.json()["errors"]
    assert error == {
        "message": f"The files of an organisation have at most {maximum:,} bytes together.",
        "extensions": {
            "code": "LIMIT_EXCEEDED",
            "requestId": response.headers["x-request-id"],
            "limit": "uploadQuota",
            "value": value,
            "maximum": maximum,
        },
    }


def stored(gateway: Gateway, organisation: Organisation, size: int, key: str = "ab/1") -> None:
    """A row as an upload has left it."""
    columns: dict[str, Any] = {"address": None, "storage_key": key, "served_name": "a.txt", "size": size}
    make_file(gateway, organisation, type="DOCUMENT", **columns)


@pytest.fixture
def acme(gateway: Gateway) -> Organisation:
    gateway.restart(upload_quota_mib=1, max_upload_mib=1)
    return gateway.organisation()


def test_an_organisation_keeps_so_many_bytes_to_the_last(gateway: Gateway, acme: Organisation) -> None:
    token = gateway.token(acme)
    stored(gateway, acme, MIB - 10)
    check(upload(gateway, token, "a.txt", b"x" * 11), MIB + 1)
    assert upload(gateway, token, "a.txt", b"x" * 10).status_code == 201
    check(upload(gateway, token, "a.txt", b"x"), MIB + 1)
    assert kept(gateway) == [b"x" * 10]


def test_others_files_and_those_kept_elsewhere_do_not_count(gateway: Gateway, acme: Organisation) -> None:
    stored(gateway, gateway.organisation("other"), 5 * MIB)
    make_file(gateway, acme, size=5 * MIB)
    assert upload(gateway, gateway.token(acme), "a.txt", b"x" * 100).status_code == 201


def test_what_is_announced_as_too_large_is_not_read(gateway: Gateway, acme: Organisation) -> None:
    token = gateway.token(acme)
    stored(gateway, acme, MIB - 1_000)
    read: list[bytes] = []

    async def content() -> Any:
        read.append(b"x")
        yield b"x"

    def ask(length: int) -> httpx2.Response:
        headers = {"authorization": f"Bearer {token}", "content-type": "multipart/form-data; boundary=b"}
        return gateway.post("/files", headers={**headers, "content-length": str(length)}, content=content())

    check(ask(AROUND + 1_001), MIB + 1)
    assert read == []
    # This much could be around a smaller file.
    assert ask(AROUND + 1_000).status_code == 400
    assert read != []


def test_a_file_of_unknown_length_is_refused_when_it_is_there(gateway: Gateway, acme: Organisation) -> None:
    token = gateway.token(acme)
    stored(gateway, acme, MIB - 10)
    headers = {"authorization": f"Bearer {token}", "content-type": "multipart/form-data; boundary=b"}

    async def form() -> Any:
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
        yield b"x" * 11
        yield b"\r\n--b--\r\n"

    check(gateway.post("/files", headers=headers, content=form()), MIB + 1)
    assert kept(gateway) == []
    assert gateway.read(number_of_files) == 1


def test_twins_do_not_keep_more_than_fits(gateway: Gateway, acme: Organisation) -> None:
    token = gateway.token(acme)
    stored(gateway, acme, MIB - 25)

    async def together() -> list[int]:
        requested = [
            gateway.client.post(
                "/files", headers={"authorization": f"Bearer {token}"}, files={"file": ("a.txt", b"x" * 10)}
            )
            for _ in range(5)
        ]
        return [response.status_code for response in await asyncio.gather(*requested)]

    assert sorted(gateway.run(together())) == [201, 201, 413, 413, 413]
    assert kept(gateway) == [b"x" * 10] * 2


def number_of_files(db: DbSession) -> int:
    return db.exec(select(func.count()).select_from(FileRow)).one()
