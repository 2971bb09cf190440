"""A TCP proxy between a service and its database that can stop forwarding without closing."""

import socket
import threading
from contextlib import suppress
from typing import Self


class Blackhole:
    """It listens on `port` and forwards bytes to `behind`, unless it swallows them."""

    def __init__(self, behind: int) -> None:
        self._behind = behind
        self._passing = threading.Event()
        self._passing.set()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._passing.set()
        self._listening.close()

    def swallow(self) -> None:
        self._passing.clear()

    def pass_on(self) -> None:
        self._passing.set()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._connect, args=(client,), daemon=True).start()

    def _connect(self, client: socket.socket) -> None:
        self._passing.wait()
        server = socket.create_connection(("127.0.0.1", self._behind))
        for source, target in ((client, server), (server, client)):
            threading.Thread(target=self._pump, args=(source, target), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket) -> None:
        try:
            while data := source.recv(65_536):
                self._passing.wait()
                target.sendall(data)
        except OSError:
            pass
        finally:
            # Closing alone does not wake the other thread, which still reads.
            for each in (source, target):
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
                each.close()
