"""Guessing credentials."""

from concurrent.futures import ThreadPoolExecutor

import httpx2

from tests.hostile.attacks import ATTACKER, attacked, without_store
from tests.served.process import Served

pytestmark = without_store


def test_guesses_by_many_clients(service: Served) -> None:
    def guess(number: int) -> httpx2.Response:
        return httpx2.post(
            service.address("/oauth2/token"),
            data={"grant_type": "client_credentials"},
            auth=(service.client_id, f"guess-{number}"),
            headers=ATTACKER,
            timeout=60,
        )

    with attacked(service), ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(guess, range(480)))
    assert {answer.status_code for answer in answers} == {401, 429}
    # Twenty a minute; a new minute may have begun once.
    assert sum(answer.status_code == 401 for answer in answers) <= 40
    assert all(answer.headers["retry-after"] for answer in answers if answer.status_code == 429)
