# SPDX-License-Identifier: Apache-2.0
"""Where a part finds the password of its login: in the environment, or in a file of its machine.

`HALLFLOW_PASSWORD` is the password itself; `HALLFLOW_CREDENTIALS`, or the option `--credentials`
of every part, names a JSON file `{"HALL.PART": "password", ...}` as `hallflow access` writes it.
"""

import os
from pathlib import Path

import msgspec

from bus.channels import Part

PASSWORD_VARIABLE = "HALLFLOW_PASSWORD"  # noqa: S105 - the name of a variable
FILE_VARIABLE = "HALLFLOW_CREDENTIALS"
FILE_BYTES_MAX = 1_000_000


class CredentialsError(Exception):
    """No password where one was promised; the text says where, why and what to do."""


def password_of(part: Part, file: str | Path = "") -> str:
    """Return a part's password; empty when neither a file nor the environment has one."""
    name = str(file) or ("" if PASSWORD_VARIABLE in os.environ else os.environ.get(FILE_VARIABLE))
    if not name:
        return os.environ.get(PASSWORD_VARIABLE, "")
    return _read(Path(name), part.login)


def _read(file: Path, login: str) -> str:
    again = "make it with: hallflow access --config FILE --data DIR --json"
    try:
        with file.open("rb") as opened:
            content = opened.read(FILE_BYTES_MAX)
        found = msgspec.json.decode(content, type=dict[str, str])
    except OSError as error:
        raise CredentialsError(f"{file}: {error.strerror}; {again}") from error
    except msgspec.MsgspecError as error:
        raise CredentialsError(f"{file}: {error}; {again}") from error
    if login not in found:
        raise CredentialsError(f"{file}: nothing for {login}; {again}")
    return found[login]
