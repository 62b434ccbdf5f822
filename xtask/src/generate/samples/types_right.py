"""What the types must allow. Checked by mypy and pyright, never run."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import sanspay
from typing_extensions import assert_never, assert_type

if TYPE_CHECKING:
    from sanspay.types import AtaraPayAccount, AtaraPayOrder, AtMoonPage, Funds, Next, NextAsk

shop = sanspay.AtaraPay(environment="staging", public_key="pub_test_1", private_key="prv_test_2")
pages = sanspay.AtMoon(access_key="a", client_id=None, auth_style="joined_authorization")


def loop(client: Any) -> str:
    call = shop.orders.verify_payment(order=3021, product_id="1447", amount=400_000, currency="NGN")
    while request := call.request:
        call.reply(client.request(**request.kwargs))
    outcome = call.outcome
    assert outcome is not None
    match outcome.verdict:
        case "done":
            return outcome.value["id"]
        case "pending":
            return outcome.reason["message"]
        case "refused" | "failed" | "unknown" | "not_sent":
            return outcome.reason["code"]


def told(outcome: sanspay.Outcome[AtMoonPage]) -> str:
    if outcome.verdict == "done":
        return outcome.value["url"]
    if outcome.verdict == "pending" and outcome.value is not None:
        return outcome.value["url"]
    return outcome.reason["message"]


def step(next: Next) -> sanspay.Call[Any] | None:
    if next["do"] == "ask":
        assert_type(next, "NextAsk")
        return pages.ask(next)
    return None


def every_step(next: Next) -> int:
    if next["do"] == "ask":
        return next["not_before_seconds"]
    elif next["do"] == "send_again" or next["do"] == "fix" or next["do"] == "review" or next["do"] == "nothing":
        return 0
    else:
        assert_never(next)


def sent() -> Funds:
    pages.token.create().send()
    call = pages.pg.initiate(name="A", phone="1", email="a@example.com", amount=49_900, redirect_url="https://x", api_token=None)
    assert_type(call, "sanspay.Call[AtMoonPage]")
    outcome = call.send(timeout=5)
    call.reply((200, [("a", "b")], b"{}"))
    call.reply(TimeoutError())
    known = sanspay.settle(outcome, call.send())
    return sanspay.settle(dataclasses.asdict(known), outcome).funds


def noticed(headers: dict[str, str], body: bytes) -> int | None:
    try:
        notice = shop.receive("order", headers, body)
    except sanspay.Error as error:
        return len([problem["field"] for problem in error.problems])
    if notice.authenticity == "verified" and notice.value is not None:
        order = notice.value["order"]
        assert_type(order, "AtaraPayOrder | None")
        return None if order is None else order["amount_payed"]
    return None


def plain(account: AtaraPayAccount) -> list[str]:
    sanspay.AtaraPay(**account)
    sanspay.exchange({"operation": "atarapay.orders.status", "account": account, "input": {"order": 1}})
    return [described["name"] for described in sanspay.operations()["operations"] if described["effect"] == "moves_money"]
