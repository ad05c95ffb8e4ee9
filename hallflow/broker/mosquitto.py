# SPDX-License-Identifier: Apache-2.0
"""mosquitto as the hall's child: its settings, passwords and access list, made from the table."""

import base64
import hashlib
import os
import pwd
import secrets
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from bus.channels import PAYLOAD_BYTES_MAX
from bus.describe import LICENCE, Access, mosquitto_acl

PACKET_BYTES_MAX = PAYLOAD_BYTES_MAX + 1_024
QUEUED_MAX = 100_000
"""Messages waiting for one part. mosquitto's own 1,000 would drop the rest of a burst unsaid."""
IN_FLIGHT_MAX = 1_000
CONNECTIONS_MAX = 2_000
HASH_ROUNDS = 101
HASH_BYTES = 64
SALT_BYTES = 12
USUAL_PLACES = "/usr/sbin:/usr/local/sbin:/opt/homebrew/sbin"


def find_mosquitto() -> str | None:
    """Return the path of this machine's mosquitto, or None."""
    return shutil.which("mosquitto") or shutil.which("mosquitto", path=USUAL_PLACES)


def settings(host: str, port: int, user: str, folder: str) -> str:
    """Return mosquitto.conf for one listener; `folder` holds its passwords and access list."""
    lines = [
        f"# {LICENCE}",
        "# Made by hallflow; do not edit.",
        f"listener {port} {host}",
        f"max_connections {CONNECTIONS_MAX}",
        "# One session a login: nobody takes over another's by its client id.",
        "use_username_as_clientid true",
        "allow_anonymous false",
        f"password_file {folder}/passwords",
        f"acl_file {folder}/acl",
        f"user {user}",
        "# Nothing is stored here: the hall says every retained state again after a restart.",
        "persistence false",
        f"max_packet_size {PACKET_BYTES_MAX}",
        f"max_queued_messages {QUEUED_MAX}",
        f"max_inflight_messages {IN_FLIGHT_MAX}",
        "set_tcp_nodelay true",
        "sys_interval 0",
        "connection_messages false",
        "log_dest stderr",
        "log_type error",
        "log_type warning",
        "log_type notice",
        "log_type information",
    ]
    return "\n".join(lines) + "\n"


def password_lines(passwords: Mapping[str, str]) -> str:
    """Return mosquitto's password file: PBKDF2-SHA512, salted."""
    lines = []
    for login, password in sorted(passwords.items()):
        salt = secrets.token_bytes(SALT_BYTES)
        key = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, HASH_ROUNDS, HASH_BYTES)
        fields = (base64.b64encode(part).decode() for part in (salt, key))
        lines.append(f"{login}:$7${HASH_ROUNDS}${'$'.join(fields)}")
    return "\n".join(lines) + "\n"


def write_files(
    folder: Path, host: str, port: int, passwords: Mapping[str, str], access: Iterable[Access]
) -> Path:
    """Write all that mosquitto reads into a folder nobody else may see; return its settings."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    user = pwd.getpwuid(os.getuid()).pw_name
    texts = {
        "mosquitto.conf": settings(host, port, user, str(folder)),
        "passwords": password_lines(passwords),
        "acl": mosquitto_acl(access),
    }
    for name, text in texts.items():
        file = folder / name
        file.unlink(missing_ok=True)
        file.touch(mode=0o600)
        file.write_text(text, encoding="utf-8")
    return folder / "mosquitto.conf"
