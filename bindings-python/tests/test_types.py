"""The package and its declarations, as type checkers read them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import sanspay

HERE = Path(__file__).parent
PACKAGE = Path(sanspay.__file__).parent


def checked(*command: str, **environment: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", *command], cwd=HERE.parent, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_mypy_is_content() -> None:
    checked("mypy")


def test_pyright_is_content() -> None:
    checked("pyright", "--pythonpath", sys.executable, "tests/typed_use.py")


def test_what_is_declared_is_there_and_nothing_else(tmp_path: Path) -> None:
    # Without what needs a framework to be imported.
    shutil.copytree(PACKAGE, tmp_path / "sanspay", ignore=shutil.ignore_patterns("django", "flask.py", "spark.py", "__pycache__"))
    there = {"MYPYPATH": str(tmp_path), "PYTHONPATH": str(tmp_path)}
    checked("mypy.stubtest", "sanspay", "--allowlist", str(HERE / "stubtest-allowlist.txt"), **there)
