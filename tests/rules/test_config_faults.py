# SPDX-License-Identifier: Apache-2.0
import re
from pathlib import Path

import pytest

from config.faults import WORDS
from config.load import FILE_BYTES_MAX
from tests.rules.config_hall import GUIDE, HALL, changed, faults_in, write

LEVELS = "levels = { F1 = 5, F2 = 4, F3 = 3, F4 = 2, F5 = 1 }\n"
READER = '[[bridges.ports]]\nid = "cards"\npath = "/dev/ttyUSB1"\ndriver = "sdt"\n'
READER_TOO = READER.replace("cards", "cards-2").replace("USB1", "USB2")

# what is broken in the hall -> where the fault is, and which one it is
HALL_FAULTS = [
    ('id = "small"', 'id = "small"\ncolour = 3', "colour", "unknown-key"),
    ('id = "small"\n', "", "id", "missing-key"),
    ('id = "small"', 'id = "a b"', "id", "wrong-value"),
    ('id = "small"', 'id = "small\\n"', "id", "wrong-value"),
    ('id = "small"', 'id = "small"\ntime_zone = "Asia/Nowhere"', "time_zone", "no-time-zone"),
    ('languages = ["zh", "en"]', "languages = []", "languages", "no-language"),
    ('languages = ["zh", "en"]', 'languages = ["en"]', "voice.languages[0]", "unknown"),
    ('mon = ["08:30-12:00", ', 'mon = ["12:00-08:30", ', "hours.week.mon[0]", "span-backwards"),
    ('mon = ["08:30-12:00", ', 'mon = ["08:30-08:30", ', "hours.week.mon[0]", "span-backwards"),
    ('"13:30-17:00"]', '"11:30-17:00"]', "hours.week.mon[1]", "span-overlaps"),
    ('mon = ["08:30-12:00", "13:30-17:00"]', "", "hours.week", "week-empty"),
    ('spans = ["09:00-12:00"]', "spans = []", "hours.extra[0].spans", "extra-empty"),
    ("closed = [2026-05-04]", "closed = [2026-05-09]", "hours.extra[0].date", "duplicate"),
    (
        "closed = [2026-05-04]",
        'holidays = ""\nmake_up = ["09:00-10:00"]',
        "hours.make_up",
        "make-up-unused",
    ),
    (
        "closed = [2026-05-04]",
        "closed = [2026-05-04]\nlast_ticket_minutes = 210",
        "hours.last_ticket_minutes",
        "last-ticket-never",
    ),
    (
        "promised_days = 20",
        'promised_days = 20\nhours = { tue = ["09:00-12:00"] }',
        "services[0].hours",
        "service-never-open",
    ),
    (
        "promised_days = 20",
        'promised_days = 20\nslots = [{ span = "12:00-13:30", quota = 5 }]',
        "services[0].slots[0].span",
        "quota-never",
    ),
    (
        "promised_days = 20",
        "promised_days = 20\nappointments = { slot_minutes = 211 }",
        "services[0].appointments.slot_minutes",
        "slot-never",
    ),
    (
        'takes = ["police", "question"]',
        'takes = ["police", "question"]\nrelief = [{ span = "12:00-13:30", takes = ["card"] }]',
        "windows[0].relief[0].takes",
        "relief-nothing",
    ),
    ("card = 1.5", "cart = 1.5", "policy.service_weights.cart", "unknown"),
    ('id = "ordinary"', 'id = "plain"', "policy.classes", "ordinary-missing"),
    ('id = "green"', 'id = "ordinary"', "policy.classes[1].id", "duplicate"),
    (
        'theme = "papers"',
        'theme = "papers"\n[[departments]]\nid = "x"\nname = { zh = "x", en = "x" }\nprefix = "VA"',
        "policy.classes[1].letter",
        "letter-collides",
    ),
    (
        "general_working_days = 5",
        "general_working_days = 1",
        "ratings.general_working_days",
        "deadline-falls",
    ),
    ('theme = "papers"', 'theme = "paper"', "departments[0].theme", "unknown"),
    ('theme = "papers"\n', "", "themes[0]", "unused"),
    ('life_events = ["moving"]', "", "life_events[0]", "unused"),
    (
        'life_events = ["moving"]',
        'life_events = ["mooing"]',
        "services[0].life_events[0]",
        "unknown",
    ),
    ('prefix = "B"', 'prefix = "A"', "departments[1].prefix", "prefix-taken"),
    ('prefix = "B"', 'prefix = "O"', "departments[1].prefix", "wrong-value"),
    ('id = "advice"', 'id = "police"', "departments[1].id", "duplicate"),
    ('department = "advice"', 'department = "police"', "departments[1]", "department-empty"),
    ('department = "advice"', 'department = "advise"', "services[1].department", "unknown"),
    ('id = "question"', 'id = "police"', "services[1].id", "service-like-department"),
    ("promised_days = 20\n", "", "services[0].promised_days", "promise-missing"),
    ("promised_days = 20", "promised_days = 61", "services[0].promised_days", "promise-too-long"),
    (
        'case_type = "time_limited"',
        'case_type = "immediate"',
        "services[0].promised_days",
        "immediate-too-long",
    ),
    (
        'case_type = "consultation"',
        'case_type = "consultation"\npromised_days = 0',
        "services[1].promised_days",
        "consultation-days",
    ),
    ('takes = ["police", "question"]', 'takes = ["police"]', "services[1]", "service-untaken"),
    ('takes = ["police", "question"]', "takes = []", "windows[0].takes", "takes-nothing"),
    ('"police", "question"]', '"police", "question", "quest"]', "windows[0].takes[2]", "unknown"),
    (
        '"police", "question"]',
        '"police", "question", "police"]',
        "windows[0].takes[2]",
        "duplicate",
    ),
    ('floor = "1"', 'floor = "2"', "windows[0].floor", "unknown"),
    ('zone = "A"', 'zone = "B"', "windows[0].zone", "unknown"),
    (
        'department = "police"\n\n[[printers',
        'department = "polis"\n\n[[printers',
        "clerks[0].department",
        "unknown",
    ),
    ('number = "001"', 'number = "001"\nphoto = "no.png"', "clerks[0].photo", "no-such-file"),
    ("valid_to = 2026-12-31", "valid_to = 2025-12-31", "notices[0].valid_to", "dates-backwards"),
    ("valid_to = 2026-12-31", "weekdays = []", "notices[0].weekdays", "notice-never"),
    ('printer = "front"\n', "", "printers[0]", "unused"),
    ('printer = "front"', 'printer = "back"', "kiosks[0].printer", "unknown"),
    ('path = "/dev/ttyS0"', "", "printers[0].path", "printer-needs"),
    ('path = "/dev/ttyS0"', 'path = "x"\nhost = "a"', "printers[0].host", "printer-unused-key"),
    ('windows = ["1"]', "", "displays[0].windows", "strip-windows"),
    ('windows = ["1"]', 'windows = ["2"]', "displays[0].windows[0]", "unknown"),
    ('id = "strip-1"', 'id = "kiosk-1"', "displays[0].id", "duplicate"),
    ('id = "strip-1"', 'id = "hall"', "displays[0].id", "id-of-hall"),
    (
        'window = "1"\n\n[[bridges]]',
        'window = "9"\n\n[[bridges]]',
        "evaluators[0].window",
        "unknown",
    ),
    ('path = "/dev/ttyUSB0"', "", "bridges[0].ports[0].path", "port-place"),
    (
        'path = "/dev/ttyUSB0"',
        'path = "/dev/ttyUSB0"\ndriver = "scanner"\nkiosk = "kiosk-1"',
        "bridges[0].ports[0].pads",
        "pads-unused",
    ),
    (
        'path = "/dev/ttyUSB0"',
        'path = "/dev/ttyUSB0"\nkiosk = "kiosk-1"',
        "bridges[0].ports[0].kiosk",
        "kiosk-unused",
    ),
    (
        'path = "/dev/ttyUSB0"',
        'path = "/dev/ttyUSB0"\ninitial = true',
        "bridges[0].ports[0].initial",
        "initial-unused",
    ),
    (LEVELS, LEVELS + READER, "bridges[0].ports[1].kiosk", "reader-kiosk"),
    (
        LEVELS,
        LEVELS + READER + 'kiosk = "none"\n',
        "bridges[0].ports[1].kiosk",
        "unknown",
    ),
    (
        LEVELS,
        LEVELS + (READER + 'kiosk = "kiosk-1"\n') + READER_TOO + 'kiosk = "kiosk-1"\n',
        "bridges[0].ports[2].kiosk",
        "reader-twice",
    ),
    ("address = 2", "address = 1", "bridges[0].ports[0].pads[1].address", "duplicate"),
    ('kind = "rating"', "", "bridges[0].ports[0].pads[1].levels", "levels-unused"),
    ('kind = "rating"', 'kind = "strip"', "bridges[0].ports[0].pads[1].kind", "strip-kind"),
    (
        'kind = "rating"',
        'kind = "rating"\nstrip = {}',
        "bridges[0].ports[0].pads[1].strip",
        "strip-unused",
    ),
    (
        'kind = "rating"',
        'kind = "rating"\nregisters = { keys = 2 }',
        "bridges[0].ports[0].pads[1].registers",
        "registers-unused",
    ),
    (", F5 = 1 }", " }", "bridges[0].ports[0].pads[1].levels", "levels-unreachable"),
    (
        'kind = "rating"',
        'kind = "rating"\nunreachable_levels = [1]',
        "bridges[0].ports[0].pads[1].unreachable_levels",
        "levels-reachable",
    ),
]
GUIDE_FAULTS = [
    (
        'delivery = { zh = "到窗口领取", en = "Collected at the window" }',
        "",
        "delivery",
        "missing-key",
    ),
    ('zh = "到窗口领取", en', 'zh = "", en', "delivery.zh", "wrong-value"),
    ('zh = "到窗口领取", en', "en", "delivery.zh", "missing-key"),
    ('"0571-86520000"', '"later"', "complaint_telephone", "wrong-value"),
    (
        'conditions = [{ zh = "本镇户籍", en = "You are registered here" }]',
        "conditions = []",
        "conditions",
        "guide-empty",
    ),
    ("charged = true", "charged = false", "charged", "fee-but-free"),
    ('basis = { zh = "价格文件", en = "Price notice" }', "", "fees[0].basis", "missing-key"),
    ('when = { zh = "换领", en = "For an exchange" }', "", "papers[1].when", "paper-when-missing"),
    ('necessity = "if-applicable"', "", "papers[1].when", "paper-when-unused"),
    ('necessity = "if-applicable"', 'necessity = "perhaps"', "papers[1].necessity", "wrong-value"),
    ("version = 2", "version = 1", "changes[1].version", "version-falls"),
    ("2026-01-01", "2024-01-01", "changes[1].valid_from", "version-date-falls"),
    (
        'en = "Old card" }',
        'en = "Old card" }\nsample = "no.png"',
        "papers[1].sample",
        "no-such-file",
    ),
]


