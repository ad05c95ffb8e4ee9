# SPDX-License-Identifier: Apache-2.0
"""`hallflow up`: the hall server, its broker and its pages in one program, until told to stop."""

import gc
import logging
import os
import queue
import signal
import socket
import ssl
import sys
import threading
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from importlib import import_module
from ipaddress import ip_address
from typing import TYPE_CHECKING, NoReturn

from config.arguments import EXIT_FAULTS, add_broker, add_config, add_data, language_wished
from config.content import Guides
from config.faults import ConfigFaults
from config.load import load, load_hall
from config.opening import always_open
from config.reasons import reason_of
from config.schema import Hall
from hall.store.schema import StoreFault
from hallflow.broker.start import Broker, free_address, make_broker
from hallflow.child import Child
from hallflow.data import (
    DataFolder,
    card_key_of,
    link_secret_of,
    passwords_of,
    write_credentials,
)
from hallflow.help import Told
from hallflow.parts import HALL_PART, parts_of
from hallflow.problem import Problem, words

if TYPE_CHECKING:
    from hall.app import HallServer
    from hall.settings import SettingsFile

STOP_WITHIN_S = 1.8
"""Whatever still hangs then is left behind: what matters has been on disk all along."""
WEB_BACKLOG = 512
SHORT_LIFE_S = 5.0
SHORT_LIVES_MAX = 3
"""A broker that ends this often within `SHORT_LIFE_S` is not started again."""

Tls = tuple[str, str]
"""Files of a certificate and its key."""
_log = logging.getLogger(__name__)


class Again(Exception):  # noqa: N818 - no error: the hall shall take up its changed file
    """SIGUSR1 came, and the hall's file is good."""


class Stopped(Exception):  # noqa: N818 - no error: somebody wants us to stop
    """SIGTERM or Ctrl-C came."""


def main(argv: Sequence[str]) -> int:
    """Run a hall until SIGTERM or Ctrl-C; SIGUSR1 starts it again. Problem when it cannot be run."""
    options = _options(argv)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s: %(message)s")
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    try:
        with ExitStack() as ends:
            with nothing_collected():
                broker = _start(options, ends)
            signal.signal(signal.SIGUSR1, partial(_on_again, options.config))
            _stand_by(broker)
    except Again:
        _begin_again()
    except Stopped:
        return 0


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Look for no garbage meanwhile, nor ever again among what is left by then.

    A start makes little garbage, and looking for it takes a quarter of the replay of a long day.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


def _options(argv: Sequence[str]) -> Namespace:
    parser = ArgumentParser("hallflow up", description="command-up", formatter_class=Told)
    add_config(parser)
    add_data(parser)
    add_broker(parser)
    parser.add_argument("--host", metavar="HOST", help="host-help")
    parser.add_argument("--web-port", metavar="PORT", type=int, help="web-port-help")
    parser.add_argument("--mqtt-port", metavar="PORT", type=int, help="mqtt-port-help")
    parser.add_argument("--tls-cert", metavar="FILE", help="tls-cert-help")
    parser.add_argument("--tls-key", metavar="FILE", help="tls-key-help")
    parser.add_argument("--always-open", action="store_true", help="always-open-help")
    return parser.parse_args(argv)


def hall_of(config: str) -> tuple[Hall, Guides]:
    """Return the hall of `--config` and its guides; print every fault and exit with 2."""
    try:
        return load(config)
    except ConfigFaults as wrong:
        sys.stderr.write(wrong.text(language_wished()) + "\n")
        raise SystemExit(EXIT_FAULTS) from None


def hall_alone(config: str) -> Hall:
    """Return the hall without its guides: a big hall has hundreds, which no display waits for."""
    try:
        return load_hall(config)
    except ConfigFaults:
        return hall_of(config)[0]  # which tells what is wrong with the guides as well


def _start(options: Namespace, ends: ExitStack) -> Broker:
    """Start everything, say that it is ready; `ends` stops it in the opposite order."""
    tls = _tls(options)
    hall = hall_alone(options.config)
    if options.always_open:
        hall = always_open(hall)
    folder = DataFolder.open(options.data, hall.id)
    ends.callback(folder.close)
    parts = parts_of(hall)
    passwords = passwords_of(folder.path, parts)
    try:
        write_credentials(folder.path, passwords | card_key_of(folder.path, hall.id))
    except OSError as error:
        path = str(folder.path)
        raise Problem("data-unusable", path=path, reason=reason_of(error)) from error
    network = hall.network
    web = _listen(
        options.host or network.web_host,
        network.web_port if options.web_port is None else options.web_port,
    )
    ends.callback(web.close)
    mqtt_port = network.mqtt_port if options.mqtt_port is None else options.mqtt_port
    broker = make_broker(
        options.broker or network.broker,
        (options.host or network.mqtt_host, mqtt_port),
        folder.path,
        parts,
        passwords,
    )
    ends.callback(broker.stop)
    # The hall is loaded while its broker starts: the displays wait for both.
    threading.Thread(target=import_module, args=("hall.app",), name="load", daemon=True).start()
    broker.start()
    password = passwords[next(part.login for part in parts if part.name == HALL_PART)]
    with _told_in_words(broker.url):
        server = _hall_server(hall, folder, (broker.url, password))
        ends.callback(server.stop)
        server.start()
        _hall, guides = hall_of(options.config)
        front = server.open(guides, web, tls, _settings_file(options.config, folder))
    host, port = web.getsockname()[:2]
    host = f"[{host}]" if ":" in host else host
    address = f"http{'s' if tls else ''}://{host}:{port}"
    if not hall.accounts.required and not _is_own(web.getsockname()[0]):
        sys.stdout.write(words()("open-to-all", host=host) + "\n")
    if code := front.accounts.setup_code():
        line = words()("setup-line", address=f"{address}/setup", code=code)
        sys.stdout.write(f"{line}\n")
    sys.stdout.write(f"ready web={address} mqtt={broker.url}\n")
    sys.stdout.flush()
    return broker


