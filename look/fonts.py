# SPDX-License-Identifier: Apache-2.0
"""Finds Noto Sans CJK and hands out its Simplified Chinese face as files that Kivy can open.

Debian ships the family as a collection whose first face is Japanese; a reader of Chinese sees
foreign shapes in it. Kivy can open the first face only, so the right one is copied out once.
"""

import os
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from tempfile import NamedTemporaryFile
from typing import Final

FAMILY: Final = "Noto Sans CJK SC"
APT_LINE: Final = "sudo apt-get install --no-install-recommends fonts-noto-cjk"
_DEBIAN: Final = Path("/usr/share/fonts/opentype/noto")
_FILES: Final = {"Regular": "NotoSansCJK-Regular.ttc", "Bold": "NotoSansCJK-Bold.ttc"}
_FACE_SC: Final = 2
_ENTRY: Final = struct.Struct(">4sIII")
_FONTCONFIG_TIMEOUT_S: Final = 20


class FontMissingError(Exception):
    """No Noto Sans CJK on this machine; the text says how to install it."""


@dataclass(frozen=True, slots=True)
class Fonts:
    """Paths of the two weights that the screens use, single-face files."""

    regular: Path
    bold: Path


def find() -> Fonts:
    """Return the two weights, copied out of their collections; FontMissingError if absent."""
    return Fonts(regular=_single_face(_locate("Regular")), bold=_single_face(_locate("Bold")))


def register(name: str = "hall") -> Fonts:
    """Make the family known to Kivy under that name."""
    from kivy.core.text import LabelBase  # noqa: PLC0415  # a server has no Kivy

    fonts = find()
    LabelBase.register(name, fn_regular=str(fonts.regular), fn_bold=str(fonts.bold))
    return fonts


def _locate(style: str) -> Path:
    """Ask Debian's own path first (no process), then fontconfig."""
    known = _DEBIAN / _FILES[style]
    if known.is_file():
        return known
    asked = _ask_fontconfig(style)
    if asked is None:
        raise FontMissingError(f"the font {FAMILY} ({style}) is not installed; run: {APT_LINE}")
    return asked


def _ask_fontconfig(style: str) -> Path | None:
    program = which("fc-list")
    if program is None:
        return None
    answer = subprocess.run(  # noqa: S603  # a fixed command, no text from outside
        [program, f"{FAMILY}:style={style}", "file"],
        capture_output=True,
        text=True,
        timeout=_FONTCONFIG_TIMEOUT_S,
        check=True,
    )
    paths = sorted(line.rstrip(": ") for line in answer.stdout.splitlines() if line.strip())
    return Path(paths[0]) if paths else None


def _single_face(collection: Path) -> Path:
    """Return a file with the Simplified Chinese face alone (made once, kept in the cache)."""
    with collection.open("rb") as file:
        if file.read(4) != b"ttcf":
            return collection
    stat = collection.stat()
    name = f"{collection.stem}-SC-{stat.st_size:x}-{int(stat.st_mtime):x}.otf"
    wanted = _cache_folder() / name
    if not wanted.is_file():
        _write_whole(wanted, _face_bytes(collection.read_bytes(), _FACE_SC))
    return wanted


def _cache_folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    folder = Path(base) / "hallflow" / "fonts"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _write_whole(path: Path, content: bytes) -> None:
    """Write a file that another process sees whole or not at all."""
    with NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    Path(file.name).replace(path)


def _face_bytes(collection: bytes, face: int) -> bytes:
    """Copy one face out of an OpenType collection (OpenType 1.9, "Font Collections")."""
    (count,) = struct.unpack_from(">I", collection, 8)
    if face >= count:
        raise FontMissingError(f"the font collection holds {count} faces, number {face} is wanted")
    (start,) = struct.unpack_from(">I", collection, 12 + 4 * face)
    (tables,) = struct.unpack_from(">H", collection, start + 4)
    entries = [
        _ENTRY.unpack_from(collection, start + 12 + _ENTRY.size * index) for index in range(tables)
    ]
    head = bytearray(collection[start : start + 12])
    body = bytearray()
    offset = len(head) + _ENTRY.size * tables
    for tag, checksum, at, length in entries:
        head += _ENTRY.pack(tag, checksum, offset + len(body), length)
        body += collection[at : at + length]
        body += bytes(-length % 4)
    return bytes(head + body)
