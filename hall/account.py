# SPDX-License-Identifier: Apache-2.0
"""`hallflow account` and `hallflow token`: who may sign in, which programs may ask.

For whoever may read the data folder; they work beside a running hall too.
"""

import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial

from config.accounts import Accounts as Settings
from config.arguments import EXIT_FAULTS, add_config, add_data, hall_or_exit, language_wished
from hall.accounts import OUTSIDE, AccountError, Accounts
from hall.core.accounts import Role, Scope
from hall.days import archive_or_exit
from hall.store.accounts import Account
from hall.store.schema import StoreFault
from hall.tables import Cell, add_format, show
from look.words import Words

_words = cache(partial(Words, "hall"))
Deed = Callable[[Words, Accounts, Namespace], None]


def main(argv: Sequence[str] | None = None) -> int:
    """Do what is asked with accounts; return 0, or 2 when it cannot be done."""
    words = _words(language_wished())
    parser = ArgumentParser("hallflow account", description=words("account-about"))
    kinds = parser.add_subparsers(required=True, metavar="DEED")
    named: dict[str, Deed] = {
        "add": _add,
        "reset": _reset,
        "disable": _change,
        "enable": _change,
        "unlock": _change,
    }
    for name, deed in named.items():
        one = _deed(kinds, words, f"account-{name}", deed)
        one.add_argument("name", metavar="NAME", help=words("account-name-help"))
        if name == "add":
            roles = [role.value for role in Role]
            help_ = words("account-role-help")
            one.add_argument("--role", choices=roles, default="clerk", metavar="ROLE", help=help_)
    _deed(kinds, words, "account-clerks", _add_clerks, config=True)
    add_format(_deed(kinds, words, "account-list", _list))
    return _run(words, parser.parse_args(argv))


def main_token(argv: Sequence[str] | None = None) -> int:
    """Do what is asked with tokens; return 0, or 2 when it cannot be done."""
    words = _words(language_wished())
    parser = ArgumentParser("hallflow token", description=words("token-about"))
    kinds = parser.add_subparsers(required=True, metavar="DEED")
    make = _deed(kinds, words, "token-make", _make_token)
    make.add_argument("name", metavar="NAME", help=words("token-name-help"))
    scopes = [scope.value for scope in Scope]
    make.add_argument(
        "--scope", action="append", choices=scopes, metavar="S", help=words("token-scopes-help")
    )
    add_format(_deed(kinds, words, "token-list", _list_tokens))
    revoke = _deed(kinds, words, "token-revoke", _revoke_token)
    revoke.add_argument("name", metavar="NAME", help=words("token-name-help"))
    return _run(words, parser.parse_args(argv))


def _deed(
    kinds: "_SubParsersAction[ArgumentParser]",
    words: Words,
    key: str,
    deed: Deed,
    *,
    config: bool = False,
) -> ArgumentParser:
    """Return the parser of one deed."""
    about = words(f"{key}-about")
    one: ArgumentParser = kinds.add_parser(key.partition("-")[2], help=about, description=about)
    add_config(one, required=config)
    add_data(one)
    one.set_defaults(deed=deed, deed_name=key.partition("-")[2])
    return one


def _run(words: Words, wished: Namespace) -> int:
    try:
        with _opened(wished) as accounts:
            wished.deed(words, accounts, wished)
    except AccountError as error:
        sys.stderr.write(f"hallflow: {words(error.key, **error.values)}\n")
        return EXIT_FAULTS
    except StoreFault as fault:
        sys.stderr.write(f"hallflow: {fault}\n")
        return EXIT_FAULTS
    return 0


@contextmanager
def _opened(wished: Namespace) -> Iterator[Accounts]:
    """Open the accounts of a folder that is a hall's data."""
    archive_or_exit(wished.data).close()
    settings = hall_or_exit(wished.config).accounts if wished.config else Settings()
    accounts = Accounts.open(wished.data, settings)
    try:
        yield accounts
    finally:
        accounts.store.close()


def _say(words: Words, name: str, password: str) -> None:
    sys.stdout.write(words("account-password", name=name, password=password) + "\n")


def _add(words: Words, accounts: Accounts, wished: Namespace) -> None:
    _say(words, wished.name, accounts.add(wished.name, Role(wished.role), OUTSIDE))


def _add_clerks(words: Words, accounts: Accounts, wished: Namespace) -> None:
    numbers = [clerk.number for clerk in hall_or_exit(wished.config).clerks]
    added = accounts.add_clerks(numbers, OUTSIDE)
    for name, password in added.items():
        _say(words, name, password)
    if not added:
        sys.stdout.write(words("account-none-new") + "\n")


def _reset(words: Words, accounts: Accounts, wished: Namespace) -> None:
    _say(words, wished.name, accounts.reset(wished.name, OUTSIDE))


def _change(words: Words, accounts: Accounts, wished: Namespace) -> None:
    deeds = {
        "disable": accounts.disable,
        "enable": accounts.enable,
        "unlock": accounts.unlock,
    }
    deeds[wished.deed_name](wished.name, OUTSIDE)
    sys.stdout.write(words("account-done", name=wished.name) + "\n")


def _list(words: Words, accounts: Accounts, wished: Namespace) -> None:
    columns = {key: words(f"account-column-{key}") for key in ("name", "role", "state")}
    rows: list[dict[str, Cell]] = [
        {
            "name": account.name,
            "role": words(f"role-{account.role.value}"),
            "state": _state(words, account, accounts.now()),
        }
        for account in accounts.store.accounts()
    ]
    show(wished.format, words("accounts-title"), columns, rows)


def _state(words: Words, account: Account, at: int) -> str:
    states = {
        "account-closed": account.disabled,
        "account-rests": account.locked_until > at,
        "account-one-time": account.one_time,
    }
    return ", ".join(words(key) for key, holds in states.items() if holds)


def _make_token(_: Words, accounts: Accounts, wished: Namespace) -> None:
    scopes = [Scope(scope) for scope in wished.scope or ["read"]]
    sys.stdout.write(accounts.make_token(wished.name, scopes, OUTSIDE) + "\n")


def _list_tokens(words: Words, accounts: Accounts, wished: Namespace) -> None:
    columns = {
        "name": words("token-name-help"),
        "scopes": words("token-column-scopes"),
        "state": words("account-column-state"),
    }
    rows: list[dict[str, Cell]] = [
        {
            "name": token.name,
            "scopes": " ".join(token.scopes),
            "state": words("tokens-revoked") if token.revoked_at else "",
        }
        for token in accounts.store.tokens()
    ]
    show(wished.format, words("tokens-title"), columns, rows)


def _revoke_token(words: Words, accounts: Accounts, wished: Namespace) -> None:
    accounts.revoke_token(wished.name, OUTSIDE)
    sys.stdout.write(words("account-done", name=wished.name) + "\n")
