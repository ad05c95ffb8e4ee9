# SPDX-License-Identifier: Apache-2.0
"""Options that several commands share, so that each is spelled and explained in one way."""

import os
import sys
from argparse import ArgumentParser
from pathlib import Path

from config.faults import ConfigFaults
from config.load import load_hall
from config.schema import Hall

EXIT_FAULTS = 2
MQTT_URL = "mqtt://127.0.0.1:1883"
LANGUAGE_VARIABLES = ("HALLFLOW_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


def add_config(parser: ArgumentParser, *, required: bool = True) -> None:
    """Add `--config`: which hall."""
    parser.add_argument(
        "--config",
        metavar="HALL",
        required=required,
        help="folder or hall.toml of the hall, or the name of an example: township, tax",
    )


def add_data(parser: ArgumentParser) -> None:
    """Add `--data`: where what must last is kept."""
    parser.add_argument(
        "--data",
        metavar="DIR",
        type=Path,
        required=True,
        help="folder for everything that must last; made if it is not there",
    )


def add_broker(parser: ArgumentParser) -> None:
    """Add `--broker` for the command that starts one; None: what the hall's file says."""
    parser.add_argument(
        "--broker",
        metavar="BROKER",
        help="auto, embedded, mosquitto, or the mqtt:// address of an external broker",
    )


def add_mqtt(parser: ArgumentParser) -> None:
    """Add `--mqtt` and `--credentials` for parts that join a broker."""
    parser.add_argument(
        "--mqtt",
        metavar="URL",
        default=MQTT_URL,
        help="address of the broker (default: %(default)s)",
    )
    parser.add_argument(
        "--credentials",
        metavar="FILE",
        default="",
        help="passwords as `hallflow access` writes them; see also HALLFLOW_CREDENTIALS",
    )


def add_device(parser: ArgumentParser, what: str) -> None:
    """Add `--id`: which of the hall's devices this is; `what` is its list in the hall's file."""
    parser.add_argument("--id", metavar="ID", required=True, help=f"id of one of the hall's {what}")


def language_wished() -> str:
    """Return zh or en, as the environment wishes."""
    wish = next((os.environ[name] for name in LANGUAGE_VARIABLES if os.environ.get(name)), "")
    return "zh" if wish.lower().startswith("zh") else "en"


def hall_or_exit(config: str | Path) -> Hall:
    """Return the hall of `--config`; print every fault and exit with 2 when it has any."""
    try:
        return load_hall(config)
    except ConfigFaults as wrong:
        sys.stderr.write(wrong.text(language_wished()) + "\n")
        raise SystemExit(EXIT_FAULTS) from None
