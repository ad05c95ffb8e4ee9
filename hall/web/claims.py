# SPDX-License-Identifier: Apache-2.0
"""Which alarms somebody looks after: kept over a restart, forgotten once the alarm is over."""

from hall.store.accounts import AccountStore, Claim

SETTLE_MS = 300_000
"""After a start an alarm may come up again so late: until then its claim is kept."""


class Claims:
    """The claims of a hall; read for each drawing, written when one is made or over."""

    def __init__(self, store: AccountStore) -> None:
        self._store = store
        self._claimed = store.claims()
        self._standing: frozenset[str] = frozenset()
        self._seen: set[str] = set()
        self._since_at = 0

    def of(self, key: str) -> Claim | None:
        """Return who looks after an alarm; None: nobody does."""
        return self._claimed.get(key)

    def stand(self, keys: frozenset[str], at_ms: int) -> None:
        """Take which alarms there are now."""
        self._standing = keys
        self._seen |= keys & self._claimed.keys()
        self._since_at = self._since_at or at_ms
        settled = at_ms - self._since_at >= SETTLE_MS
        over = [k for k in self._claimed if k not in keys and (settled or k in self._seen)]
        if over:
            self._store.end_claims(over)
            for key in over:
                del self._claimed[key]

    def claim(self, key: str, at_ms: int, by: str) -> bool:
        """Claim an alarm, or leave it again; False when it is over."""
        if key not in self._standing:
            return False
        if key in self._claimed:
            self._store.end_claims([key])
            del self._claimed[key]
        else:
            self._claimed[key] = Claim(at=at_ms, who=by)
            self._store.keep_claim(key, self._claimed[key])
            self._seen.add(key)
        return True
