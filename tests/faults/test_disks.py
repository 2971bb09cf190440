"""SQLite's disk is full, fails, or loses the file."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from tests.faults.servers import is_sound, stored_events
from tests.faults.writers import Writers
from tests.served.process import Served, served, wait_until

MIB = 2**20


@contextmanager
def small_disk(folder: Path, mib: int = 24) -> Iterator[Path]:
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={mib}m", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def ready(service: Served) -> int:
    return httpx2.get(service.address("/health/ready"), timeout=30).status_code


def test_a_full_disk(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        url = f"sqlite:///{disk / 'marquee.db'}"
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


def test_a_file_that_is_removed_or_replaced(file: str, tmp_path: Path) -> None:
    path = Path(file.removeprefix("sqlite:///"))
    for replaced in (False, True):
        with served(file, tmp_path) as service:
            path.unlink()
            if replaced:
                path.touch()
            with Writers(service, number=1) as history:
                wait_until(lambda: sum(history.codes.values()) >= 3, "It does not answer.")
            assert set(history.codes) == {"UNAVAILABLE"}
            assert ready(service) == 503
        for each in tmp_path.glob("marquee.db*"):
            each.unlink()


def test_database_files_are_for_their_owner_alone(file: str, tmp_path: Path) -> None:
    with served(file, tmp_path) as service, Writers(service, number=1) as history:
        wait_until(lambda: len(history.acknowledged) >= 1, "Nothing is written.")
        modes = {each.name: oct(each.stat().st_mode & 0o777) for each in tmp_path.glob("marquee.db*")}
    assert modes == dict.fromkeys(("marquee.db", "marquee.db-wal", "marquee.db-shm"), "0o600")
