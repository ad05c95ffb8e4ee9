# SPDX-License-Identifier: Apache-2.0
"""What is made from the contract says what the contract says, and is valid for others."""

import json
import re
from pathlib import Path

import pytest
from asyncapi3.models.asyncapi import AsyncAPI3

from bus.channels import CHANNELS, EVERY_PART, Kind, Part, reads, writes
from bus.describe import access, asyncapi, bus_page, mosquitto_acl
from hallflow.__main__ import main
from hallflow.describe import drifted, made

ROOT = Path(__file__).parents[2]
KINDS = (Kind.HALL, *EVERY_PART)


def references(node: object) -> set[str]:
    if isinstance(node, dict):
        own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
        return own.union(*(references(value) for value in node.values()))
    if isinstance(node, list):
        return set().union(*(references(item) for item in node))
    return set()


def test_no_made_file_has_drifted_from_the_contract() -> None:
    assert not drifted(ROOT), "write them again with: hallflow describe"


def test_a_changed_file_is_named_and_written_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HALLFLOW_LANGUAGE", "en")
    into = ["--into", str(tmp_path)]
    assert main(["describe", *into]) == 0
    page = tmp_path / "docs/bus.md"
    page.write_text(page.read_text("utf-8").replace("TicketRequest", "TicketWish"), "utf-8")
    capsys.readouterr()
    assert main(["describe", "--check", *into]) == 1
    assert "docs/bus.md differs" in capsys.readouterr().out
    assert main(["describe", *into]) == 0
    assert main(["describe", "--check", *into]) == 0


def test_the_document_is_valid_asyncapi_for_an_independent_validator() -> None:
    document = json.loads((ROOT / "docs/asyncapi.json").read_text("utf-8"))
    read = AsyncAPI3.model_validate(document)
    assert read.asyncapi == "3.0.0"
    assert read.channels is not None
    assert read.operations is not None


def test_the_validator_is_awake() -> None:
    document = asyncapi("1")
    document["operations"]["hall-send-answer"]["action"] = "shout"
    with pytest.raises(ValueError, match="send"):
        AsyncAPI3.model_validate(document)


def test_every_reference_of_the_document_leads_somewhere() -> None:
    document = asyncapi("1")
    for reference in references(document):
        node = document
        for step in reference.removeprefix("#/").split("/"):
            node = node[step]
        assert node


def test_the_document_has_each_channel_and_who_uses_it() -> None:
    document = asyncapi("1")
    assert {c["address"] for c in document["channels"].values()} == {c.address for c in CHANNELS}
    for kind in KINDS:
        for channel in CHANNELS:
            operations = document["operations"]
            assert (f"{kind}-send-{channel.name}" in operations) == (kind in channel.senders)
            assert (f"{kind}-receive-{channel.name}" in operations) == (kind in channel.receivers)


def test_the_page_names_each_topic_and_each_field() -> None:
    page = bus_page()
    for channel in CHANNELS:
        assert f"`{channel.address}`" in page
        for field in channel.message.__struct_fields__:
            assert f"| `{field}` |" in page
    headings = re.findall(r"^### (\w+)$", page, re.MULTILINE)
    assert len(headings) == len(set(headings))


@pytest.mark.parametrize("kind", KINDS)
def test_the_access_list_gives_a_part_its_channels_and_no_more(kind: Kind) -> None:
    part = Part("h", "p", kind)
    lines = mosquitto_acl(access([part])).splitlines()
    assert [line for line in lines if line.startswith("user ")] == ["user h.p"]
    granted = {line for line in lines if line.startswith("topic ")}
    assert granted == {f"topic write {topic}" for topic in writes(part)} | {
        f"topic read {topic}" for topic in reads(part)
    }


def test_two_devices_with_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match=r"two parts are called h\.p"):
        access([Part("h", "p", Kind.KIOSK), Part("h", "p", Kind.CALLER)])


def test_made_files_name_no_machine() -> None:
    for text in made().values():
        assert str(ROOT) not in text