def test_the_hall_that_the_others_are_broken_from_is_whole(tmp_path: Path) -> None:
    assert not faults_in(write(tmp_path))


@pytest.mark.parametrize(("old", "new", "key", "code"), HALL_FAULTS)
def test_a_broken_hall_says_where_and_what(
    tmp_path: Path, old: str, new: str, key: str, code: str
) -> None:
    faults = faults_in(write(tmp_path, hall=changed(HALL, old, new)))
    assert (key, code) in [(fault.key, fault.said.code) for fault in faults]
    assert {fault.file for fault in faults} == {str(tmp_path / "hall.toml")}
    assert all(fault.line for fault in faults)


@pytest.mark.parametrize(("old", "new", "key", "code"), GUIDE_FAULTS)
def test_a_broken_guide_says_where_and_what(
    tmp_path: Path, old: str, new: str, key: str, code: str
) -> None:
    faults = faults_in(write(tmp_path, guide=changed(GUIDE, old, new)))
    assert [(fault.key, fault.said.code) for fault in faults] == [(key, code)]
    assert {fault.file for fault in faults} == {str(tmp_path / "guides" / "card.toml")}
    assert all(fault.line for fault in faults)


def test_a_fee_that_is_charged_but_not_named_is_a_fault(tmp_path: Path) -> None:
    start, end = GUIDE.index("[[fees]]"), GUIDE.index("[[changes]]")
    faults = faults_in(write(tmp_path, guide=GUIDE[:start] + GUIDE[end:]))
    assert [(fault.key, fault.said.code) for fault in faults] == [("fees", "fee-missing")]
    assert all(fault.line for fault in faults)


