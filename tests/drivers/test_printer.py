# SPDX-License-Identifier: Apache-2.0
"""Lines of print on a printer: real bytes over real lines, read back by a reader of our own."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from bus.messages import CaseFound, CaseStep
from bus.printer_status import Fault
from config.advice import TICKET_BYTES
from config.devices import Printer as PrinterSetting
from kiosk.address import PrinterAddressError, setting_of
from kiosk.core.actor import Print
from kiosk.core.flow import Touch
from kiosk.core.lines import Box, Code, Pair, Paper, Rule, Say, Size, Space
from kiosk.core.slips import Slips
from kiosk.drawing import DOTS, whole
from kiosk.printer import NotPrintedError, Printer, Profile, encoded
from look.shaping import ordered
from look.words import EveryLanguage
from tests.drivers.escpos_reader import read
from tests.drivers.printer_twin import NetworkTwin, PrinterTwin, SerialTwin
from tests.processes import wait_until
from tests.screens.kiosk_play import KEY, URL, Play, guided

LONG = "建设用地规划许可证、建设工程规划许可证及施工许可证代理申报"
PAPER = Paper(
    (
        Say("清溪镇便民服务中心", Size.LARGE, strong=True, centred=True),
        Rule(),
        Say("B023", Size.NUMBER, strong=True, centred=True),
        Say(LONG, Size.LARGE, centred=True),
        Pair("前面还有", "6 人"),
        Pair("窗口", "3、4 号（一层 B 区）"),
        Box("身份证 (原件)", ticked=True),
        Box("营业执照副本"),
        Space(),
        Code(f"{URL}/t/t-7f3a9c"),
        Say("2026-11-22 09:41:00 · 1 号机", Size.SMALL, centred=True),
    ),
    "zh",
)
SCRIPTS = {
    "zh": ("社保登记：请备好身份证", False),
    "en": ("Social insurance registration", False),
    "ug": ("ئىجتىمائىي كاپالەت تىزىملىتىش 12 نومۇر", True),
    "ar": ("رقمك B023 في القاعة", True),
    "bo": ("སྤྱི་ཚོགས་འགན་སྲུང་ཐོ་འགོད་ཀྱི་ཨང་གྲངས་བླངས་རོགས", False),
    "th": ("ลงทะเบียนประกันสังคมที่หน้าต่างหมายเลขสาม", False),
}


def tickets(language: str = "zh") -> list[Paper]:
    play = Play()
    play.queues()
    play.touch(Touch.LANGUAGE, language)
    service = guided(play)
    play.touch(Touch.DEPARTMENT, play.catalogue.hall.service_by_id[service].department)
    play.touch(Touch.SERVICE, service)
    play.touch(Touch.PRINT_GUIDE)
    play.touch(Touch.TAKE)
    return [effect.paper for effect in play.effects if isinstance(effect, Print)]


# --- text -----------------------------------------------------------------------------------


@pytest.mark.parametrize("width_mm", [58, 80])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_ticket_as_text_is_under_a_kilobyte_and_reads_as_it_should(
    width_mm: int, language: str
) -> None:
    ticket = tickets(language)[1]
    content = encoded(ticket, Profile(width_mm, chinese_fonts=True))  # type: ignore[arg-type]
    job = read(content, DOTS[width_mm])
    assert len(content) < 1024
    assert job.codes == [f"{URL}/t/t-7f3a9c-B023/{KEY}"]
    number = next(row for row in job.rows if row.text == "B023")
    assert (number.width, number.height, number.bold, number.centred) == (4, 4, True, True)
    assert ("前面还有" if language == "zh" else "Ahead of you") in job.text
    assert job.cuts == 1
    assert job.pieces == [piece for piece in job.pieces if not _has_ink(piece)]


@pytest.mark.parametrize(("width_mm", "columns"), [(58, 32), (80, 48)])
def test_no_line_of_text_is_wider_than_the_paper(width_mm: int, columns: int) -> None:
    job = read(encoded(PAPER, Profile(width_mm, chinese_fonts=True)))  # type: ignore[arg-type]
    for row in job.rows:
        width = len(row.text.encode("gb18030")) * row.width
        assert width <= columns, row.text
    assert LONG in "".join(row.text for row in job.rows)


def test_chinese_is_switched_on_before_the_first_sign() -> None:
    content = encoded(PAPER, Profile(80, chinese_fonts=True))
    assert content.index(b"\x1c&") < content.index("清".encode("gb18030"))


@pytest.mark.parametrize("language", ["ug", "ar", "bo", "th"])
def test_a_script_that_the_printer_lacks_is_drawn(language: str) -> None:
    text, right_to_left = SCRIPTS[language]
    paper = Paper((Say(text),), language, right_to_left)
    job = read(encoded(paper, Profile(80, chinese_fonts=True)))
    assert job.text == ""
    assert _has_ink(job.paper())


# --- drawn ----------------------------------------------------------------------------------


@pytest.mark.parametrize("width_mm", [58, 80])
def test_what_is_printed_is_what_was_drawn(width_mm: int) -> None:
    job = read(encoded(PAPER, Profile(width_mm)), DOTS[width_mm])  # type: ignore[arg-type]
    drawn, printed = whole(PAPER, width_mm), job.paper()
    printed = printed.crop((0, 0, drawn.width, drawn.height))
    assert ImageChops.logical_xor(drawn, printed).getbbox() is None
    assert job.codes_read() == [f"{URL}/t/t-7f3a9c"]
    assert job.text == ""


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width_mm", TICKET_BYTES)
def test_a_drawn_ticket_is_as_light_as_the_check_of_a_hall_reckons(
    width_mm: int, language: str
) -> None:
    ticket = tickets(language)[1]
    content = encoded(ticket, Profile(width_mm))  # type: ignore[arg-type]
    assert 0.7 < len(content) / TICKET_BYTES[width_mm] < 1.3


def test_what_is_white_costs_nothing_and_what_is_large_a_quarter() -> None:
    rule = encoded(Paper((Rule(),), "zh"), Profile(80))
    number = encoded(Paper((Say("B023", Size.NUMBER),), "zh"), Profile(80))
    assert len(rule) < 200
    assert len(number) < 2500
    assert _has_ink(read(rule).paper())


@pytest.mark.parametrize("language", sorted(SCRIPTS))
@pytest.mark.parametrize("width_mm", [58, 80])
def test_every_script_is_drawn_within_the_paper_and_without_empty_boxes(
    language: str, width_mm: int
) -> None:
    text, right_to_left = SCRIPTS[language]
    picture = whole(Paper((Say(text),), language, right_to_left), width_mm)
    assert _has_ink(picture)
    # A box for a missing sign looks the same for every sign; shaped text does not.
    missing = whole(Paper((Say("\U000e0041" * len(text)),), language, right_to_left), width_mm)
    assert picture.tobytes() != missing.tobytes()


def test_right_to_left_lines_begin_at_the_right() -> None:
    text, _ = SCRIPTS["ug"]
    short = text.split()[0]
    left = whole(Paper((Say(short),), "zh"), 80)
    right = whole(Paper((Say(short),), "ug", right_to_left=True), 80)
    assert _ink(left)[0] < 10
    assert _ink(right)[2] > DOTS[80] - 10


def test_figures_and_latin_words_keep_their_order_in_a_right_to_left_line() -> None:
    runs = ordered("رقمك B023 A1 في: 09:41", right_to_left=True)
    shown = "|".join(run.text for run in runs)
    assert shown == "09:41|: |في| |B023 A1|رقمك "
    assert [run.turned for run in runs] == [False, True, True, True, False, True]


def test_letters_of_arabic_join() -> None:
    joined = _ink(whole(Paper((Say("ىىى"),), "ar"), 80))
    apart = _ink(whole(Paper((Say("ى ى ى"),), "ar"), 80))
    assert joined[2] - joined[0] < apart[2] - apart[0]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_guide_on_paper_names_every_paper_to_bring(language: str) -> None:
    play = Play()
    guide = play.catalogue.guides.by_service[guided(play)]
    text = read(encoded(tickets(language)[0], Profile(80, chinese_fonts=True))).text
    flat = "".join(text.split())
    for paper in guide.papers:
        assert "".join(paper.name.in_(language).split()) in flat


@pytest.mark.parametrize(("language", "fee"), [("zh", "每证40元"), ("en", "40yuanacard")])
def test_the_guide_on_paper_names_each_of_several_fees(language: str, fee: str) -> None:
    play = Play()
    slips = Slips(play.catalogue, EveryLanguage("kiosk"))
    moment = datetime(2026, 3, 2, 9, 41, tzinfo=UTC)
    paper = slips.guide("identity-card", language, set(), moment)
    text = read(encoded(paper, Profile(58, chinese_fonts=True))).text
    assert fee in "".join(text.split())


@pytest.mark.parametrize("language", ["zh", "en", "ug"])
@pytest.mark.parametrize("width_mm", [58, 80])
def test_the_slip_of_a_case_names_its_code_and_leads_a_phone_there(
    language: str, width_mm: int
) -> None:
    play = Play()
    moment = datetime(2026, 3, 2, 9, 41, tzinfo=UTC)
    found = CaseFound(
        command="c",
        code="142410780597",
        service="identity-card",
        step=CaseStep.ACCEPTED,
        accepted_at=round(moment.timestamp() * 1000),
        moved_at=round(moment.timestamp() * 1000),
        due_day="2026-03-27",
    )
    paper = Slips(play.catalogue, EveryLanguage("kiosk")).case(found, language, moment)
    drawn = read(encoded(paper, Profile(width_mm)), DOTS[width_mm])  # type: ignore[arg-type]
    assert drawn.codes_read() == [f"{URL}/case/142410780597"]
    typed = read(encoded(paper, Profile(80, chinese_fonts=True)))
    if language == "ug":
        (code,) = (
            line.text for line in paper.lines if isinstance(line, Say) and "142" in line.text
        )
        assert [run.text for run in ordered(code, right_to_left=True)] == [code]
    else:
        assert "142 410 780 597" in typed.text
        assert typed.codes == drawn.codes_read()


def _ink(picture: Image.Image) -> tuple[int, int, int, int]:
    found = picture.convert("L").point(lambda grey: 255 - grey).getbbox()
    assert found is not None
    return found


def _has_ink(picture: Image.Image) -> bool:
    return picture.convert("L").point(lambda grey: 255 - grey).getbbox() is not None


# --- over a line ----------------------------------------------------------------------------


def test_a_file_keeps_every_paper(tmp_path: Path) -> None:
    file = tmp_path / "paper.prn"
    for _ in range(2):
        printer = Printer(setting_of(f"file:{file}"))
        printer.print(PAPER)
        printer.close()
    assert read(file.read_bytes()).cuts == 2


def serial(twin: SerialTwin) -> Printer:
    setting = PrinterSetting(
        id="p", transport="serial", path=twin.path, baud=115200, encoding="gb18030"
    )
    return Printer(setting)


def network(twin: NetworkTwin) -> Printer:
    return Printer(setting_of(f"network:127.0.0.1:{twin.port}"))


def printed(twin: PrinterTwin, content: bytes) -> None:
    wait_until(lambda: len(twin.printed) >= len(content), "the paper")
    assert bytes(twin.printed) == content


def test_a_paper_goes_over_a_serial_line() -> None:
    with SerialTwin() as twin:
        printer = serial(twin)
        assert printer.status().faults == ()
        printer.print(PAPER)
        printed(twin, encoded(PAPER, Profile(80, chinese_fonts=True)))
        printer.close()


def test_a_paper_goes_over_the_network() -> None:
    with NetworkTwin() as twin:
        printer = network(twin)
        printer.print(PAPER)
        printed(twin, encoded(PAPER, Profile(80)))
        printer.close()


@pytest.mark.parametrize(
    ("kind", "byte", "fault"),
    [
        (2, 0x16, Fault.COVER_OPEN),
        (4, 0x72, Fault.PAPER_OUT),
        (3, 0x1A, Fault.CUTTER),
        (1, None, Fault.NO_ANSWER),
    ],
)
def test_nothing_is_sent_to_a_printer_that_cannot_print(
    kind: int, byte: int | None, fault: Fault
) -> None:
    with SerialTwin() as twin:
        twin.answers[kind] = byte
        printer = serial(twin)
        with pytest.raises(NotPrintedError) as caught:
            printer.print(PAPER)
        assert caught.value.fault is fault
        assert bytes(twin.printed) == b""
        printer.close()


def test_paper_that_ends_within_the_ticket_is_noticed_after_it() -> None:
    with SerialTwin() as twin:
        twin.paper_ends_after = 100
        printer = serial(twin)
        with pytest.raises(NotPrintedError) as caught:
            printer.print(PAPER)
        assert caught.value.fault is Fault.PAPER_OUT
        printer.close()


def test_little_paper_is_told_and_prints() -> None:
    with SerialTwin() as twin:
        twin.answers[4] = 0x1E
        printer = serial(twin)
        assert printer.print(PAPER).faults == (Fault.PAPER_LOW,)
        printer.close()


def test_a_printer_that_is_not_there_is_missing_and_found_when_it_comes(tmp_path: Path) -> None:
    link = tmp_path / "printer"
    printer = Printer(setting_of(f"serial:{link}"))
    assert printer.status().faults == (Fault.MISSING,)
    with pytest.raises(NotPrintedError):
        printer.print(PAPER)
    with SerialTwin() as twin:
        link.symlink_to(twin.path)
        assert printer.status().faults == ()
        printer.close()


def test_a_network_printer_that_closes_the_connection_is_missing_then_found_again() -> None:
    twin = NetworkTwin()
    with twin:
        printer = network(twin)
        assert printer.status().faults == ()
    assert printer.status().faults == (Fault.MISSING,)
    printer.close()


@pytest.mark.parametrize(
    "address", ["", "printer", "file:", "serial:", "network:host", "network:host:x", "usb:zz:1"]
)
def test_what_is_no_printer_says_how_one_is_written(address: str) -> None:
    with pytest.raises(PrinterAddressError, match="file:PATH"):
        setting_of(address)


def test_each_address_means_its_transport() -> None:
    usb = setting_of("usb:04b8:0e15")
    assert (usb.transport, usb.usb_vendor, usb.usb_product) == ("usb", 0x04B8, 0x0E15)
    net = setting_of("network:10.0.0.9:9100")
    assert (net.transport, net.host, net.port) == ("network", "10.0.0.9", 9100)
    assert setting_of("serial:/dev/ttyS1").path == "/dev/ttyS1"
