# SPDX-License-Identifier: Apache-2.0
"""Days as commands name them, and the log they are read from."""

import sys
from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path

from config.arguments import EXIT_FAULTS
from hall.store.log import Archive
from hall.store.schema import StoreFault


def iso_date(text: str) -> str:
    """Return an ISO date; ArgumentTypeError says how one looks."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no date like 2026-01-31") from error


def archive_or_exit(folder: Path) -> Archive:
    """Return the log of a data folder; say why there is none and exit with 2."""
    try:
        return Archive(folder)
    except StoreFault as fault:
        sys.stderr.write(f"hallflow: {fault}\n")
        raise SystemExit(EXIT_FAULTS) from fault