def test_a_guide_of_no_service_names_the_nearest_one(tmp_path: Path) -> None:
    (fault,) = faults_in(write(tmp_path, guide_of="cart"))
    assert fault.said.code == "guide-of-nothing"
    assert "did you mean 'card'?" in fault.do()


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"id = \nname = 1\n", "not-toml", 1),
        (b'id = "small"\nname = "\xff"\n', "not-utf8", 2),
        (b"id = " + b"[" * 100_000, "too-deep", None),
        (b"#" * (FILE_BYTES_MAX + 1), "too-large", None),
    ],
    ids=lambda value: str(value)[:12],
)
def test_a_file_that_cannot_be_read_says_why(
    tmp_path: Path, content: bytes, code: str, line: int | None
) -> None:
    (tmp_path / "hall.toml").write_bytes(content)
    (fault,) = faults_in(tmp_path)
    assert (fault.said.code, fault.line) == (code, line)


def test_a_hall_that_is_not_there_is_a_fault_and_no_crash(tmp_path: Path) -> None:
    (fault,) = faults_in(tmp_path / "nowhere")
    assert fault.said.code == "cannot-read"


def test_every_fault_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    hall = changed(HALL, 'prefix = "B"', 'prefix = "O"')
    hall = changed(hall, 'case_type = "consultation"', 'case_type = "chat"')
    folder = write(tmp_path, hall=hall, guide=changed(GUIDE, "charged = true", "charged = 1"))
    assert [fault.key for fault in faults_in(folder)] == [
        "departments[1].prefix",
        "services[1].case_type",
        "charged",
    ]


