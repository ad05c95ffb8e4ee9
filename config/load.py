# SPDX-License-Identifier: Apache-2.0
"""Read a hall from its folder: the only place where config touches files.

A hall is a folder: `hall.toml`, and under `guides/` one file a service, named by the service's id.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from config.advice import hall_advice
from config.checks import hall_findings
from config.content import Guide, Guides, guide_findings
from config.faults import ConfigFault, ConfigFaults, Finding, KeyPath, Said, said
from config.lines import key_lines, line_of
from config.reasons import reason_of
from config.schema import Hall
from config.shape import hint, misfits

HALLS = Path(__file__).parent / "halls"
HALL_FILE = "hall.toml"
GUIDES_FOLDER = "guides"
FILE_BYTES_MAX = 8_000_000
_LINE = re.compile(r"at line (\d+)")
S = TypeVar("S", bound=Struct)


class _Source(Struct):
    """A file that was read and parsed."""

    file: Path
    text: str
    data: dict[str, Any]

    def faults(self, findings: Iterable[Finding]) -> list[ConfigFault]:
        """Return findings with their lines, which nobody looks for while all is well."""
        found = list(findings)
        lines = key_lines(self.text) if found else {}
        return [
            ConfigFault(str(self.file), line_of(lines, each.path), each.path, each.said)
            for each in found
        ]

    def shape(self, type_: type[S]) -> S:
        """Return the data as a Setting; raise every misfit at once."""
        try:
            return msgspec.convert(self.data, type_)
        except (msgspec.ValidationError, OverflowError):
            faults = self.faults(misfits(self.data, type_))
            if faults:
                raise ConfigFaults(faults) from None
            raise


def hall_path(config: str | Path) -> Path:
    """Return the hall file that `config` means: a file, a folder, or the name of an example."""
    path = Path(config)
    if not path.exists() and path.name == str(config) and (HALLS / path).is_dir():
        path = HALLS / path
    return path / HALL_FILE if path.is_dir() else path


def load_hall(config: str | Path) -> Hall:
    """Read and check a hall; raise ConfigFaults with everything that is wrong."""
    hall, faults = _read_hall(hall_path(config))
    if faults:
        raise ConfigFaults(faults)
    return hall


def hall_named(name: str) -> Hall:
    """Return one of the example halls that come with hallflow."""
    return load_hall(HALLS / name)


def load_guides(config: str | Path) -> Guides:
    """Read and check a hall's guides; raise ConfigFaults with everything that is wrong."""
    _, guides = load(config)
    return guides


def guide_files(path: Path) -> list[Path]:
    """Return the files of the guides beside a hall's file."""
    return sorted((path.parent / GUIDES_FOLDER).glob("*.toml"))


def guide_path(path: Path, service: str) -> Path:
    """Return where a service's guide stands, beside a hall's file."""
    return path.parent / GUIDES_FOLDER / f"{service}.toml"


def load(
    config: str | Path, text: str | None = None, guides: Mapping[str, str] | None = None
) -> tuple[Hall, Guides]:
    """Read and check a hall and its guides; raise ConfigFaults with everything that is wrong.

    With a `text`: as if that stood in the hall's file; with `guides`: as if those texts stood in
    the guides of those services, an empty one being none.
    """
    path = hall_path(config)
    hall: Hall | None = None
    faults: list[ConfigFault] = []
    try:
        hall, faults = _read_hall(path, text)
    except ConfigFaults as wrong:
        faults += wrong.faults
    given = guides or {}
    found: dict[str, Guide] = {}
    for file in sorted({*guide_files(path), *(guide_path(path, service) for service in given)}):
        try:
            content = given[file.stem] if file.stem in given else _text_of(file)
            if content or file.stem not in given:
                found[file.stem] = _read_guide(file, content, hall)
        except ConfigFaults as wrong:
            faults += wrong.faults
    if faults or hall is None:
        raise ConfigFaults(faults)
    return hall, Guides(found)


def load_advice(config: str | Path) -> tuple[ConfigFault, ...]:
    """Return what would be better otherwise in a hall in which nothing is wrong."""
    path = hall_path(config)
    source = _parse(path, _text_of(path))
    return tuple(source.faults(hall_advice(source.shape(Hall))))


def hall_text(path: Path) -> str:
    """Return what stands in a hall's file, its lines ended by a line feed each. ConfigFaults."""
    return _text_of(path)


def _read_hall(path: Path, text: str | None = None) -> tuple[Hall, list[ConfigFault]]:
    """Return a hall of the right shape and what is wrong in it; raise what leaves no hall."""
    source = _parse(path, _text_of(path) if text is None else text)
    hall = source.shape(Hall)
    named: list[tuple[KeyPath, str]] = [
        (("clerks", i, "photo"), clerk.photo) for i, clerk in enumerate(hall.clerks)
    ]
    named += [(("notices", i, "picture"), note.picture) for i, note in enumerate(hall.notices)]
    findings = [*hall_findings(hall), *_missing_files(named, path.parent)]
    return hall, source.faults(findings)


def _missing_files(named: Sequence[tuple[KeyPath, str]], folder: Path) -> Iterator[Finding]:
    for path, name in named:
        if name and not _is_file(folder / name):
            yield Finding(path, said("no-such-file", file=name, folder=str(folder)))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _read_guide(file: Path, text: str, hall: Hall | None) -> Guide:
    """Return a guide; whether its service exists cannot be known without a hall."""
    source = _parse(file, text)
    if hall is not None and file.stem not in hall.service_by_id:
        known = hint(file.stem, hall.service_by_id)
        raise ConfigFaults([_fault(file, said("guide-of-nothing", id=file.stem, hint=known))])
    guide = source.shape(Guide)
    samples = [(("papers", i, "sample"), paper.sample) for i, paper in enumerate(guide.papers)]
    faults = source.faults([*guide_findings(guide), *_missing_files(samples, file.parent)])
    if faults:
        raise ConfigFaults(faults)
    return guide


def _fault(file: Path, what: Said, line: int | None = None) -> ConfigFault:
    return ConfigFault(str(file), line, (), what)


def _parse(file: Path, text: str) -> _Source:
    try:
        data = tomllib.loads(text)
    except RecursionError:
        raise ConfigFaults([_fault(file, said("too-deep"))]) from None
    except ValueError as wrong:
        found = _LINE.search(str(wrong))
        line = int(found.group(1)) if found else None
        raise ConfigFaults([_fault(file, said("not-toml", reason=str(wrong)), line)]) from wrong
    return _Source(file, text, data)


def _text_of(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            content = opened.read(FILE_BYTES_MAX + 1)
    except (OSError, ValueError) as wrong:
        reason = reason_of(wrong) if isinstance(wrong, OSError) else str(wrong)
        raise ConfigFaults([_fault(file, said("cannot-read", reason=reason))]) from wrong
    if len(content) > FILE_BYTES_MAX:
        raise ConfigFaults([_fault(file, said("too-large", most=FILE_BYTES_MAX))])
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as wrong:
        line = content[: wrong.start].count(b"\n") + 1
        raise ConfigFaults([_fault(file, said("not-utf8"), line)]) from wrong
