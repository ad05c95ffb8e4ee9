# SPDX-License-Identifier: Apache-2.0
"""The bridge's shell: its rules, its serial ports and the bus in one loop that sleeps until needed."""

import logging
from collections.abc import Callable, Iterable
from functools import partial

from bus.run import Bus, Runner, now
from config.devices import SerialPort
from firmware_bridge.capture import CaptureError, Recorder
from firmware_bridge.core.bridge import Bridge, Bytes, Open, PortDown, PortUp, Tell, Write
from firmware_bridge.port import Port, PortError
from firmware_bridge.say import Heard
from look.words import Words

_log = logging.getLogger(__name__)


class BridgeApp:
    """One machine with serial lines, joined to the bus."""

    def __init__(
        self, bridge: Bridge, bus: Bus, words: Words, recorder: Recorder | None = None
    ) -> None:
        self._words = words
        self._recorder = recorder
        self._ports: dict[str, Port] = {}
        self._drivers: dict[str, str] = {}
        self._told: dict[str, str] = {}
        self._runner = Runner(bridge, bus, self._perform)

    def run(self) -> None:
        """Join lines and bus until stopped."""
        try:
            self._runner.run()
        finally:
            for port in self._ports.values():
                port.close()
            if self._recorder is not None:
                self._recorder.close()

    def stop(self) -> None:
        """End `run`; may be called from a signal handler or another thread."""
        self._runner.stop()

    def _perform(self, effect: object) -> Iterable[object]:
        match effect:
            case Open(port):
                return self._open(port)
            case Write(port, data):
                self._record(port, data, to_host=False)
                return self._try(port, lambda open_port: open_port.write(data))
            case Tell(code, where, detail):
                _log.warning("%s", self._words(code, where=where, detail=detail))
                return []
            case _:
                raise TypeError(f"nobody performs {effect!r}")

    def _open(self, setting: SerialPort) -> Iterable[object]:
        try:
            port = Port(setting)
        except PortError as error:
            return [self._down(setting.id, error)]
        self._ports[setting.id] = port
        self._drivers[setting.id] = setting.driver
        self._runner.watch(port.fd, partial(self._hear, setting.id))
        self._tell(setting.id, self._words("port-open", port=port.id, path=port.path))
        return [PortUp(setting.id)]

    def _hear(self, port: str) -> Iterable[object]:
        heard: list[Bytes] = []
        gone = self._try(port, lambda open_port: heard.append(Bytes(port, open_port.read())))
        for piece in heard:
            self._record(port, piece.data, to_host=True)
        return [*heard, *gone]

    def _record(self, port: str, data: bytes, *, to_host: bool) -> None:
        """Keep bytes in the capture, if one is written; a failing one ends, the bridge goes on."""
        if self._recorder is None:
            return
        try:
            self._recorder.hear(Heard(now().tick_ms, port, self._drivers[port], to_host, data))
        except CaptureError as error:
            self._recorder = None
            _log.warning("%s", error)

    def _try(self, port: str, act: Callable[[Port], None]) -> Iterable[object]:
        """Do something with an open port; one that fails is closed and reported."""
        open_port = self._ports.get(port)
        if open_port is None:
            return []
        try:
            act(open_port)
        except PortError as error:
            self._runner.unwatch(open_port.fd)
            open_port.close()
            del self._ports[port]
            return [self._down(port, error)]
        return []

    def _down(self, port: str, error: PortError) -> PortDown:
        self._tell(port, error.text(self._words))
        return PortDown(port, error.code)

    def _tell(self, port: str, text: str) -> None:
        """Log what is new of a port, not the same line each second."""
        if self._told.get(port) != text:
            self._told[port] = text
            _log.warning("%s", text)
