# SPDX-License-Identifier: Apache-2.0
"""The door of the kiosk: `hallflow kiosk --config HALL --id kiosk-1 --printer serial:/dev/ttyS1`."""

import os
import secrets
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from zoneinfo import ZoneInfo

from bus.channels import Kind, Part
from bus.credentials import CredentialsError, password_of
from bus.mqtt import MqttBus
from bus.printer_status import Fault
from bus.run import Runner
from config.arguments import EXIT_FAULTS, add_config, add_mqtt, language_wished
from config.calendar import calendar_of
from config.content import Guides
from config.devices import Printer as PrinterSetting
from config.faults import ConfigFaults
from config.load import hall_path, load
from config.opening import is_open
from config.pictures import with_pictures
from config.schema import Hall
from kiosk.address import PrinterAddressError, setting_of
from kiosk.core.actor import KioskActor, Print, Printed
from kiosk.core.catalogue import Catalogue
from kiosk.core.search import Entry, Index
from kiosk.core.series import Keep, OwnSeries, Settle, own_letters
from kiosk.core.under_way import Forget, Remember
from kiosk.core.view import Show
from kiosk.printing import PrinterThread
from kiosk.store import Store, StoreError
from look.kivy.window import Setup, add_arguments, from_arguments, prepare
from look.words import EveryLanguage


class NoSuchKioskError(Exception):
    """The hall has no such kiosk or printer; the text says which there are."""


def main(argv: Sequence[str] | None = None) -> int:
    """Open one kiosk of the hall; return when its window is closed."""
    options = _parser().parse_args(argv)
    hall, guides = _load_or_exit(options.config)
    try:
        part = _part_of(hall, options.id)
        printer = _printer_of(hall, part.name, options.printer)
        bus = MqttBus(options.mqtt, part, password_of(part, options.credentials))
        store = Store(options.data or _data_folder(part))
    except (
        NoSuchKioskError,
        PrinterAddressError,
        CredentialsError,
        StoreError,
        ValueError,
    ) as error:
        sys.stderr.write(f"hallflow kiosk: {error}\n")
        return EXIT_FAULTS
    setup = from_arguments(options, title=part.name)
    hall = hall.starting_in(options.language)
    setup = replace(setup, language=hall.languages[0])
    hall = with_pictures(hall, hall_path(options.config).parent)
    actor = actor_of(hall, guides, part, options.public_url, store)
    entries = Catalogue(hall, guides, part.name).entries()
    prepare(setup)
    _run((actor, entries), bus, (printer, store), setup, options.voice)
    store.close()
    return 0


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="hallflow kiosk", description="Service guides and tickets.")
    add_config(parser)
    add_mqtt(parser)
    which = parser.add_argument_group("which kiosk of the hall")
    which.add_argument("--id", metavar="ID", required=True, help="its id in the hall's file")
    which.add_argument(
        "--printer",
        metavar="PRINTER",
        default="",
        help="file:PATH, serial:PATH, network:HOST:PORT, usb:VENDOR:PRODUCT, the id of one of the "
        "hall's printers, or none (default: what the hall's file says)",
    )
    which.add_argument(
        "--public-url", metavar="URL", default="", help="address of the hall's pages, for QR codes"
    )
    which.add_argument(
        "--data",
        metavar="DIR",
        type=Path,
        help="folder for the numbers given while the hall is lost "
        "(default: hallflow/HALL.ID below the user's state folder)",
    )
    which.add_argument(
        "--voice",
        metavar="SINK",
        default="auto",
        help="where the spoken guidance is heard, the jack of the headphones: auto, null, "
        "file:FOLDER or an ALSA device (default: auto)",
    )
    add_arguments(parser)
    parser.set_defaults(language="")
    return parser


def _load_or_exit(config: str) -> tuple[Hall, Guides]:
    try:
        return load(config)
    except ConfigFaults as wrong:
        sys.stderr.write(wrong.text(language_wished()) + "\n")
        raise SystemExit(EXIT_FAULTS) from None


