"""An installed wheel, without anything else: `python wheel.py ../../vectors` runs every vector, and one payment.

It needs no pytest, so that it runs in an environment that holds the wheel alone.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import sanspay
from sanspay._sanspay import call_text

ACCOUNT = {"environment": "staging", "public_key": "pub_test_1", "private_key": "prv_test_2"}


def compact(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def payment() -> bool:
    call = sanspay.AtaraPay(**ACCOUNT).orders.status(order=3021)
    call.reply((200, {}, '{"status": "success", "message": "Order Fetched", "data": {"id": 3021, "status": {"id": 1, "title": "Pending"}}}'))
    return (call.outcome.verdict, call.outcome.funds) == ("done", "in_doubt")


if __name__ == "__main__":
    files = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(Path(sys.argv[1]).glob("*.json"))]
    vectors = [vector for file in files for vector in file["vectors"]]
    failed = [vector["name"] for vector in vectors if call_text(compact(vector["call"])) != compact(vector["answer"])]
    failed += [] if payment() else ["a payment"]
    print(*failed, f"{len(vectors) + 1 - len(failed)} passed, {len(failed)} failed", sep="\n")
    sys.exit(bool(failed) or not vectors)
