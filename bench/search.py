# SPDX-License-Identifier: Apache-2.0
"""What a letter typed on a kiosk costs before the results can be shown, in a big hall."""

import time
from collections.abc import Callable, Iterator, Sequence

from bench.city import SERVICES
from bench.figures import Figure, in_ms, percentile
from config.load import hall_named, load_guides
from kiosk.core.catalogue import Catalogue
from kiosk.core.search import Entry, Index, plain
from kiosk.reading import reading

HALLS = ("township", "tax")
TYPED = (
    *("shenfenzheng", "shangghukou", "shenfenzhengdiule", "kaifapiao", "yanglaojin", "sfzbl"),
    *("身份证丢了", "生孩子", "公司注销", "发票遗失处理", "公积金提取", "meiyouzheyangdeshixiang"),
    *("idcard", "taxrefund", "businesslicense", "marriage", "qqqqqqqqqqqqqqqqqqqq", "zzyzzyzzy"),
)
"""Typed letter by letter; some with a slip, some that nothing fits."""
ROUNDS = 5


def search(*, quick: bool, tell: Callable[[str], None]) -> Iterator[Figure]:
    """Yield the processor time of one search for each letter typed, none of them asked before."""
    tell("search: learning")
    entries = tuple(_entries())
    names = tuple(tuple(map(plain, (*entry.names, *entry.kin))) for entry in entries)
    typed = [query[: end + 1] for query in TYPED for end in range(len(query))]
    took_s, floor_s = [], []
    for _ in range(1 if quick else ROUNDS):
        tell("search: typing")
        # A new index each round: what was asked before is kept by an old one.
        index = Index(entries, reading)
        took_s += [_cpu_s(index.find, query) for query in typed]
        floor_s += [_cpu_s(lambda query: _holding(names, query), query) for query in typed]
    floor = percentile(floor_s, 0.5)
    for share, name in ((0.5, "p50"), (0.99, "p99"), (1.0, "most")):
        took = percentile(took_s, share)
        against = f"a plain look into {SERVICES} services ({in_ms(floor):.3f} ms)"
        yield Figure(f"search after a letter, {name}", in_ms(took), "ms", took / floor, against)


def _entries() -> Iterator[Entry]:
    """Yield as many services as a city has: those of the example halls, again and again."""
    found: list[Entry] = []
    for name in HALLS:
        found += Catalogue(hall_named(name), load_guides(name), "").entries()
    for number in range(SERVICES):
        entry = found[number % len(found)]
        district = f"{number // len(found)} 区"
        names = tuple(name + district for name in entry.names)
        yield Entry(f"{entry.id}-{number}", names, entry.kin)


def _holding(names: Sequence[Sequence[str]], query: str) -> int:
    return sum(any(query in name for name in each) for each in names)


def _cpu_s(find: Callable[[str], object], query: str) -> float:
    began = time.process_time()
    find(query)
    return time.process_time() - began
