# SPDX-License-Identifier: Apache-2.0
import importlib.metadata
import re

from tests.tidy.house import ROOT, packages, pyproject


def _plain(requirement: str) -> str:
    """Name of a requirement as package indexes compare it."""
    name = re.match(r"[\w.-]+", requirement)
    assert name is not None, requirement
    return re.sub(r"[-_.]+", "-", name[0]).lower()


def _top_level(package: str) -> str:
    return package.partition(".")[0]


def test_every_package_is_listed() -> None:
    assert set(pyproject()["tool"]["setuptools"]["packages"]) == packages()


def test_no_other_distribution_claims_our_names() -> None:
    ours = {_top_level(package) for package in packages()}
    claimed = {
        f"{name} by {owner}"
        for name, owners in importlib.metadata.packages_distributions().items()
        for owner in owners
        if name in ours and owner != "hallflow"
    }
    assert not claimed


def test_nothing_of_this_house_is_uploaded_by_mistake() -> None:
    assert "Private :: Do Not Upload" in pyproject()["project"]["classifiers"]


def test_every_requirement_is_pinned() -> None:
    project = pyproject()["project"]
    extras = (part for name, part in project["optional-dependencies"].items() if name != "all")
    wanted = {_plain(one) for part in (project["dependencies"], *extras) for one in part}
    pins = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pinned = {_plain(line) for line in pins if "==" in line and not line.startswith("#")}
    assert not wanted - pinned


def test_everything_at_once_means_every_role() -> None:
    extras = pyproject()["project"]["optional-dependencies"]
    (everything,) = extras["all"]
    roles = set(everything.partition("[")[2].strip("]").split(","))
    assert roles == set(extras) - {"all"}
