"""A payment as a type checker sees it. mypy and pyright read this file; nobody runs it."""
# pyright: strict, reportUnnecessaryTypeIgnoreComment=true

from decimal import Decimal

import httpx
from django.test import Client
from typing_extensions import assert_never

import sanspay
from sanspay.sandbox import Sandbox
from sanspay.types import AtaraPayOrder, Verdict

shop = sanspay.AtaraPay(environment="staging", public_key="pub", private_key="prv")


def paid(order: str) -> int | None:
    call = shop.orders.verify_payment(order=order, product_id=1447, amount=400_000, currency="NGN")
    while call.request:
        call.reply(httpx.request(**call.request.kwargs))
    outcome = call.send(timeout=10)
    if outcome.verdict == "done":
        return outcome.value["amount_payed"]
    if outcome.next["do"] == "ask":
        shop.ask(outcome.next).send(httpx.Client())
    return None


def duty(outcome: sanspay.Outcome[object]) -> str:
    match outcome.verdict:
        case "done" | "pending" | "refused" | "failed" | "unknown" | "not_sent":
            return outcome.funds
    assert_never(outcome.verdict)


async def refunded(saved: str) -> str:
    call = shop.orders.verify_payment(order=1, product_id=1, amount=Decimal(400_000), currency="NGN")
    async with httpx.AsyncClient() as client:
        outcome = await call.asend(client)
    resumed: sanspay.Call[object] = shop.resume(saved)
    return f"{outcome.funds} {resumed.save()} {sanspay.minor_units(Decimal('4000.00'))}"


def told(order: AtaraPayOrder, verdict: Verdict) -> str:
    return f"{order['product_name']} {verdict}"


def in_a_test(client: Client) -> list[bytes]:
    sandbox = Sandbox(seed=7, faults=["*: slow 10%"])
    with sandbox.client() as http, sandbox.serve(notices=False) as served:
        sanspay.AtMoon(**served.accounts["atmoon"]).token.create().send(http)
    taken = sandbox.deliver(lambda notice: client.post(**notice.kwargs))
    return [notice.body for notice in taken]


def mistakes() -> None:
    Sandbox(faults=[1], base_url=4010)  # type: ignore[list-item, arg-type]
    Sandbox().accounts["paypal"]  # type: ignore[index]
    Sandbox().deliver(lambda: 200)  # type: ignore[arg-type, misc]
    sanspay.AtaraPay(environment="prod", public_key="", private_key="")  # type: ignore[arg-type]
    shop.orders.verify_payment(order=1, product_id=1, amount=1.5, currency="NGN")  # type: ignore[arg-type]
    shop.orders.verify_payment(order=1, product_id=1, amount=1)  # type: ignore[call-arg]
    shop.orders.verify(order=1)  # type: ignore[attr-defined]
    shop.receive("parcel", {}, b"")  # type: ignore[arg-type]
    shop.resume(b"{}")  # type: ignore[arg-type]
    sanspay.minor_units(4000.00)  # type: ignore[arg-type]
