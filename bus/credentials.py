# SPDX-License-Identifier: Apache-2.0
"""Where a part finds the password of its login: in the environment, or in a file of its machine.

`HALLFLOW_PASSWORD` is the password itself; `HALLFLOW_CREDENTIALS`, or the option `--credentials`
of every part, names a JSON file `{"HALL.PART": "password", ...}` as `hallflow access` writes it.
The same file has under `HALL/card-key` what the hall's card readers make a person's hash with;
`HALLFLOW_CARD_KEY` is that key itself.
"""

import os
from pathlib import Path

import msgspec

from bus.channels import Part

PASSWORD_VARIABLE = "HALLFLOW_PASSWORD"  # noqa: S105 - the name of a variable
FILE_VARIABLE = "HALLFLOW_CREDENTIALS"
CARD_KEY_VARIABLE = "HALLFLOW_CARD_KEY"
FILE_BYTES_MAX = 1_000_000


class CredentialsError(Exception):
    """No password where one was promised; the text says where, why and what to do."""


def password_of(part: Part, file: str | Path = "") -> str:
    """Return a part's password; empty when neither a file nor the environment has one."""
    return _secret(part.login, file, PASSWORD_VARIABLE)


def card_key_of(part: Part, file: str | Path = "") -> bytes:
    """Return the key of the hall's card readers; empty when neither file nor environment has it."""
    return _secret(card_key_name(part.hall), file, CARD_KEY_VARIABLE).encode()


def card_key_name(hall: str) -> str:
    """Return the name in the file of the key of a hall's card readers: no login, for its slash."""
    return f"{hall}/card-key"


def _secret(wanted: str, file: str | Path, variable: str) -> str:
    name = str(file) or ("" if variable in os.environ else os.environ.get(FILE_VARIABLE))
    if not name:
        return os.environ.get(variable, "")
    return _read(Path(name), wanted)


def _read(file: Path, wanted: str) -> str:
    again = "make it with: hallflow access --config FILE --data DIR --json"
    try:
        with file.open("rb") as opened:
            content = opened.read(FILE_BYTES_MAX)
        found = msgspec.json.decode(content, type=dict[str, str])
    except OSError as error:
        raise CredentialsError(f"{file}: {error.strerror}; {again}") from error
    except msgspec.MsgspecError as error:
        raise CredentialsError(f"{file}: {error}; {again}") from error
    if wanted not in found:
        raise CredentialsError(f"{file}: nothing for {wanted}; {again}")
    return found[wanted]
