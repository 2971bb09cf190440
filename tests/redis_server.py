"""A Redis server for the tests, without persistence."""

import shutil
import socket
import subprocess
from pathlib import Path
from typing import Any

import pytest
import redis

REDIS = shutil.which("redis-server")
NEEDS_REDIS = pytest.mark.skipif(REDIS is None, reason="There is no redis-server here.")


class RedisServer:
    """A running server on a free port."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen(
            [str(REDIS), *options], cwd=self._folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        client = redis.Redis(port=self.port)
        for _ in range(1_000):
            try:
                client.ping()
                break
            except redis.exceptions.ConnectionError:
                assert self._process.poll() is None
        client.close()

    def keys(self) -> dict[str, int]:
        """Its keys and values, with the seconds until they expire."""
        with redis.Redis(port=self.port) as client:
            found: Any = client.keys("*")
            lives: Any = [client.ttl(key) for key in found]
            return {key.decode(): int(life) for key, life in zip(found, lives, strict=True)}

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()
