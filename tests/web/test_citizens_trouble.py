# SPDX-License-Identifier: Apache-2.0
"""What a citizen reads when something goes wrong: what to do, and how long to wait."""

from pathlib import Path

import pytest

from hall.core.inquiry import Patience
from hall.web.booking import BOOKINGS_WITHIN_MS
from hall.web.key import WRONG_KEYS_MAX
from tests.rules.hall_shell import LINKS
from tests.web.inside import Inside, Reader, inside

GUESSED = "/t/2026-03-02-A001/wrong"


def reader(hall: Inside) -> Reader:
    phone = Reader(hall)
    phone.cookies["language"] = "en"
    return phone


def test_who_tries_too_many_keys_reads_how_long_to_wait(tmp_path: Path) -> None:
    with inside(tmp_path / "data") as hall:
        phone = reader(hall)
        answers = [phone.get(GUESSED) for _ in range(2 * WRONG_KEYS_MAX + 1)]
        late = next(answer for answer in answers if answer.status_code == 429)
        seconds = int(late.headers["retry-after"])
        assert 1 <= seconds <= 60
        assert f"Please wait {seconds} seconds" in late.text
        assert f'href="{GUESSED}"' in late.text, "try again leads to the same page"
        assert "Sign in" not in late.text, "no page of the staff is offered"
        ticket = hall.take().ticket
        assert phone.get(f"/t/{ticket}/{LINKS.key(ticket)}").status_code == 200


@pytest.mark.parametrize("path", ["/case/123456789012", "/booking/AAAA1234"])
def test_who_guesses_codes_reads_how_long_to_wait(tmp_path: Path, path: str) -> None:
    with inside(tmp_path / "data") as hall:
        hall.app.state.patience = Patience(1, BOOKINGS_WITHIN_MS)
        phone = reader(hall)
        assert phone.get(path).status_code == 404
        late = phone.get(path)
        assert late.status_code == 429
        seconds = int(late.headers["retry-after"])
        assert 3000 < seconds <= 3600
        assert f"Please wait {seconds} seconds" in late.text


def test_a_page_of_a_ticket_that_is_not_there_leads_back_to_the_ticket(tmp_path: Path) -> None:
    with inside(tmp_path / "data") as hall:
        ticket = hall.take().ticket
        at = f"/t/{ticket}/{LINKS.key(ticket)}"
        answer = reader(hall).get(f"{at}/nowhere")
        assert answer.status_code == 404
        assert f'href="{at}"' in answer.text
        assert "service desk" in answer.text
        staffs = reader(hall).get("/nowhere")
        assert "Begin at the start page" in staffs.text
