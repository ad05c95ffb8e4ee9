# SPDX-License-Identifier: Apache-2.0
"""`hallflow report --from --to`: any days in figures, as the pages show them, or as a file."""

import sys
from argparse import ArgumentParser, Namespace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import track

from bus.run import now
from config.arguments import EXIT_FAULTS, hall_or_exit
from config.schema import Hall
from hall.closing import bring_up_to_date, hour_in, stale_days
from hall.core.counts import ALL, Key
from hall.core.fold import replay
from hall.core.spans import Span
from hall.core.summary import summed
from hall.days import archive_or_exit, iso_date
from hall.export import as_file, name_of_file, table_of
from hall.reporting import COMPARED, GROUPS, PLACES, Answer, Books, Question, Today
from hall.saying import span_text
from hall.store.log import Archive
from hall.store.schema import StoreFault
from hall.store.summaries import Summaries
from hall.store.whole import write_whole
from hall.tables import show
from look.words import Words

FILES = ("xlsx", "pdf")
IN_TABLE = ("line", "issued", "served", "abandoned", "wait-median", "wait-p90", "service-p90")
MORE_IN_TABLE = ("accepted", "finished", "on-time", "satisfied", "rated", "unrated")
"""What fits on a terminal."""


def add_days(parser: ArgumentParser, words: Words) -> None:
    """Add what asks for more than one day."""
    group = parser.add_argument_group(words("report-days-title"), words("report-days-about"))
    group.add_argument(
        "--from", dest="first", type=iso_date, metavar="DATE", help=words("report-from")
    )
    group.add_argument("--to", dest="last", type=iso_date, metavar="DATE", help=words("report-to"))
    group.add_argument("--by", choices=GROUPS, help=words("report-by"))
    group.add_argument("--of", metavar="KIND:ID", help=words("report-of"))
    group.add_argument("--compare", choices=COMPARED[1:], help=words("report-compare"))
    group.add_argument("--out", type=Path, metavar="FILE", help=words("report-out"))
    group.add_argument("--rebuild", action="store_true", help=words("report-rebuild"))


def asks_days(wished: Namespace) -> bool:
    """Whether anything of `add_days` is asked for."""
    asked = (wished.first, wished.last, wished.by, wished.of, wished.compare, wished.out)
    return any(asked) or wished.rebuild or wished.format in FILES


def report_days(words: Words, parser: ArgumentParser, wished: Namespace) -> int:
    """Print or write the report; return 0, 1 when nothing is recorded, 2 for a fault."""
    of = _of(parser, wished.of or "")
    archive = archive_or_exit(wished.data)
    hall = hall_or_exit(wished.config or archive.hall)
    try:
        days = archive.days()
        if not days:
            sys.stderr.write(words("nothing-recorded", day="–") + "\n")
            return 1
        first = wished.first or wished.day or days[0]
        last = wished.last or wished.day or wished.first or days[-1]
        if last < first:
            parser.error(f"--to {last} is before --from {first}")
        _derive(words, wished, hall, archive)
        question = Question(
            span=Span(date.fromisoformat(first), date.fromisoformat(last)),
            by=wished.by or "day",
            of=of,
            compare=wished.compare or "",
        )
        answer = _answer(wished.data, hall, archive, question)
        return _say(words, hall, wished, answer)
    except StoreFault as fault:
        sys.stderr.write(f"hallflow: {fault}\n")
        return EXIT_FAULTS
    finally:
        archive.close()


def _of(parser: ArgumentParser, text: str) -> Key:
    kind, _, name = text.partition(":")
    if text and (kind not in PLACES or not name):
        parser.error(f"--of {text!r}: write KIND:ID, KIND one of {', '.join(PLACES)}")
    return (kind, name) if text else ALL


def _derive(words: Words, wished: Namespace, hall: Hall, archive: Archive) -> None:
    """Bring the summaries up to date, or make them anew; many days show how far they are."""
    summaries = Summaries(wished.data)
    many = len(archive.days() if wished.rebuild else stale_days(archive, summaries))
    summaries.close()
    work = bring_up_to_date(wished.data, hall, again=wished.rebuild)
    console = Console(stderr=True)
    shown = console.is_terminal and many > 1
    for _ in track(work, words("report-deriving"), many, console=console, disable=not shown):
        pass


def _answer(folder: Path, hall: Hall, archive: Archive, question: Question) -> Answer:
    today = archive.open_day()
    state = replay(hall.window_by_id, archive.facts_of(today))
    sums = summed(today, state.tickets, state.cases, hour_in(ZoneInfo(hall.time_zone)))
    summaries = Summaries(folder)
    try:
        return Books(hall, summaries, Today(today, sums)).ask(question)
    finally:
        summaries.close()


def _say(words: Words, hall: Hall, wished: Namespace, answer: Answer) -> int:
    if not answer.days:
        span = span_text(words, answer.question.span)
        sys.stderr.write(words("nothing-recorded", day=span) + "\n")
        return 1
    form = wished.format
    if form in FILES or wished.out:
        if form not in (*FILES, "csv"):
            form = wished.out.suffix.removeprefix(".")
        if form not in (*FILES, "csv"):
            sys.stderr.write(words("report-out-form", file=str(wished.out)) + "\n")
            return EXIT_FAULTS
        file = wished.out or Path(name_of_file(answer.question, form))
        try:
            write_whole(file, as_file(form, words, hall, answer, now().utc_ms))
        except OSError as error:
            sys.stderr.write(words("sheet-unwritable", where=str(file), reason=str(error)) + "\n")
            return EXIT_FAULTS
        sys.stdout.write(f"{file}\n")
        return 0
    names, rows = table_of(words, hall, answer)
    if form == "table":
        names = {key: name for key, name in names.items() if key in (*IN_TABLE, *MORE_IN_TABLE)}
    title = f"{hall.name.in_(words.language)} · {span_text(words, answer.question.span)}"
    show(form, title, names, rows)
    return 0
