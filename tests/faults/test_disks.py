"""SQLite's disk is full, fails, or loses the file."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from tests.faults.servers import is_sound, stored_events
from tests.faults.writers import Writers
from tests.served.demos import Demos, copy_to
from tests.served.process import Served, served, wait_until

MIB = 2**20


@contextmanager
def small_disk(folder: Path, mib: int = 24) -> Iterator[Path]:
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={mib}m", "tmpfs", str(folder)]
    subprocess.run(mount, check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


# While the file of this name exists, syncing fails.
FAILING_SYNC = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
static int synced(const char *name, int file) {
    if (access(getenv("FAILING_SYNC"), F_OK) == 0) { errno = EIO; return -1; }
    return ((int (*)(int)) dlsym(RTLD_NEXT, name))(file);
}
int fsync(int file) { return synced("fsync", file); }
int fdatasync(int file) { return synced("fdatasync", file); }
"""


def failing_sync(folder: Path, switch: Path) -> dict[str, str]:
    """The environment of a process whose `fsync` fails while the switch exists."""
    (folder / "sync.c").write_text(FAILING_SYNC)
    library = folder / "sync.so"
    compile_it = ["gcc", "-shared", "-fPIC", "-o", str(library), str(folder / "sync.c"), "-ldl"]
    subprocess.run(compile_it, check=True, capture_output=True)
    return {"LD_PRELOAD": str(library), "FAILING_SYNC": str(switch)}


def ready(service: Served) -> int:
    return httpx2.get(service.address("/health/ready"), timeout=30).status_code


def test_a_full_disk(tmp_path: Path, demos: Demos) -> None:
    with small_disk(tmp_path / "disk") as disk:
        url = copy_to(demos("sqlite"), disk / "marquee.db")
        with served(url, tmp_path) as service:
            filler = disk / "filler"
            with Writers(service) as history:
                wait_until(lambda: len(history.acknowledged) >= 5, "Nothing is written.")
                with filler.open("wb") as out:
                    try:
                        while True:
                            out.write(bytes(MIB))
                            out.flush()
                    except OSError:
                        pass
                wait_until(lambda: history.codes["STORAGE_FULL"] >= 5, "The disk does not fill up.")
            assert service.data(f'{{ event(uuid: "{service.event}") {{ status }} }}')
            filler.unlink()
            with Writers(service) as afterwards:
                wait_until(lambda: len(afterwards.acknowledged) >= 5, "It does not write again.")
            assert set(history.codes) <= {"ok", "STORAGE_FULL"}
            assert is_sound(url)
            assert set(history.acknowledged + afterwards.acknowledged) - stored_events(url) == set()


def test_a_disk_that_fails_to_sync(file: str, tmp_path: Path) -> None:
    switch = tmp_path / "failing"
    with served(file, tmp_path, more=failing_sync(tmp_path, switch)) as service:
        with Writers(service) as history:
            wait_until(lambda: len(history.acknowledged) >= 5, "Nothing is written.")
            switch.touch()
            # Requests in flight have ended: from now on, nothing may be acknowledged.
            wait_until(lambda: history.codes["UNAVAILABLE"] >= 5, "A failing disk is not noticed.")
            acknowledged = len(history.acknowledged)
            wait_until(lambda: history.codes["UNAVAILABLE"] >= 20, "It does not answer.")
            assert len(history.acknowledged) == acknowledged
            assert service.data(f'{{ event(uuid: "{service.event}") {{ status }} }}')
            switch.unlink()
            wait_until(lambda: len(history.acknowledged) >= acknowledged + 5, "It does not write again.")
        assert set(history.codes) == {"ok", "UNAVAILABLE"}
        assert is_sound(file)
        assert set(history.acknowledged) - stored_events(file) == set()


@pytest.mark.parametrize("replaced", [False, True])
def test_a_removed_or_replaced_file(file: str, tmp_path: Path, replaced: bool) -> None:
    path = Path(file.removeprefix("sqlite:///"))
    with served(file, tmp_path) as service:
        path.unlink()
        if replaced:
            path.touch()
        with Writers(service, number=1) as history:
            wait_until(lambda: sum(history.codes.values()) >= 3, "It does not answer.")
        assert set(history.codes) == {"UNAVAILABLE"}
        assert ready(service) == 503


def test_only_the_owner_can_read_the_database_files(file: str, tmp_path: Path) -> None:
    with served(file, tmp_path) as service, Writers(service, number=1) as history:
        wait_until(lambda: len(history.acknowledged) >= 1, "Nothing is written.")
        modes = {each.name: oct(each.stat().st_mode & 0o777) for each in tmp_path.glob("marquee.db*")}
    assert modes == dict.fromkeys(("marquee.db", "marquee.db-wal", "marquee.db-shm"), "0o600")
