"""On PySpark in local mode. It needs Java, and packages of its own: requirements-spark.txt."""

from __future__ import annotations

import os
import pickle
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import sanspay

pytest.importorskip("pyspark", reason="PySpark is not installed: see requirements-spark.txt")
if shutil.which("java") is None:
    pytest.skip("PySpark needs Java, which is not here", allow_module_level=True)

from pyspark.errors import PythonException
from pyspark.sql import DataFrame, SparkSession

from conftest import PAID, SECRET
from sanspay import batch
from sanspay import spark as on_spark

VERIFY = "atarapay.orders.verify_payment"
SETTINGS = {"environment": "staging", "public_key": "pub_test_1", "private_key": SECRET}
COLUMNS = ["id", "order", "product_id", "amount", "currency", "status", "body"]

pytestmark = pytest.mark.filterwarnings("default")  # PySpark's own are no concern of these tests


@pytest.fixture(scope="module")
def session() -> Iterator[SparkSession]:
    # Else the workers would be started with whichever Python is found first.
    patch = pytest.MonkeyPatch()
    patch.setenv("PYSPARK_PYTHON", sys.executable)
    # What the workers know in the guide's code. They are given it when they are started.
    patch.setenv("KEY", "pub_test_1")
    patch.setenv("PRIVATE_KEY", SECRET)
    running = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "100")
        .getOrCreate()
    )
    yield running
    running.stop()
    patch.undo()


def frame(session: SparkSession, rows: int = 1000) -> DataFrame:
    bodies = [PAID.decode(), "<html>", PAID.decode().replace("400000", "1"), '{"status": "error", "message": "?"}']
    return session.createDataFrame(
        [(id, 3021, "1447", 400_000, "NGN", 200 if id % 5 else 502, bodies[id % 4]) for id in range(rows)], COLUMNS
    ).repartition(3)


def test_the_code_of_the_guide(session: SparkSession, capsys: pytest.CaptureFixture[str]) -> None:
    guide = Path(__file__).parent.parent.parent.joinpath("docs/batch.md").read_text()
    names: dict[str, Any] = {"os": os}
    for code in re.findall(r"^```python\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL):
        exec(code, names)
        names["frame"] = session.createDataFrame(names["stored"].to_pylist())
    printed = "".join(line.removeprefix("# ") for line in guide.splitlines() if re.match(r"# .*'order'|#  {", line))
    assert capsys.readouterr().out.replace(" ", "") == printed.replace(" ", "") + "\n"
    assert sorted(row["verdict"] for row in names["outcomes"].collect()) == ["done", "unknown"]


def test_rows_are_concluded_as_by_the_batch(session: SparkSession) -> None:
    rows = frame(session)
    done = session.sparkContext.accumulator(0)
    outcomes = on_spark.conclude(SETTINGS, VERIFY, rows, keep=["id"], progress=done)
    told = sorted((row.asDict() for row in outcomes.collect()), key=lambda row: int(row["id"]))
    expected = batch.conclude(SETTINGS, VERIFY, rows.toArrow(), keep=["id"])
    assert told == sorted(_rows(expected), key=lambda row: int(row["id"]))
    assert {row["verdict"] for row in told} == {"done", "unknown"} and done.value == 1000


def _rows(outcomes: batch.Outcomes) -> list[dict[str, Any]]:
    import pyarrow

    return pyarrow.table(outcomes).to_pylist()  # type: ignore[no-any-return]


def test_an_account_that_the_workers_make(session: SparkSession) -> None:
    settings = dict(SETTINGS)
    outcomes = on_spark.conclude(lambda: sanspay.AtaraPay(**settings), VERIFY, frame(session, 8), select=["verdict"])
    assert outcomes.columns == ["verdict"] and outcomes.where("verdict = 'done'").count() == 1


def test_the_account_is_shown_nowhere(session: SparkSession, capfd: pytest.CaptureFixture[str]) -> None:
    outcomes = on_spark.conclude(sanspay.AtaraPay(**SETTINGS), VERIFY, frame(session, 8), keep=["id"])
    outcomes.explain(extended=True)
    assert outcomes.count() == 8
    shown = capfd.readouterr()
    assert "MapInArrow" in shown.out and SECRET not in shown.out + shown.err
    work = on_spark._Work(SETTINGS, VERIFY, {}, [], [], None)
    assert SECRET not in repr(work) and "staging" in pickle.loads(pickle.dumps(work))._account.values()


def test_mistakes_are_told_before_anything_runs(session: SparkSession) -> None:
    rows = frame(session, 8)
    with pytest.raises(ValueError, match="the table has no column amount"):
        on_spark.conclude(SETTINGS, VERIFY, rows.drop("amount"))
    with pytest.raises(sanspay.Error, match="account.private_key is required"):
        on_spark.conclude({**SETTINGS, "private_key": None}, VERIFY, rows)


def test_a_worker_that_fails_shows_no_account(session: SparkSession) -> None:
    asked = [0]

    def account() -> dict[str, str]:
        asked[0] += 1
        return SETTINGS if asked[0] == 1 else {**SETTINGS, "environment": "nowhere"}

    with pytest.raises(PythonException) as failure:
        on_spark.conclude(account, VERIFY, frame(session, 8)).collect()
    assert "account.environment must be one of" in str(failure.value) and SECRET not in str(failure.value)
