"""Processes whose clocks differ, or step, agree on the time: it is the database's."""

import asyncio
import os
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest

from tests.faults.followers import subscribed
from tests.faults.writers import Writers
from tests.served.demos import Demos, copy_of
from tests.served.process import TINY, Served, served

HOUR_S = 60 * 60
FIVE_MINUTES_S = 5 * 60
# Between the answer and the look at the clock.
NEAR_S = 20
OF_EVENT = "subscription ($uuid: UUID!) { eventChanged(uuid: $uuid) { event { description } } }"
DESCRIBE = """mutation ($uuid: UUID!, $text: String!) {
  updateEvent(uuid: $uuid, input: {description: $text}) { event { updatedOn { utc } } } }"""
# The system's time, moved by as many seconds as the file says.
SHIFTED_CLOCK = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
int clock_gettime(clockid_t which, struct timespec *now) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
    int failed = real(which, now);
    if (failed || which != CLOCK_REALTIME) return failed;
    int file = open(getenv("CLOCK_SHIFT"), O_RDONLY);
    char text[24] = "";
    if (file >= 0) {
        if (read(file, text, sizeof text - 1) > 0) now->tv_sec += atol(text);
        close(file);
    }
    return 0;
}
"""


class ShiftedClock:
    """The clock of processes that are started with its `environment`."""

    def __init__(self, folder: Path, seconds: int) -> None:
        self._shift = folder / "shift"
        self.step_to(seconds)
        (folder / "clock.c").write_text(SHIFTED_CLOCK)
        library = folder / "clock.so"
        compile_it = ["gcc", "-shared", "-fPIC", "-o", str(library), str(folder / "clock.c"), "-ldl"]
        subprocess.run(compile_it, check=True, capture_output=True)
        self.environment = {"LD_PRELOAD": str(library), "CLOCK_SHIFT": str(self._shift)}

    def step_to(self, seconds: int) -> None:
        """How far it is from the right time from now on."""
        waiting = self._shift.with_name("waiting")
        waiting.write_text(str(seconds))
        waiting.replace(self._shift)


def token_of(service: Served) -> str:
    form = {"grant_type": "client_credentials", "client_id": service.client_id, "client_secret": service.secret}
    return str(httpx2.post(service.address("/oauth2/token"), data=form).json()["access_token"])


def written_at(service: Served, text: str) -> datetime:
    """When a change is recorded that this process makes now."""
    answer = service.data(DESCRIBE, service.token, {"uuid": service.event, "text": text})
    return datetime.fromisoformat(answer["updateEvent"]["event"]["updatedOn"]["utc"])


def is_right(moment: datetime) -> bool:
    return abs((datetime.now(UTC) - moment).total_seconds()) <= NEAR_S


def test_the_shifted_clock_is_shifted(tmp_path: Path) -> None:
    clock = ShiftedClock(tmp_path, -HOUR_S)
    command = ["python3", "-c", "import time; print(time.time())"]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ | clock.environment)
    assert round((float(done.stdout) - time.time()) / HOUR_S) == -1


@pytest.mark.parametrize("shift_s", [-HOUR_S, -FIVE_MINUTES_S, HOUR_S])
def test_a_process_with_a_wrong_clock_agrees_with_the_others(demos: Demos, tmp_path: Path, shift_s: int) -> None:
    folders = [tmp_path / name for name in ("right", "wrong", "clock")]
    for folder in folders:
        folder.mkdir()
    clock = ShiftedClock(folders[2], shift_s)
    with (
        copy_of(demos("postgresql")) as url,
        served(url, folders[0]) as right,
        served(url, folders[1], more=clock.environment) as wrong,
    ):
        tokens = [token_of(service) for service in (right, wrong)]
        assert [service.post(TINY, token).status_code for token in tokens for service in (right, wrong)] == [200] * 4
        for service in (right, wrong):
            assert is_right(written_at(service, f"By {service.port}"))
        assert any("the clock of this host differs from the database's" in line for line in wrong.log())


def test_a_clock_that_steps_back_and_forth_moves_nothing(demos: Demos, tmp_path: Path) -> None:
    clock = ShiftedClock(tmp_path, 0)

    async def play(service: Served) -> None:
        async with subscribed(service, OF_EVENT, uuid=service.event) as subscription:
            await asyncio.sleep(1)
            token = await asyncio.to_thread(token_of, service)
            for shift_s in (-HOUR_S, HOUR_S, 0):
                clock.step_to(shift_s)
                assert is_right(await asyncio.to_thread(written_at, service, f"At {shift_s}"))
                assert (await subscription.next())["event"]["description"] == f"At {shift_s}"
                assert (await asyncio.to_thread(service.post, TINY, token)).status_code == 200

    with copy_of(demos("postgresql")) as url, served(url, tmp_path, more=clock.environment) as service:
        with Writers(service, 1) as history:
            asyncio.run(play(service))
        assert set(history.codes) == {"ok"}
