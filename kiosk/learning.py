# SPDX-License-Identifier: Apache-2.0
"""What the first screen does not need, learnt while it can be touched already.

The search learns how Chinese sounds, from a process of its own that ends with its 56 MB of tables;
the words of the languages that nobody has chosen yet are parsed, so that a change of language does
not wait for it.
"""

import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable

import msgspec

from kiosk.core.search import Entry, Index, read_signs
from look.words import EveryLanguage

_COMMAND = (sys.executable, "-m", "kiosk.reading")
_log = logging.getLogger(__name__)


class Learning:
    """Learns on a thread of its own; posts the index that knows sounds."""

    def __init__(self, entries: Iterable[Entry], post: Callable[[object], None]) -> None:
        self._entries = tuple(entries)
        self._post = post
        self._stopping = False
        self._child: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._run, name="learning", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._child = subprocess.Popen(  # noqa: S603  # our own module
            _COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self._thread.start()

    def stop(self) -> None:
        """End, whether or not all is learnt."""
        self._stopping = True
        if self._child is not None:
            self._child.kill()
        self._thread.join()

    def _run(self) -> None:
        assert self._child is not None, "it was started"
        with self._child as child:
            for package in ("kiosk", "look"):
                tuple(EveryLanguage(package).values())
            wanted = {signs for entry in self._entries for signs in read_signs(entry)}
            said, complaint = child.communicate(msgspec.json.encode(sorted(wanted)))
        if self._stopping:
            return
        if child.returncode != 0:
            lines = complaint.decode(errors="replace").strip().splitlines()
            _log.error("services are not found by pinyin: %s", lines[-1] if lines else "no answer")
            return
        sounds = msgspec.json.decode(said, type=dict[str, tuple[tuple[str, ...], ...]])
        self._post(Index(self._entries, sounds.__getitem__))
