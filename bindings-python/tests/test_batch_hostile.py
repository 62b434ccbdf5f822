"""Whatever stands in a row, the batch says of it what the door says; and long work can be watched and interrupted."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import random
import signal
import threading
import time
from typing import Any

import pyarrow as pa
import pytest

import sanspay
from conftest import PAID, SECRET
from sanspay import batch
from test_batch import VERIFY, changed, compare

SETTINGS = {"environment": "staging", "public_key": "pub_test_1", "private_key": SECRET}
WORDS = [
    b"\xff", b"\\u0000", b"\\ud800", b"null", b"true", b"1e9", b"-0", b"{", b"}", b"[[", b'"', b",,", b"//x\n", b"<html>", b"\x00",
    b'"id": 3021,', b"9007199254740993", b"3021.0", b'"3021"', b"Cancelled", b"Completed", b"Pending II", b"error",
    b'"payout": {"type": 2}, ', b'"refund": {"type": 7}, ', b'"payment": {"status": "0"}, ', SECRET.encode(), "é".encode(),
]  # fmt: skip
REFUSED = b'{"status": "error", "message": "No such order exists for the seller"}'


def hostile(chance: random.Random) -> bytes:
    body = chance.choice([PAID, PAID, PAID, PAID, REFUSED, b"", b"[]", b"{}", PAID * 2, b"[" * 100, PAID.replace(b", ", b" ")])
    for _ in range(chance.choice([0, 0, 1, 1, 2, 5])):
        start = chance.randrange(len(body) + 1)
        end = min(len(body), start + chance.choice([0, 0, 1, 3, 8, 40]))
        body = body[:start] + chance.choice([b"", chance.choice(WORDS), chance.randbytes(2)]) + body[end:]
    return body


def row(chance: random.Random) -> dict[str, Any]:
    usual = chance.random() < 0.8
    return {
        "order": 3021 if usual else chance.choice([3021, 0, -1, 2**62, None]),
        "product_id": "1447" if usual else chance.choice(["1447", "", "x y", "é", None, "1" * 101]),
        "amount": 400_000 if usual else chance.choice([400_000, 0, -5, 2**53, None]),
        "currency": "NGN" if usual else chance.choice(["NGN", "ngn", "USD", None]),
        "status": chance.choice([200, 200, 200, 200, 201, 204, 302, 400, 404, 429, 500, 0, -1, 70_000, None]),
        "body": chance.choice([None]) if chance.random() < 0.03 else hostile(chance),
        "fault": chance.choice([None] * 12 + ["not_sent", "no_answer", "perhaps"]),
    }


def question(row: dict[str, Any]) -> dict[str, Any]:
    reply = {name: row[name] for name in ("status", "fault") if row[name] is not None}
    if row["body"] is not None:
        try:
            reply["body"] = row["body"].decode()
        except UnicodeDecodeError:
            reply["body_base64"] = base64.b64encode(row["body"]).decode()
    given = {name: row[name] for name in ("order", "product_id", "amount", "currency")}
    return {"operation": VERIFY, "account": SETTINGS, "input": given, "replies": [reply]}


@pytest.mark.parametrize("operation", [VERIFY, "atarapay.orders.status", "atarapay.orders.cancel_as_seller"])
def test_hostile_rows_are_concluded_as_by_the_door(operation: str) -> None:
    chance = random.Random(operation)
    rows = [row(chance) for _ in range(20_000)]
    kinds = {"order": pa.int64(), "product_id": pa.string(), "amount": pa.int64(), "currency": pa.string()}
    kinds |= {"status": pa.int64(), "body": pa.binary(), "fault": pa.string()}
    table = pa.table({name: pa.array([row[name] for row in rows], kind) for name, kind in kinds.items()})
    outcomes = pa.table(batch.conclude(SETTINGS, operation, table)).to_pylist()
    seen = set()
    for given, told in zip(rows, outcomes, strict=True):
        asked = question(given)
        if operation != VERIFY:
            asked = {**asked, "operation": operation, "input": {"order": given["order"]}}
        compare(told, sanspay.exchange(asked))
        seen.add((told["verdict"], told["reason_code"]))
    assert SECRET not in json.dumps(outcomes) and len(seen) > 8, seen


def test_text_that_is_no_text_is_a_mistake_of_its_row_alone() -> None:
    broken = pa.Array.from_buffers(pa.string(), 4, [None, *pa.array([b"NGN", b"N\xff", b"NGN", b"NGN"]).buffers()[1:]])
    rows = pa.table(batch.conclude(SETTINGS, VERIFY, changed(currency=broken))).to_pylist()
    assert rows[0]["verdict"] == "done" and rows[1]["error"] == "currency is not UTF-8 text"


def many(rows: int) -> pa.Table:
    return changed().slice(0, 1).take(pa.array([0] * rows))


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_rows_stay_in_order_however_they_are_cut(threads: int) -> None:
    table = many(50_000).set_column(0, "id", pa.array(range(50_000)))
    table = pa.concat_tables([table.slice(0, 10), table.slice(10, 30_000), table.slice(30_010, 0), table.slice(30_010)])
    outcomes = pa.table(batch.conclude(SETTINGS, VERIFY, table, keep=["id"], select=["verdict"], threads=threads))
    assert outcomes["id"].to_pylist() == list(range(50_000))
    assert outcomes["verdict"].unique().to_pylist() == ["done"]


def test_progress_is_told() -> None:
    told: list[tuple[int, int | None]] = []
    pa.table(batch.conclude(SETTINGS, VERIFY, many(100_000), threads=1, progress=lambda *seen: told.append(seen)))
    assert told[-1] == (100_000, 100_000) and len(told) > 2 and told == sorted(told)
    told.clear()
    pa.table(batch.conclude(SETTINGS, VERIFY, many(10).to_reader(), progress=lambda *seen: told.append(seen)))
    assert list(told[-1]) == [10, None]


def test_progress_as_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    pa.table(batch.conclude(SETTINGS, VERIFY, many(10), progress=True))
    assert "\r10 of 10 (100%) rows" in capsys.readouterr().err


def test_an_error_while_telling_ends_the_reading() -> None:
    def tell(done: int, total: int | None) -> None:
        raise RuntimeError("the screen is gone")

    with pytest.raises(Exception, match="the screen is gone"):
        pa.table(batch.conclude(SETTINGS, VERIFY, many(10), progress=tell))


def test_an_interruption_ends_the_work() -> None:
    # What reads the stream hears of it as an error; Python's own exception follows as soon as it can.
    table, began = many(200_000), time.monotonic()
    timer = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        while time.monotonic() - began < 20:
            with contextlib.suppress(pa.ArrowException, OSError):
                pa.table(batch.conclude(SETTINGS, VERIFY, table, threads=1))
    timer.join()
    assert time.monotonic() - began < 10


def test_other_threads_run_meanwhile() -> None:
    counted, done = 0, threading.Event()

    def count() -> None:
        nonlocal counted
        while not done.is_set():
            counted += 1
            time.sleep(0.001)

    counter = threading.Thread(target=count)
    counter.start()
    began = time.monotonic()
    pa.table(batch.conclude(SETTINGS, VERIFY, many(300_000), threads=1))
    elapsed = time.monotonic() - began
    done.set()
    counter.join()
    assert counted > elapsed * 100
