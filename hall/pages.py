# SPDX-License-Identifier: Apache-2.0
"""The pages' server on a thread of its own."""

import asyncio
import resource
import socket
import threading
from functools import partial

import uvicorn

from hall.gate import WHOLE_WITHIN_S, Gate, Guests
from hall.web.guard import App

STOP_WITHIN_S = 2.0


class PageServer:
    """Serves an application from `start` to `stop`."""

    def __init__(self, app: App, whole_within_s: float = WHOLE_WITHIN_S) -> None:
        """`whole_within_s` is what a request may take to come."""
        self._settings = uvicorn.Config(
            app,
            http=partial(Gate, Guests(), whole_within_s),  # type: ignore[arg-type]
            ws="none",
            loop="uvloop",  # phones come by the thousand, each on a connection of its own
            log_config=None,
            log_level="error",  # of nonsense that strangers send nothing is written
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=1,
            lifespan="on",
        )
        self._server = uvicorn.Server(self._settings)
        self._thread: threading.Thread | None = None

    @property
    def started(self) -> bool:
        """Whether the pages answer."""
        return self._server.started

    def start(self, web: socket.socket, tls: tuple[str, str] | None) -> None:
        """Answer at a socket that listens; by https with the files of a certificate and its key."""
        # Each phone that asks is an open file, and so is each of the hall's own.
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        if tls is not None:
            self._settings.ssl_certfile, self._settings.ssl_keyfile = tls
        self._thread = threading.Thread(target=self._serve, args=(web,), name="pages", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Let what is under way end, for a moment."""
        self._server.should_exit = True
        if self._thread is not None:
            self._thread.join(STOP_WITHIN_S)

    def _serve(self, web: socket.socket) -> None:
        with asyncio.Runner(loop_factory=self._settings.get_loop_factory()) as runner:
            runner.run(self._server.serve(sockets=[web]))
