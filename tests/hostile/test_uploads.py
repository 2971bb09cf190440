"""Uploads of pictures that are expensive to decode."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2

from tests.hostile.attacks import ATTACKER, PROXY, attacked, without_store
from tests.hostile.pictures import jpeg_of_empty_segments, png_of_many_pixels
from tests.served.process import Served, served

pytestmark = without_store


def upload(service: Served, name: str, data: bytes) -> httpx2.Response:
    return httpx2.post(
        service.address("/files"),
        files={"file": (name, data)},
        headers={"authorization": f"Bearer {service.token}", **ATTACKER},
        timeout=120,
    )


def test_a_jpeg_of_a_million_empty_segments(service: Served) -> None:
    data = jpeg_of_empty_segments(4 * 2**20)
    with attacked(service), ThreadPoolExecutor(6) as pool:
        statuses = {answer.status_code for answer in pool.map(lambda _: upload(service, "a.jpg", data), range(6))}
    assert statuses <= {201, 400, 413, 415, 422, 503}


def test_eight_pngs_of_50_megapixels(database: str, tmp_path: Path) -> None:
    data = png_of_many_pixels()
    with served(database, tmp_path, PROXY) as service:
        with attacked(service, growth_mib=150.0), ThreadPoolExecutor(8) as pool:
            statuses = {answer.status_code for answer in pool.map(lambda _: upload(service, "a.png", data), range(8))}
        assert statuses <= {201, 400, 413, 415, 422, 503}
