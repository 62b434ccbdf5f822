"""Every vector, byte for byte, through both doors."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from sanspay._sanspay import call, call_text

# SANSPAY_VECTORS points elsewhere where the package is tested away from its repository.
FOLDER = Path(os.environ.get("SANSPAY_VECTORS") or Path(__file__).parents[2] / "vectors")


def compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def vectors() -> list[Any]:
    files = sorted(FOLDER.glob("*.json"))
    read = {file.stem: json.loads(file.read_text(encoding="utf-8"))["vectors"] for file in files}
    return [pytest.param(vector, id=f"{file}: {vector['name']}") for file in read for vector in read[file]]


def test_there_are_vectors() -> None:
    assert len(vectors()) > 50


@pytest.mark.parametrize("vector", vectors())
def test_vector(vector: dict[str, Any]) -> None:
    question, expected = vector["call"], compact(vector["answer"])
    assert call_text(question if isinstance(question, str) else compact(question)) == expected
    if not isinstance(question, str):
        assert compact(call(question)) == expected
