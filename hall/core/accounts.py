# SPDX-License-Identifier: Apache-2.0
"""Who may do what: roles of people, scopes of programs."""

from enum import StrEnum

from msgspec import Struct


class Role(StrEnum):
    """What somebody is in the hall."""

    CLERK = "clerk"
    """Works at windows."""
    MANAGER = "manager"
    """Watches and plans the hall, and may help out at a window."""
    ADMIN = "admin"
    """Looks after accounts and settings, and may do all that a manager may."""
    DISPLAY = "display"
    """A screen on a wall: it looks, and can do nothing."""


class Scope(StrEnum):
    """What a program with a token may do."""

    READ = "read"
    """See the hall, its windows, its figures."""
    PRESS = "press"
    """Do what clerks do at windows."""
    MANAGE = "manage"
    """Do what managers do."""


GRANTS: dict[Role, frozenset[Role]] = {
    Role.CLERK: frozenset({Role.CLERK}),
    Role.MANAGER: frozenset({Role.MANAGER, Role.CLERK, Role.DISPLAY}),
    Role.ADMIN: frozenset(Role),
    Role.DISPLAY: frozenset({Role.DISPLAY}),
}
"""The roles whose pages each role may use."""


class Person(Struct, frozen=True):
    """Who asks, and by what right."""

    name: str
    """Of the account or the token; empty when the hall asks nobody to sign in."""
    role: Role | None
    """None for a program, which has scopes instead."""
    scopes: frozenset[Scope] = frozenset()
    session: str = ""
    """Names the session without opening it."""
    must_change: bool = False
    """The password is a one-time one: nothing else can be done before it is changed."""

    def may(self, roles: frozenset[Role], scope: Scope | None) -> bool:
        """Whether this one may use what is open to some roles and, for programs, to a scope."""
        if self.role is None:
            return scope in self.scopes
        return bool(GRANTS[self.role] & roles)


NOBODY_ASKED = Person(name="", role=Role.MANAGER)
"""Whoever comes to a hall that works without sign-in; accounts and settings stay closed to them."""
