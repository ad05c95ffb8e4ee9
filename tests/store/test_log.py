# SPDX-License-Identifier: Apache-2.0
"""The log keeps what it acknowledged, and refuses what must not be."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from bus.messages import Accepted, Refusal, Refused
from hall.core.effects import Commit, CommitFailed, Committed, Kept
from hall.core.facts import AnyFact, DayOpened, Issued, Rated, Recorded
from hall.store.log import ANSWERS_MAX, Archive, Log
from hall.store.schema import FILE, MIGRATIONS, StoreFault

BORN = 1_767_225_600_000
DAY = "2026-01-01"


def recorded(seq: int, fact: AnyFact, day: str = DAY) -> Recorded:
    return Recorded(seq=seq, step=seq, at=BORN + seq, day=day, fact=fact)


def issued(ticket: str) -> Issued:
    return Issued(
        ticket=ticket,
        number="A001",
        prefix="A",
        count=1,
        service="tax",
        priority="ordinary",
        since_at=BORN,
    )


def rated(visit: str) -> Rated:
    return Rated(visit=visit, ticket="2026-01-01-A001", window="1", level=4)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    log = Log.open(tmp_path, "township", BORN)
    yield log
    log.close()


def reopened(log: Log) -> Log:
    log.close()
    return Log.open(log.folder, "township", BORN + 1_000)


def test_what_was_committed_is_there_after_the_next_start(log: Log) -> None:
    facts = (recorded(1, DayOpened(day=DAY)), recorded(2, issued("2026-01-01-A001")))
    answer = Kept(to="kiosk-1", answer=Accepted(command="c-1"))
    assert log.commit(Commit(1, facts, (answer,))) == Committed(1)
    again = reopened(log)
    loaded = again.load()
    again.close()
    assert loaded.first_seq == BORN
    assert loaded.facts == facts
    assert loaded.answers == loaded.undelivered == (answer,)


def test_a_delivered_answer_is_remembered_but_not_sent_again(log: Log) -> None:
    answer = Kept(to="kiosk-1", answer=Refused(command="c-1", refusal=Refusal.CLOSED))
    log.commit(Commit(1, answers=(answer,)))
    log.commit(Commit(2, delivered=(("kiosk-1", "c-1"),)))
    loaded = log.load()
    assert loaded.answers == (answer,)
    assert loaded.undelivered == ()


def test_an_answer_asked_inside_the_process_waits_for_nobody_after_a_restart(log: Log) -> None:
    log.commit(Commit(1, answers=(Kept("web", Accepted(command="c-1"), over_bus=False),)))
    assert log.load().undelivered == ()


def test_an_answer_that_cannot_be_read_is_left_out_and_told(
    log: Log, caplog: pytest.LogCaptureFixture
) -> None:
    good = Kept(to="kiosk-1", answer=Accepted(command="c-1"))
    unreadable = Kept(to="kiosk-1", answer=Accepted(command="not an id"))
    torn = Kept(to="kiosk-1", answer=Accepted(command="c-3"))
    log.commit(Commit(1, answers=(good, unreadable, torn)))
    log._connection.execute("UPDATE answers SET body = '{' WHERE command = 'c-3'")
    loaded = log.load()
    assert loaded.answers == loaded.undelivered == (good,)
    assert [text.split(":")[0] for text in loaded.unreadable] == [
        "kiosk-1 not an id",
        "kiosk-1 c-3",
    ]
    assert "c-3" in caplog.text


def test_a_fact_that_cannot_be_read_stops_the_hall_and_says_where(log: Log) -> None:
    log.commit(Commit(1, (recorded(1, DayOpened(day=DAY)), recorded(2, issued("a")))))
    log._connection.execute("UPDATE facts SET body = '{}' WHERE seq = 2")
    with pytest.raises(StoreFault, match=r"after seq 1 that cannot be read .*restore a backup"):
        log.load()


def test_a_replay_starts_at_the_last_day_opened(log: Log) -> None:
    log.commit(Commit(1, (recorded(1, DayOpened(day=DAY)), recorded(2, issued("a")))))
    newest = (recorded(3, DayOpened(day="2026-01-02"), "2026-01-02"), recorded(4, issued("b")))
    log.commit(Commit(2, newest))
    assert log.load().facts == newest


@pytest.mark.parametrize(
    ("first", "second"), [(issued("same"), issued("same")), (rated("v-1"), rated("v-1"))]
)
def test_the_file_itself_refuses_a_number_or_a_rating_twice(
    log: Log, first: AnyFact, second: AnyFact
) -> None:
    assert log.commit(Commit(1, (recorded(1, first),))) == Committed(1)
    failed = log.commit(Commit(2, (recorded(2, issued("other")), recorded(3, second))))
    assert isinstance(failed, CommitFailed)
    assert "UNIQUE" in failed.reason
    assert [fact.seq for fact in log.load().facts] == [1], "nothing of the transaction stays"


def test_the_log_of_another_hall_is_not_touched(log: Log) -> None:
    log.close()
    with pytest.raises(StoreFault, match="holds the log of the hall 'township', not 'tax'"):
        Log.open(log.folder, "tax", BORN)


def test_a_foreign_database_is_not_touched(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / FILE)
    connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    with pytest.raises(StoreFault, match="belongs to another program"):
        Log.open(tmp_path, "township", BORN)


def test_a_file_that_is_no_database_is_said_so(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"not a database at all, but long enough to be read as one" * 20)
    with pytest.raises(StoreFault, match="is no database or a damaged one"):
        Log.open(tmp_path, "township", BORN)


def test_a_newer_format_is_left_alone(log: Log) -> None:
    log.close()
    connection = sqlite3.connect(log.folder / FILE)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    with pytest.raises(StoreFault, match="newer hallflow"):
        Log.open(log.folder, "township", BORN)


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(StoreFault, match="cannot be written"):
        Log.open(tmp_path / "nowhere", "township", BORN)


def test_a_full_disk_fails_the_commit_and_nothing_else(log: Log) -> None:
    log.commit(Commit(1, (recorded(1, DayOpened(day=DAY)),)))
    log._connection.execute("PRAGMA max_page_count = 1")
    many = tuple(recorded(n, issued(f"t-{n}")) for n in range(2, 3_000))
    failed = log.commit(Commit(2, many))
    assert isinstance(failed, CommitFailed)
    assert "full" in failed.reason
    assert len(log.load().facts) == 1
    log._connection.execute("PRAGMA max_page_count = 1000000")
    assert log.commit(Commit(3, many)) == Committed(3)


def test_old_answers_go_when_a_day_opens(log: Log) -> None:
    many = tuple(Kept("k", Accepted(command=f"c-{n}"), over_bus=False) for n in range(ANSWERS_MAX))
    log.commit(Commit(1, answers=many))
    newest = Kept("k", Accepted(command="newest"), over_bus=False)
    log.commit(Commit(2, (recorded(1, DayOpened(day=DAY)),), (newest,)))
    answers = log.load().answers
    assert len(answers) == ANSWERS_MAX
    assert answers[-1].command == "newest"
    assert answers[0].command == "c-1"


def test_an_archive_reads_beside_the_writer(log: Log) -> None:
    first = recorded(1, issued("a"))
    second = recorded(2, issued("b"), "2026-01-02")
    log.commit(Commit(1, (first, second)))
    archive = Archive(log.folder)
    assert archive.hall == "township"
    assert archive.days() == [DAY, "2026-01-02"]
    assert archive.facts_of("2026-01-02") == [second]
    assert list(archive.facts_between(DAY, "2026-01-02")) == [first, second]
    archive.close()


def test_an_archive_of_nothing_says_what_to_give(tmp_path: Path) -> None:
    with pytest.raises(StoreFault, match="there is no such file"):
        Archive(tmp_path)
