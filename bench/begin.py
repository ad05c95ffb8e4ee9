# SPDX-License-Identifier: Apache-2.0
"""`python -m bench.begin HALL DATA`: begin as `hallflow up` does, up to the last word to displays.

Says as JSON what each stage took of the processor, which windows were told, and what was loaded
by then. A stage loads what it needs itself, or it would not be measured: hence the imports inside.
"""

# ruff: noqa: PLC0415

import json
import sys
import time
from pathlib import Path
from typing import Any


def begin(config: str, data: Path) -> dict[str, Any]:
    """Return what each stage took, in s, with what was told and loaded after the last."""
    marks = {"python": time.process_time()}

    import hallflow.__main__
    import hallflow.up

    marks["command"] = time.process_time()
    with hallflow.up.nothing_collected():
        hall = hallflow.up.hall_alone(config)
        marks["hall's file"] = time.process_time()

        from bus.actor import Linked, Now
        from bus.messages import Message, NowServing
        from bus.run import now
        from hall.app import HallServer
        from hall.core.actor import HallActor
        from hall.core.effects import Commit, Flush
        from hall.core.forecast import Forecast
        from hall.core.links import Links

        server = HallServer(hall, data, ("mqtt://127.0.0.1:1", ""), Links(b"of a bench"))
        actor = HallActor(hall, "bench", Forecast(hall))
        marks["rules"] = time.process_time()
        loaded = server.log.load(server.copies.fitting())
        marks["log"] = time.process_time()
        # It is the moment of the last fact, for the day is not over.
        last_at = max([each.at for each in (loaded.copy, *loaded.facts[-1:]) if each] or [0])
        moment = Now(0, last_at) if last_at else now()
        said: list[Message] = []
        heard: list[object] = [loaded, Linked(up=True)]
        while heard:
            step = actor.step(moment, heard)
            said += [send.message for send in step.out]
            if any(isinstance(effect, Flush) for effect in step.effects):
                break
            heard = [server.log.commit(e) for e in step.effects if isinstance(e, Commit)]
        marks["replay and words"] = time.process_time()
    times = list(marks.values())
    return {
        "took_s": {
            name: at - before for name, at, before in zip(marks, times, [0.0, *times], strict=False)
        },
        "told": [message.window for message in said if isinstance(message, NowServing)],
        "loaded": sorted(sys.modules),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(begin(sys.argv[1], Path(sys.argv[2]))) + "\n")
