# SPDX-License-Identifier: Apache-2.0
"""A hall that starts tells its displays how everything is before it loads all the rest."""

import json
import subprocess
import sys
from pathlib import Path

from config.load import hall_named
from hall.store.log import Log

ROOT = Path(__file__).parents[2]
WAITS = (
    "amqtt",
    "argon2",
    "asyncio",
    "fluent",
    "hall.front",
    "hall.settings",
    "hall.web",
    "holidays",
    "jinja2",
    "kivy",
    "litestar",
    "openpyxl",
    "pypinyin",
    "rich",
    "sqlite_utils",
    "uvicorn",
)
"""What no display waits for."""
START = f"""
import json, sys
from pathlib import Path
import hallflow.__main__, hallflow.up
from bus.actor import Linked
from bus.messages import NowServing
from bus.run import now
from config.load import load
from hall.app import HallServer
from hall.core.actor import HallActor
from hall.core.effects import Commit, Flush, Reload
from hall.core.links import Links

hall, guides = load("township")
server = HallServer(hall, Path(sys.argv[1]), ("mqtt://127.0.0.1:1", ""), Links(b"of a test"))
actor = HallActor(hall, "boot")
said, inbox = [], [Linked(up=True)]
while inbox:
    step = actor.step(now(), inbox)
    said += [send.message for send in step.out]
    if any(isinstance(effect, Flush) for effect in step.effects):
        break
    done = [e for e in step.effects if isinstance(e, Commit | Reload)]
    inbox = [answer for effect in done for answer in server._perform(effect)]
shown = [message.window for message in said if isinstance(message, NowServing)]
json.dump([shown, [name for name in {WAITS!r} if name in sys.modules]], sys.stdout)
"""


def test_the_displays_are_right_before_what_they_do_not_need_is_loaded(tmp_path: Path) -> None:
    hall = hall_named("township")
    Log.open(tmp_path, hall.id, 0).close()
    done = subprocess.run(
        [sys.executable, "-c", START, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    shown, loaded = json.loads(done.stdout)
    assert shown == list(hall.window_by_id)
    assert loaded == []
