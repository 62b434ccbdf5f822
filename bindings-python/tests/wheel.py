"""An installed wheel, without anything else: `python wheel.py ../../vectors` runs every vector, one payment, and the sandbox.

It needs no pytest, so that it runs in an environment that holds the wheel alone.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import sanspay
from sanspay._sanspay import call_text
from sanspay.sandbox import Sandbox

ACCOUNT = {"environment": "staging", "public_key": "pub_test_1", "private_key": "prv_test_2"}


def compact(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def payment() -> bool:
    call = sanspay.AtaraPay(**ACCOUNT).orders.status(order=3021)
    call.reply((200, {}, '{"status": "success", "message": "Order Fetched", "data": {"id": 3021, "status": {"id": 1, "title": "Pending"}}}'))
    return (call.outcome.verdict, call.outcome.funds) == ("done", "in_doubt")


def sandbox() -> bool:
    """A payout whose answer is lost, without any HTTP client, and what became of it, with the standard library's."""
    sandbox = Sandbox(faults=["atmoon.payout.create: lose_answer"])
    payee = {"beneficiary_name": "Asha Rao", "beneficiary_account": "039628544321", "ifsc": "SBIN0011243", "amount": 150_000}
    call = sanspay.AtMoon(**sandbox.accounts["atmoon"]).payout.create(**payee, payment_mode="IMPS", reference="w-17")
    while request := call.request:
        try:
            call.reply(sandbox.handle(request.method, request.url, request.headers, request.content))
        except ConnectionError as lost:
            call.reply(lost)
    with sandbox.serve():
        paid = sanspay.AtMoon(**sandbox.accounts["atmoon"]).payout.verify(payment_refer_no="w-17", amount=150_000).send()
    try:
        sandbox.client()
    except ImportError as error:
        told = "sanspay[httpx]" in str(error)
    found = [(payout["requests"], payout["money"]) for payout in sandbox.truth()["atmoon"]["payouts"]]
    return told and (call.outcome.funds, paid.funds, found) == ("in_doubt", "settled", [(1, "settled")])


if __name__ == "__main__":
    files = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(Path(sys.argv[1]).glob("*.json"))]
    vectors = [vector for file in files for vector in file["vectors"]]
    failed = [vector["name"] for vector in vectors if call_text(compact(vector["call"])) != compact(vector["answer"])]
    failed += [name for name, holds in (("a payment", payment), ("the sandbox", sandbox)) if not holds()]
    print(*failed, f"{len(vectors) + 2 - len(failed)} passed, {len(failed)} failed", sep="\n")
    sys.exit(bool(failed) or not vectors)
