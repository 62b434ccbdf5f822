"""The package and its declarations, as mypy reads them in strict mode."""

from __future__ import annotations

from pathlib import Path

from mypy import api


def test_mypy_is_content() -> None:
    config = Path(__file__).parents[1] / "pyproject.toml"
    folder = str(config.parent)
    said, complained, status = api.run(["--config-file", str(config), f"{folder}/python/sanspay", f"{folder}/tests/typed_use.py"])
    assert status == 0, said + complained
