# SPDX-License-Identifier: Apache-2.0
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.tidy.house import ROOT, UNSHIPPED, files, packages

pytestmark = pytest.mark.timeout(400)
STEP_WAIT_S = 180
# Pages, words, screens, example halls: what a hall needs beside the code.
DATA = (".ftl", ".kv", ".toml", ".css", ".js", ".html", ".svg", ".sql", ".c", ".h", ".service")


def _run(*command: str | Path, cwd: Path) -> str:
    environment = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        command,
        cwd=cwd,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=STEP_WAIT_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy: building leaves files behind."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    for path in files():
        target = source / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    pip = (sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation")
    _run(*pip, "--no-index", "--wheel-dir", folder, source, cwd=folder)
    (built,) = folder.glob("hallflow-*.whl")
    return built


def _shipped(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def test_the_wheel_holds_all_that_a_hall_needs_and_no_tests(wheel: Path) -> None:
    tops = {name.partition(".")[0] for name in packages()}
    needed = {
        path.relative_to(ROOT).as_posix()
        for path in files(".py", *DATA)
        if path.relative_to(ROOT).parts[0] in tops
    }
    shipped = _shipped(wheel)
    assert not needed - shipped
    assert not {name for name in shipped if name.partition("/")[0] in UNSHIPPED}


def test_the_installed_wheel_runs_with_the_checkout_out_of_sight(
    wheel: Path, tmp_path: Path
) -> None:
    home = tmp_path / "venv"
    venv.create(home, with_pip=False)
    inner = Path(sysconfig.get_path("purelib", "venv", {"base": str(home)}))
    pip = (sys.executable, "-m", "pip", "--python", home / "bin" / "python", "install", "--quiet")
    _run(*pip, "--no-deps", "--no-index", wheel, cwd=tmp_path)
    # The libraries are borrowed. A path in a .pth file is not itself searched for .pth files, so
    # the checkout, which is linked into our own environment that way, stays out of sight.
    (inner / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    where = "import bus, hallflow; print(bus.__file__, hallflow.__file__)"
    found = _run(home / "bin" / "python", "-c", where, cwd=tmp_path).split()
    assert all(Path(name).is_relative_to(home) for name in found)
    assert "demo" in _run(home / "bin" / "hallflow", "--help", cwd=tmp_path)
