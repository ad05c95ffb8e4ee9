# SPDX-License-Identifier: Apache-2.0
"""Codes people carry: of an appointment, and of a case that was accepted (a receipt code).

A receipt code is twelve digits, eleven that nobody can guess and one that finds a slip of the
finger (ISO 7064, MOD 11,10); people read it in groups of three. A code may stand at the end of a
web address, as it does in a QR code.
"""

DIGITS = 12
GROUP = 3
CODE_MAX = 16
SCANNED_MAX = 512
_BASE = 10


def receipt_code(drawn: bytes) -> str:
    """Return the code made of bytes that nobody can guess, at least 8 of them."""
    body = f"{int.from_bytes(drawn, 'big') % _BASE ** (DIGITS - 1):0{DIGITS - 1}d}"
    return body + str(_check(body))


def is_receipt(code: str) -> bool:
    """Whether a code is a receipt code, typed without a slip."""
    return looks_like_receipt(code) and code[-1] == str(_check(code[:-1]))


def looks_like_receipt(code: str) -> bool:
    """Whether a code has the length of a receipt code and digits only."""
    return len(code) == DIGITS and code.isascii() and code.isdigit()


def grouped(code: str) -> str:
    """Return a receipt code as people read it, `123 456 789 012`; another code as it is."""
    if not looks_like_receipt(code):
        return code
    return " ".join(code[place : place + GROUP] for place in range(0, DIGITS, GROUP))


def code_in(text: str) -> str:
    """Return the code in what was typed or scanned: the end of an address, capital, unspaced.

    Empty when there is none.
    """
    last = text.strip().split("?")[0].split("#")[0].rstrip("/").rpartition("/")[2]
    code = "".join(sign for sign in last.upper() if sign not in " -")
    plain = code.isascii() and code.isalnum()
    return code if plain and len(code) <= CODE_MAX else ""


def _check(body: str) -> int:
    product = _BASE
    for digit in body:
        total = (product + int(digit)) % _BASE or _BASE
        product = total * 2 % (_BASE + 1)
    return (_BASE + 1 - product) % _BASE