def test_a_fault_names_the_line_of_its_key(tmp_path: Path) -> None:
    hall = changed(HALL, '"police", "question"]', '"police",\n  "question",\n  "quest"]')
    (fault,) = faults_in(write(tmp_path, hall=hall))
    wanted = next(i for i, line in enumerate(hall.splitlines(), 1) if '"quest"' in line)
    assert fault.line == wanted
    assert fault.text() == (
        f"{tmp_path / 'hall.toml'}:{wanted}: windows[0].takes[2]: "
        "there is no service or department 'quest'; "
        "mend the name, or add it (did you mean 'question'?)"
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"13:30-17:00"]', '"12:00-17:00"]'),
        ("promised_days = 20", "promised_days = 60"),
        ('case_type = "consultation"', 'case_type = "immediate"\npromised_days = 1'),
        ("valid_to = 2026-12-31", "valid_to = 2026-01-01"),
        ("general_working_days = 5", "general_working_days = 2"),
        (", F5 = 1 }", " }\nunreachable_levels = [1]"),
        ('prefix = "B"', 'prefix = "V"'),
        ("2026-05-04", "2026-05-08"),
        ("closed = [2026-05-04]", "closed = [2026-05-04]\nlast_ticket_minutes = 209"),
        ("promised_days = 20", 'promised_days = 20\nhours = { mon = ["11:59-13:00"] }'),
        (
            "promised_days = 20",
            'promised_days = 20\nslots = [{ span = "11:59-13:00", quota = 5 }]',
        ),
        ("promised_days = 20", "promised_days = 20\nappointments = { slot_minutes = 210 }"),
    ],
)
def test_what_is_just_within_a_rule_is_good(tmp_path: Path, old: str, new: str) -> None:
    assert not faults_in(write(tmp_path, hall=changed(HALL, old, new)))


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("true", "true"),
        ("2026-05-04T08:00:00", "2026-05-04 08:00:00"),
        ('"x"', "'x'"),
        ('"' + "x" * 99 + '"', "'" + "x" * 58 + "…"),
    ],
)
def test_a_wrong_value_is_told_as_it_stands_in_the_file(
    tmp_path: Path, value: str, told: str
) -> None:
    hall = changed(HALL, "valid_to = 2026-12-31", f"valid_to = {value}")
    (fault,) = faults_in(write(tmp_path, hall=hall))
    assert fault.what() == f"{told} does not fit"


def test_a_strange_key_is_quoted_so_that_a_fault_stays_one_line(tmp_path: Path) -> None:
    hall = changed(HALL, 'id = "small"', 'id = "small"\n"a\\nb.c" = 3')
    (fault,) = faults_in(write(tmp_path, hall=hall))
    assert fault.key == r'"a\nb.c"'
    assert "\n" not in fault.text()


def test_a_fault_can_be_told_in_chinese(tmp_path: Path) -> None:
    (fault,) = faults_in(
        write(tmp_path, hall=changed(HALL, "promised_days = 20", "promised_days = 61"))
    )
    assert fault.what("zh") == "承诺 61 天，超过法定 60 天"
    assert fault.do("zh") == "承诺不得超过 60 天"


def test_every_kind_of_fault_is_tested_here() -> None:
    words = (WORDS / "en.ftl").read_text("utf-8")
    kinds = set(re.findall(r"^([a-z0-9-]+) = [^\n]*\n {4}\.do =", words, re.MULTILINE))
    tables = {code for *_, code in [*HALL_FAULTS, *GUIDE_FAULTS]}
    alone = {"fee-missing", "guide-of-nothing", "cannot-read", "printer-slow"}
    files = {"not-toml", "not-utf8", "too-deep", "too-large"}
    assert kinds == tables | alone | files