def _is_own(host: str) -> bool:
    """Whether only this machine reaches an address."""
    return ip_address(host.partition("%")[0]).is_loopback


def _tls(options: Namespace) -> Tls | None:
    """Return certificate and key, None for plain http. Problem when they do not fit."""
    cert, key = options.tls_cert, options.tls_key
    if not cert and not key:
        return None
    if not cert or not key:
        raise Problem("tls-half")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(cert, key, password=_no_password)
    except (OSError, ValueError) as error:
        why = reason_of(error) if isinstance(error, OSError) else str(error)
        raise Problem("tls-unusable", cert=cert, private=key, reason=why) from error
    return cert, key


def _no_password() -> str:
    raise ValueError("the key has a password, which nobody types here")


@contextmanager
def _told_in_words(mqtt: str) -> Iterator[None]:
    """Turn what may keep a hall from running into a Problem."""
    try:
        yield
    except StoreFault as fault:
        raise Problem("store-failed", reason=str(fault)) from fault
    except TimeoutError as error:
        raise Problem("hall-not-ready", mqtt=mqtt) from error


def _hall_server(hall: Hall, folder: DataFolder, broker: tuple[str, str]) -> "HallServer":
    from hall.app import HallServer  # noqa: PLC0415 - see `load` in `_start`
    from hall.core.links import Links  # noqa: PLC0415

    return HallServer(hall, folder.path, broker, Links(link_secret_of(folder.path)))


def _settings_file(config: str, folder: DataFolder) -> "SettingsFile":
    from hall.settings import SettingsFile  # noqa: PLC0415 - only its pages need it

    return SettingsFile(config, folder.path, begin_again=_ask_to_begin_again)


def _listen(host: str, port: int) -> socket.socket:
    """Return a listening socket for the pages. Problem when the address cannot be had."""
    _host, port = free_address("web", host, port)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=WEB_BACKLOG)
    except OSError as error:
        raise Problem(
            "address-taken", what="web", host=host, port=str(port), reason=reason_of(error)
        ) from error


def _stand_by(broker: Broker) -> NoReturn:
    """Do nothing until told to stop, but start a broker again that ended."""
    ended: queue.SimpleQueue[Child] = queue.SimpleQueue()
    lives: list[float] = []
    while True:
        begun = time.monotonic()
        _tell_when_over(broker.child, ended)
        child = ended.get()
        lives.append(time.monotonic() - begun)
        _log.error("%s ended with %s; starting it again", child.name, child.process.returncode)
        newest = lives[-SHORT_LIVES_MAX:]
        if len(newest) == SHORT_LIVES_MAX and max(newest) < SHORT_LIFE_S:
            raise Problem("broker-failed", kind=broker.kind, reason=" | ".join(child.lines))
        broker.stop()
        broker.start()


def _tell_when_over(child: Child | None, ended: "queue.SimpleQueue[Child]") -> None:
    """Have a thread say when a child has ended; an external broker is none."""
    if child is None:
        return

    def watch() -> None:
        child.process.wait()
        ended.put(child)

    threading.Thread(target=watch, name="broker-watch", daemon=True).start()


def _ask_to_begin_again() -> None:
    os.kill(os.getpid(), signal.SIGUSR1)


def _on_again(config: str, _number: int, _frame: object) -> None:
    """Have the hall begin again, unless its file is wrong: then it goes on as it is."""
    try:
        load(config)
    except ConfigFaults as wrong:
        _log.error("not started again:\n%s", wrong.text(language_wished()))
        return
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    last = threading.Timer(STOP_WITHIN_S, _begin_again)
    last.daemon = True
    last.start()
    raise Again


def _begin_again() -> NoReturn:
    """Put a new program in this one's place, with the same number and arguments."""
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - ourselves


def _stop(_number: int, _frame: object) -> NoReturn:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    last = threading.Timer(STOP_WITHIN_S, os._exit, [0])
    last.daemon = True
    last.start()
    raise Stopped
