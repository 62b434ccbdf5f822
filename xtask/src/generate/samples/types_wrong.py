"""What the types must not allow. Each line with `type: ignore` is a mistake; an ignore that is not needed is an error."""

# pyright: reportUnnecessaryTypeIgnoreComment=true, reportUnnecessaryComparison=true

from __future__ import annotations

from typing import TYPE_CHECKING

import sanspay

if TYPE_CHECKING:
    from sanspay.types import AtMoonPage, Next

shop = sanspay.AtaraPay(environment="staging", public_key="p", private_key="q")
call = shop.orders.status(order=1)


def accounts() -> None:
    sanspay.AtaraPay(environment="sandbox", public_key="p", private_key="q")  # type: ignore  # no such environment
    sanspay.AtaraPay(environment="live", public_key="p")  # type: ignore  # the private key is missing
    sanspay.AtMoon(acces_key="a")  # type: ignore  # no such setting
    sanspay.AtMoon("a")  # type: ignore  # settings are given by name


def inputs() -> None:
    print(shop.order)  # type: ignore  # there is no such group
    shop.orders.pay(order=1)  # type: ignore  # there is no such operation
    shop.orders.status(1)  # type: ignore  # fields are given by name
    shop.orders.status(order=None)  # type: ignore  # what is required may not be None
    shop.orders.status()  # type: ignore  # all that is required must be there
    shop.orders.status(order=1, amount=1)  # type: ignore  # no such field
    shop.orders.verify_payment(order=1, product_id=1, amount=4000.5, currency="NGN")  # type: ignore  # an amount is a whole number
    shop.orders.verify_payment(order=1, product_id=1, amount="4000", currency="NGN")  # type: ignore  # and not text


def outcomes(outcome: sanspay.Outcome[AtMoonPage]) -> None:
    print(call.outcome.verdict)  # type: ignore  # the outcome may not be there yet
    print(call.request.url)  # type: ignore  # nor the request
    print(outcome.value["url"])  # type: ignore  # there may be no value before the verdict was looked at
    if outcome.verdict == "failed":
        print(outcome.value["url"])  # type: ignore  # there is a value only with `done`
    if outcome.verdict == "pending":
        print(outcome.value["url"])  # type: ignore  # with `pending` there may be none
    if outcome.verdict == "done":
        print(outcome.reason["code"])  # type: ignore  # with `done` there may be no reason
        print(outcome.value["amount"])  # type: ignore  # the page has no such field
    if outcome.verdict == "paid":  # type: ignore  # there is no such verdict
        print()
    if outcome.funds == "paid":  # type: ignore  # there is no such state of the money
        print()
    outcome.verdict = "done"  # type: ignore  # an outcome is not changed


def steps(next: Next) -> None:
    print(next["operation"])  # type: ignore  # only `ask` has an operation
    shop.ask(next)  # type: ignore  # only `ask` can be asked
    if next["do"] == "retry":  # type: ignore  # there is no such step
        print()


def others(page: sanspay.Outcome[AtMoonPage]) -> None:
    shop.receive("payment", {}, b"")  # type: ignore  # there is no such notice
    shop.receive("order", {}, {"status": "success"})  # type: ignore  # the raw body, not a parsed one
    order: sanspay.Outcome[AtMoonPage] = call.send()  # type: ignore  # the outcome of another operation
    print(order)
