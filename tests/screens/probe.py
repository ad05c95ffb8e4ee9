# SPDX-License-Identifier: Apache-2.0
"""Runs a program with a window and answers where its widgets are, over a Unix socket.

`python -m tests.screens.probe SOCKET module:function [arguments]` calls the function as the program
would be started; the product itself knows nothing of tests.
"""

import importlib
import json
import os
import socket
import sys
import threading
from collections.abc import Callable
from typing import Any

# Layout passes follow each other frame by frame; after so many quiet ones a screen stands still.
_SETTLED_FRAMES = 4
_ANSWER_TIMEOUT_S = 60


def main() -> None:
    """Start the listener's thread, then the program on this one."""
    path, target, *arguments = sys.argv[1:]
    link = socket.socket(socket.AF_UNIX)
    link.connect(path)
    threading.Thread(target=_serve, args=(link,), daemon=True).start()
    module, function = target.split(":")
    sys.argv = [module, *arguments]
    result = getattr(importlib.import_module(module), function)()
    sys.exit(result)


def _serve(link: socket.socket) -> None:
    with link.makefile("rw", encoding="utf-8") as lines:
        for line in lines:
            lines.write(json.dumps(_answer(json.loads(line))) + "\n")
            lines.flush()


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    """Carry a request out on the window's thread; {"ready": False} while there is no window."""
    if not _window_is_open():
        return {"ready": False}
    done = threading.Event()
    answer: dict[str, Any] = {"ready": True}

    def carry_out(_: float) -> None:
        try:
            answer["result"] = _COMMANDS[request["ask"]](request)
        except Exception as error:  # noqa: BLE001  # whatever it is, the test must be told
            answer["error"] = repr(error)
        done.set()

    _after_frames(_SETTLED_FRAMES if request["ask"] == "settle" else 0, carry_out)
    if not done.wait(_ANSWER_TIMEOUT_S):
        answer["error"] = f"the window's thread did not answer within {_ANSWER_TIMEOUT_S} s"
    return answer


def _window_is_open() -> bool:
    if "look.kivy.app" not in sys.modules or "kivy.base" not in sys.modules:
        return False
    loop = sys.modules["kivy.base"].EventLoop
    return bool(loop.window is not None and loop.status == "started")


def _after_frames(frames: int, then: Callable[[float], None]) -> None:
    from kivy.clock import Clock  # noqa: PLC0415  # only in the program's process

    from look.kivy.shell import sleeper  # noqa: PLC0415

    def count_down(elapsed_s: float) -> None:
        if frames <= 0:
            then(elapsed_s)
        else:
            _after_frames(frames - 1, then)

    Clock.schedule_once(count_down, 0)
    sleeper.wake()


def _shown() -> list[Any]:
    """Every widget on the screen, those below an invisible one left out."""
    from kivy.core.window import Window  # noqa: PLC0415

    found: list[Any] = []
    waiting = list(Window.children)
    while waiting:
        widget = waiting.pop()
        if widget.opacity > 0:
            found.append(widget)
            waiting.extend(widget.children)
    return found


def _describe(widget: Any) -> dict[str, Any]:
    from kivy.core.window import Window  # noqa: PLC0415

    left, bottom = widget.to_window(*widget.pos)
    width, height = widget.size
    return {
        "name": getattr(widget, "name", ""),
        "text": _text_of(widget),
        "left": left,
        "top": Window.height - bottom - height,
        "width": width,
        "height": height,
        "disabled": bool(widget.disabled),
        "font_px": getattr(widget, "font_px", None),
        "checked": getattr(widget, "checked", None),
    }


def _text_of(widget: Any) -> str:
    own = getattr(widget, "text", "")
    if own:
        return str(own)
    return " ".join(filter(None, (_text_of(child) for child in reversed(widget.children))))


def _find(request: dict[str, Any]) -> list[dict[str, Any]]:
    return [_describe(w) for w in _shown() if getattr(w, "name", "") == request["name"]]


def _texts(_: dict[str, Any]) -> list[str]:
    return [str(w.text) for w in _shown() if getattr(w, "text", "") and not w.children]


def _tappable(_: dict[str, Any]) -> list[dict[str, Any]]:
    from look.kivy.buttons import Tappable  # noqa: PLC0415

    return [_describe(widget) for widget in _shown() if isinstance(widget, Tappable)]


def _faults(_: dict[str, Any]) -> list[str]:
    from kivy.core.window import Window  # noqa: PLC0415

    from look.kivy.checks import faults  # noqa: PLC0415

    return faults(Window)


def _pending(_: dict[str, Any]) -> list[str]:
    """What Kivy's clock calls more often than each half minute: polling, if the screen is at rest."""
    from kivy.clock import Clock  # noqa: PLC0415

    return [repr(event) for event in Clock.get_events() if event.loop and event.timeout < 30]


def _modes(request: dict[str, Any]) -> None:
    from look.kivy.theme import Modes, theme  # noqa: PLC0415

    theme.switch(Modes(**request["modes"]))


def _example(request: dict[str, Any]) -> None:
    """Let the window show another example of the gallery, as `module:function`."""
    from kivy.app import App  # noqa: PLC0415

    window: Any = App.get_running_app()
    module, function = request["app"].split(":")
    other = getattr(importlib.import_module(module), function)(window.setup)
    App._running_app = window  # Kivy takes each app that is made for the running one
    window.take_after(other)


def _settle(_: dict[str, Any]) -> None:
    from kivy.core.window import Window  # noqa: PLC0415

    Window.dispatch("on_draw")
    Window.dispatch("on_flip")


def _repeat(request: dict[str, Any]) -> None:
    """Let a key that is held down come again, as SDL sends it after a while."""
    from kivy.core.window import Window  # noqa: PLC0415

    Window.dispatch("on_key_down", request["key"], 0, None, [])


def _close(_: dict[str, Any]) -> None:
    from kivy.app import App  # noqa: PLC0415

    App.get_running_app().stop()


def _usage(_: dict[str, Any]) -> dict[str, float]:
    """Processor seconds this process has used, and its resident memory in bytes."""
    times = os.times()
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
        pages = int(file.read().split()[1])
    return {"cpu_s": times.user + times.system, "rss": pages * os.sysconf("SC_PAGE_SIZE")}


_COMMANDS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "find": _find,
    "texts": _texts,
    "tappable": _tappable,
    "faults": _faults,
    "pending": _pending,
    "modes": _modes,
    "example": _example,
    "settle": _settle,
    "repeat": _repeat,
    "close": _close,
    "usage": _usage,
}


if __name__ == "__main__":
    main()
