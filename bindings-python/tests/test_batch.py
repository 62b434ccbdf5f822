"""Tables in, tables out: of every library that speaks Arrow, with every vector, and nothing that is secret."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import duckdb
import polars
import pyarrow as pa
import pytest

import sanspay
from conftest import PAID, SECRET, account
from sanspay import batch
from test_vectors import FOLDER, compact, vectors

VERIFY = "atarapay.orders.verify_payment"
ROWS: dict[str, list[Any]] = {
    "id": [1, 2, 3, 4],
    "order": [3021, 3021, 3022, 3021],
    "product_id": ["1447", "1447", "1447", "1447"],
    "amount": [400_000, 400_000, 400_000, 0],
    "currency": ["NGN", "NGN", "NGN", "NGN"],
    "status": [200, 502, 200, 200],
    "body": [PAID.decode(), "<html>", PAID.decode(), PAID.decode()],
}


def concluded(table: Any, **options: Any) -> list[dict[str, Any]]:
    return pa.table(batch.conclude(account(), VERIFY, table, **options)).to_pylist()  # type: ignore[no-any-return]


def changed(**columns: Any) -> pa.Table:
    return pa.table({name: column for name, column in {**ROWS, **columns}.items() if column is not None})


def exchanges() -> list[Any]:
    """The vectors that ask for the outcome of an exchange."""
    names = {described["name"] for described in sanspay.operations()["operations"]}

    def fits(call: Any) -> bool:
        asked = call.get("exchange") if isinstance(call, dict) and len(call) == 1 else None
        known = {"operation", "account", "input", "replies"}
        return isinstance(asked, dict) and set(asked) <= known and asked.get("operation") in names

    asked = [parameter for parameter in vectors() if fits(parameter.values[0]["call"])]
    accounts = [parameter.values[0]["call"]["exchange"].get("account", {}) for parameter in asked]
    return [parameter for parameter, account in zip(asked, accounts, strict=True) if isinstance(account, dict)]


def compare(row: dict[str, Any], answer: dict[str, Any]) -> None:
    """Whether a row says what the door answers, byte for byte."""
    if "outcome" not in answer:
        assert row["verdict"] is row["funds"] is row["value"] is row["reason"] is row["next"] is None
        assert row["error"] == answer["error"]["message"] if "error" in answer else "one more is needed" in row["error"]
        return
    outcome = answer["outcome"]
    told = {part: None if outcome[part] is None else compact(outcome[part]) for part in ("value", "reason", "next")}
    words = {"verdict": outcome["verdict"], "funds": outcome["funds"], "next_do": outcome["next"]["do"]}
    code = None if outcome["reason"] is None else outcome["reason"]["code"]
    assert row == {**words, **told, "reason_code": code, "error": None}


def test_a_row_each() -> None:
    rows = concluded(pa.table(ROWS), keep=["id"])
    assert [row["id"] for row in rows] == [1, 2, 3, 4]
    assert [row["verdict"] for row in rows] == ["done", "unknown", "unknown", None]
    assert [row["reason_code"] for row in rows] == [None, "http_status", "mismatch", None]
    assert json.loads(rows[2]["reason"])["mismatches"] == [{"field": "id", "expected": "3022", "got": "3021"}]
    assert [row["next_do"] for row in rows] == ["nothing", "ask", "review", None]
    assert json.loads(rows[0]["value"])["amount_payed"] == 450_000
    assert rows[3]["error"] == f"{VERIFY}: amount must be a whole number of kobo, from 1 to 9007199254740991"


@pytest.mark.parametrize("vector", exchanges())
def test_vectors(vector: dict[str, Any]) -> None:
    asked, answer = vector["call"]["exchange"], vector["answer"]
    table = pa.table({"input": [json.dumps(asked.get("input", {}))], "replies": [json.dumps(asked.get("replies", []))]})
    try:
        outcomes = batch.conclude(asked.get("account", {}), asked["operation"], table)
    except sanspay.Error as error:
        known = answer["error"]["problems"]
        assert error.problems and all(problem in known for problem in error.problems)
        return
    [row] = pa.table(outcomes).to_pylist()
    compare(row, answer)


def in_columns() -> list[Any]:
    """Those whose outcome rests on one reply, each field of their input in a column of its own, objects included."""

    def fits(asked: dict[str, Any]) -> bool:
        [reply] = asked["replies"] if len(asked.get("replies", [])) == 1 else [{}]
        return {"status", "body"} <= set(reply) and asked.get("input") != {}

    return [
        parameter
        for parameter in exchanges()
        if "outcome" in parameter.values[0]["answer"] and fits(parameter.values[0]["call"]["exchange"])
    ]


@pytest.mark.parametrize("vector", in_columns())
def test_vectors_in_columns(vector: dict[str, Any]) -> None:
    asked = vector["call"]["exchange"]
    [reply] = asked["replies"]
    cells = {"status": reply["status"], "body": reply["body"], **asked.get("input", {})}
    table = pa.table({name: pa.array([cell]) for name, cell in cells.items()})
    [row] = pa.table(batch.conclude(asked["account"], asked["operation"], table)).to_pylist()
    compare(row, vector["answer"])


def test_most_vectors_have_an_outcome() -> None:
    assert sum("outcome" in parameter.values[0]["answer"] for parameter in exchanges()) > 100 and len(in_columns()) > 100


READERS: dict[str, Callable[[Any], Any]] = {
    "table": pa.table,
    "several batches": lambda rows: pa.concat_tables([pa.table(rows).slice(0, 1), pa.table(rows).slice(1)]),
    "batch": lambda rows: pa.RecordBatch.from_pydict(rows),
    "only an array": lambda rows: OnlyArray(pa.RecordBatch.from_pydict(rows)),
    "reader": lambda rows: pa.table(rows).to_reader(1),
    "polars": polars.DataFrame,
    "duckdb": lambda rows: duckdb.connect().from_arrow(pa.table(rows)),
}


class OnlyArray:
    def __init__(self, batch: pa.RecordBatch) -> None:
        self.batch = batch

    def __arrow_c_array__(self, requested_schema: object = None) -> Any:
        return self.batch.__arrow_c_array__()


@pytest.mark.parametrize("reader", READERS)
def test_tables_of_every_library(reader: str) -> None:
    rows = concluded(READERS[reader](ROWS), threads=1)
    assert [row["verdict"] for row in rows] == ["done", "unknown", "unknown", None]


def test_outcomes_for_every_library() -> None:
    outcomes = batch.conclude(account(), VERIFY, pa.table(ROWS), keep=["id"])
    assert pa.schema(outcomes).names == ["id", *batch.COLUMNS]
    assert repr(outcomes) == f"<outcomes of {VERIFY}>"
    done = duckdb.sql("select id from outcomes where verdict = 'done'")
    assert done is not None and done.fetchall() == [(1,)]
    outcomes = batch.conclude(account(), VERIFY, pa.table(ROWS))
    assert polars.DataFrame(outcomes)["verdict"].to_list() == ["done", "unknown", "unknown", None]
    outcomes = batch.conclude(account(), VERIFY, pa.table(ROWS))
    assert pa.chunked_array(outcomes).type.field("verdict").type == pa.string()


TYPES = [
    ("order", pa.array(["3021"] * 4)),
    ("order", pa.array([3021] * 4, pa.uint16())),
    ("amount", pa.array([400_000] * 4, pa.uint64())),
    ("amount", pa.array([Decimal(400_000)] * 4, pa.decimal128(38, 0))),
    ("currency", pa.array(["NGN"] * 4).dictionary_encode()),
    ("currency", pa.array(["NGN"] * 4, pa.string_view())),
    ("body", pa.array([PAID] * 4, pa.binary())),
    ("body", pa.array([PAID.decode()] * 4, pa.large_string())),
    ("body", pa.array([PAID.decode()] * 4).dictionary_encode()),
    ("body", pa.array([PAID] * 4, pa.binary_view())),
    ("status", pa.array([200] * 4, pa.int32())),
]


@pytest.mark.parametrize(("name", "column"), TYPES)
def test_columns_of_many_types(name: str, column: pa.Array) -> None:
    assert concluded(changed(**{name: column}))[0]["verdict"] == "done"


def test_an_amount_with_a_fraction_is_none() -> None:
    for column in (pa.array([400_000.0] * 4), pa.array([Decimal("400000.00")] * 4)):
        assert "amount must be a whole number" in concluded(changed(amount=column))[0]["error"]


def test_faults_and_replies_that_are_missing() -> None:
    replies = {"status": [None, 200, None, 70_000], "body": [None, PAID.decode(), None, ""]}
    rows = concluded(changed(**replies, fault=["not_sent", "no_answer", None, None], amount=[400_000] * 4))
    assert rows[0]["verdict"] == "not_sent"
    assert "replies[0].fault stands beside a status or body" in rows[1]["error"]
    assert "replies[0].status is required, or else fault" in rows[2]["error"]
    assert "replies[0].status must be from 0 to 65535" in rows[3]["error"]


def test_what_needs_no_reply() -> None:
    link = "upi://pay?pa=shop@okbank&pn=Shop&am=499.50&cu=INR"
    [row] = pa.table(batch.conclude(sanspay.Upi(), "upi.link.read", pa.table({"link": [link]}))).to_pylist()
    compare(row, sanspay.exchange({"operation": "upi.link.read", "account": {}, "input": {"link": link}}))


def test_other_names_and_a_selection() -> None:
    table = changed(product_id=None).append_column("sku", pa.array(["1447"] * 4))
    outcomes = pa.table(batch.conclude(account(), VERIFY, table, columns={"product_id": "sku"}, select=["verdict"]))
    assert outcomes.column_names == ["verdict"] and outcomes["verdict"][0].as_py() == "done"


@pytest.mark.parametrize(
    ("table", "options", "said"),
    [
        (changed(amount=None), {}, "the table has no column amount"),
        (changed(body=None), {}, "the table has no column body"),
        (changed(), {"columns": {"amuont": "amount"}}, "amuont is nothing that is read from a table"),
        (changed(), {"columns": {"amount": "price"}}, "the table has no column price"),
        (changed(), {"keep": ["nothing"]}, "the table has no column nothing"),
        (changed(), {"keep": ["id", "id"]}, "two columns called id"),
        (changed(), {"select": ["verdikt"]}, "an outcome has no verdikt"),
        (changed(amount=pa.array([1, 2, 3, 4], pa.timestamp("s"))), {}, "the column amount holds Timestamp"),
    ],
)
def test_mistakes_in_the_whole_are_told_at_once(table: pa.Table, options: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        batch.conclude(account(), VERIFY, table, **options)


def test_the_wrong_account_or_table() -> None:
    with pytest.raises(ValueError, match="is nothing that <AtaraPay account> can be asked"):
        batch.conclude(account(), "atmoon.pg.verify", changed())
    with pytest.raises(sanspay.Error, match="there is no operation"):
        batch.conclude(account(), "atarapay.orders.verify", changed())
    with pytest.raises(sanspay.Error, match="account.private_key is required"):
        batch.conclude({"environment": "staging", "public_key": "pub"}, VERIFY, changed())
    with pytest.raises(TypeError, match="__arrow_c_stream__"):
        batch.conclude(account(), VERIFY, [ROWS])  # type: ignore[arg-type]


def test_credentials_that_a_gateway_repeats_are_blanked_out() -> None:
    body = json.dumps({"status": "error", "message": f"Invalid key {SECRET}"})
    outcomes = batch.conclude(account(), VERIFY, changed(body=[body] * 4))
    shown = str(pa.table(outcomes).to_pylist()) + repr(outcomes)
    assert SECRET not in shown and "[redacted]" in shown


def test_an_empty_table() -> None:
    assert concluded(pa.table(ROWS).slice(0, 0)) == []
    assert concluded(pa.table(ROWS).to_reader().read_all().slice(4)) == []


def test_outcomes_are_read_once() -> None:
    outcomes = batch.conclude(account(), VERIFY, pa.table(ROWS))
    assert pa.table(outcomes).num_rows == 4
    with pytest.raises(ValueError, match="conclude again"):
        pa.table(outcomes)


def test_the_documentation_runs(capsys: pytest.CaptureFixture[str]) -> None:
    text = FOLDER.parent / "docs" / "batch.md"
    if not text.exists():
        pytest.skip("the documentation is not here")
    code = text.read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    expected = [line.lstrip("# ").strip() for line in code.splitlines() if line.startswith("#")]
    exec(compile(code, "batch.md", "exec"), {})
    assert capsys.readouterr().out.split() == " ".join(expected).split()
