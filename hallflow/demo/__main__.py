# SPDX-License-Identifier: Apache-2.0
"""`hallflow demo`: open a whole hall, let people come, say at the end whether all went well."""

import logging
import os
import signal
import sys
import tempfile
import time
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from config.arguments import add_broker
from config.reasons import reason_of
from hallflow.demo.board import Board
from hallflow.demo.checks import Summary, summary
from hallflow.demo.evidence import Before, gather, settle
from hallflow.demo.hall import demo_hall, write_hall
from hallflow.demo.stage import Stage, Wishes
from hallflow.problem import Problem, words
from hallflow.up import hall_of

SPEED = 40.0
"""Hall seconds in a second: a morning in a few minutes."""


class Enough(Exception):  # noqa: N818 - no error: whoever watches has seen enough
    """Ctrl-C or SIGTERM came."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the demo; return 0 when its own checks found no problem, else 1."""
    options = _options(argv)
    logging.basicConfig(level=logging.ERROR, format="%(name)s: %(message)s")
    with ExitStack() as ends:
        folder = options.data or Path(
            ends.enter_context(tempfile.TemporaryDirectory(prefix="hallflow-demo-"))
        )
        found = _play(options, folder)
    say = words()
    for problem in found.problems:
        sys.stdout.write(f"- {problem.text(say)}\n")
    sys.stdout.write(f"{found.line()}\n")
    return 1 if found.problems else 0


def _options(argv: Sequence[str] | None) -> Namespace:
    say = words()
    parser = ArgumentParser("hallflow demo", description=say("command-demo"))
    parser.add_argument("--config", metavar="HALL", default="township", help=say("demo-config"))
    parser.add_argument("--data", metavar="DIR", type=Path, help=say("demo-data"))
    add_broker(parser)
    parser.add_argument("--headless", action="store_true", help=say("demo-headless"))
    parser.add_argument(
        "--for", dest="seconds", metavar="SECONDS", type=_positive, help=say("demo-for")
    )
    parser.add_argument(
        "--speed", metavar="X", type=_positive, default=SPEED, help=say("demo-speed", most=SPEED)
    )
    parser.add_argument("--seed", metavar="N", type=int, default=1, help=say("demo-seed"))
    parser.add_argument(
        "--web-port", metavar="PORT", type=int, default=0, help=say("web-port-help")
    )
    return parser.parse_args(argv)


def _positive(text: str) -> float:
    value = float(text)
    if not 0 < value < float("inf"):
        raise ArgumentTypeError(words()("demo-positive", text=text[:40]))
    return value


def _play(options: Namespace, folder: Path) -> Summary:
    stage = _stage(options, folder)
    before = Before(stage.hall, stage.data)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _enough)
    try:
        try:
            stage.start()
            _watch(stage, options.seconds)
        except Enough:
            if not stage.begun:
                return Summary(0, 0, 0, 0, 0, ())
        sights, seq = settle(stage)
    finally:
        stage.stop()
    return summary(gather(stage, before, sights, seq))


def _stage(options: Namespace, folder: Path) -> Stage:
    hall, guides = hall_of(options.config)
    hall = demo_hall(hall, datetime.now(UTC), folder / "papers")
    try:
        config = write_hall(hall, options.config, folder / "hall")
    except OSError as error:
        raise Problem("data-unusable", path=str(folder), reason=reason_of(error)) from error
    wishes = Wishes(
        speed=options.speed,
        seed=options.seed,
        broker=options.broker or "auto",
        web_port=options.web_port,
        windows=not options.headless and has_display(),
    )
    return Stage((hall, guides), config, folder, wishes)


def has_display() -> bool:
    """Whether windows can be opened here."""
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _watch(stage: Stage, seconds: float | None) -> None:
    """Let people in and show how they fare, so long or until Ctrl-C."""
    end = None if seconds is None else time.monotonic() + seconds
    say = words()
    sys.stdout.write(say("demo-open", web=stage.web) + "\n")
    if stage.admin is not None:
        name, password = stage.admin
        sys.stdout.write(say("demo-account", name=name, password=password) + "\n")
    sys.stdout.flush()
    stage.open_doors()
    with Board(stage) as board:
        while end is None or time.monotonic() < end:
            board.refresh(None if end is None else end - time.monotonic())
            if not stage.look_for_the_fallen():
                return


def _enough(_number: int, _frame: object) -> NoReturn:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    raise Enough


if __name__ == "__main__":
    sys.exit(main())