def _data_folder(part: Part) -> Path:
    """Return where the kiosk keeps the numbers it gave by itself, unless it is told."""
    base = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(base) / "hallflow" / part.login


def _part_of(hall: Hall, id_: str) -> Part:
    if id_ not in {kiosk.id for kiosk in hall.kiosks}:
        have = ", ".join(kiosk.id for kiosk in hall.kiosks) or "none"
        raise NoSuchKioskError(
            f"the hall {hall.id} has no kiosk '{id_}'; it has: {have}. "
            "Name one with --id, or add it under [[kiosks]] in the hall's file"
        )
    return Part(hall=hall.id, name=id_, kind=Kind.KIOSK)


def _printer_of(hall: Hall, kiosk: str, wish: str) -> PrinterSetting | None:
    """Return the printer that was asked for, or the one of the hall's file, or None."""
    if wish == "none":
        return None
    by_id = {printer.id: printer for printer in hall.printers}
    own = next((k.printer for k in hall.kiosks if k.id == kiosk), "")
    if not wish:
        return by_id.get(own)
    if wish in by_id:
        return by_id[wish]
    said = setting_of(wish)
    if own in by_id:  # the paper and the fonts stay those of the hall's file
        known = by_id[own]
        return type(said)(
            id=known.id,
            width_mm=known.width_mm,
            encoding=known.encoding,
            cutter=known.cutter,
            transport=said.transport,
            path=said.path,
            baud=known.baud,
            host=said.host,
            port=said.port,
            usb_vendor=said.usb_vendor,
            usb_product=said.usb_product,
        )
    return said


def actor_of(hall: Hall, guides: Guides, part: Part, public_url: str, store: Store) -> KioskActor:
    """Return the rules of one kiosk, with all they need."""
    catalogue = Catalogue(hall, guides, part.name, public_url)
    calendar = calendar_of(hall)
    return KioskActor(
        part,
        catalogue,
        Index(catalogue.entries()),
        EveryLanguage("kiosk"),
        boot=secrets.token_hex(4),
        version=version("hallflow"),
        zone=ZoneInfo(hall.time_zone),
        series=OwnSeries(
            own_letters(hall, part.name),
            hall.policy.number_digits,
            store.waiting(),
            store.last(),
        ),
        opens=lambda service, moment: is_open(hall, service, moment, calendar),
        left=store.under_way(),
    )


def _run(
    rules: tuple[KioskActor, Sequence[Entry]],
    bus: MqttBus,
    machine: tuple[PrinterSetting | None, Store],
    setup: Setup,
    voice: str,
) -> None:
    """Wire rules, bus, printer and window together; return when the window is closed."""
    from kiosk.app import KioskApp  # noqa: PLC0415  # Kivy loads now, not before
    from kiosk.learning import Learning  # noqa: PLC0415
    from kiosk.speech import SpeechThread  # noqa: PLC0415
    from look.speech import sink_named  # noqa: PLC0415

    (actor, entries), (setting, store) = rules, machine

    def perform(effect: object) -> Iterable[object]:
        match effect:
            case Show(view=view):
                app.tell(view)
            case Print() if printer is not None:
                printer.print(effect)
            case Print():
                return (Printed(effect.job, Fault.MISSING),)
            case Keep() | Settle() | Remember() | Forget():
                return store.carry_out(effect)
            case _:
                text = f"nobody performs {effect!r}"
                raise TypeError(text)
        return ()

    runner = Runner(actor, bus, perform)
    speech = SpeechThread(sink_named(voice))
    printer = PrinterThread(setting, runner.post) if setting is not None else None
    late: list[SpeechThread | Learning | PrinterThread] = [speech, Learning(entries, runner.post)]
    late += [printer] if printer is not None else []
    with ExitStack() as ends:

        def begin_late() -> None:
            for thread in late:
                thread.start()
                ends.callback(thread.stop)

        app = KioskApp(setup, runner.post, speech.say, begin_late)
        ends.callback(runner.stop)
        runner.start("kiosk")
        app.run()


if __name__ == "__main__":
    sys.exit(main())
