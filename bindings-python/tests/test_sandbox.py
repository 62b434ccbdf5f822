"""The sandbox in this process: whole stories through it, what befalls them, and what it refuses."""

from __future__ import annotations

import asyncio
import builtins
import copy
import pickle
import re
import time
import unittest
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.test import Client
from django_shop.testing import PAYOUT, configured, database, expected, transitions
from flask import Flask

import sanspay
from sanspay.django.models import Payment
from sanspay.flask import notices
from sanspay.sandbox import Notice, Sandbox

__all__ = ["database", "transitions"]

PURCHASE = {
    "email": "emeka@example.com",
    "phone_number": "+2348035550142",
    "currency": "NGN",
    "amount": 400_000,
    "customer_firstname": "Emeka",
    "customer_lastname": "Adeniyi",
    "order_product_id": 1447,
    "order_product_name": "Indigo throw",
    "delivery_date": "2026-12-01 12:00:00",
    "delivery_location": "Ibadan",
    "recipient": "+2348035550142",
    "callback_url": "http://127.0.0.1/back",
}
FORM = [("content-type", "application/x-www-form-urlencoded")]
SHOP = "http://127.0.0.1/sanspay/notices/atarapay/order/"


def atarapay(sandbox: Sandbox) -> sanspay.AtaraPay:
    return sanspay.AtaraPay(**sandbox.accounts["atarapay"])


def atmoon(sandbox: Sandbox) -> sanspay.AtMoon:
    return sanspay.AtMoon(**sandbox.accounts["atmoon"])


def bought(sandbox: Sandbox) -> None:
    """A buyer posts AtaraPay's form, and so pays for order 3021, 1447 of the shop's."""
    form: Any = atarapay(sandbox).checkout.form(purchase=PURCHASE).outcome.value
    status, headers, _ = sandbox.handle("POST", form["action"], FORM, form["body"].encode())
    assert (status, dict(headers)["location"]) == (303, "http://127.0.0.1/back?product=1447&order=3021")


def verified(sandbox: Sandbox) -> sanspay.Call[Any]:
    return atarapay(sandbox).orders.verify_payment(order=3021, product_id=1447, amount=400_000, currency="NGN")


def delivered(sandbox: Sandbox) -> sanspay.Call[Any]:
    return atarapay(sandbox).orders.deliver(order=3021, phone_number="+2348035550142")


def paid_out(sandbox: Sandbox, reference: str = "withdrawal-17") -> sanspay.Call[Any]:
    return atmoon(sandbox).payout.create(**PAYOUT, reference=reference)


def asked(call: sanspay.Call[Any], sandbox: Sandbox, how: str) -> sanspay.Outcome[Any]:
    async def asend() -> sanspay.Outcome[Any]:
        async with sandbox.async_client() as client:
            return await call.asend(client)

    if how == "asynchronous":
        return asyncio.run(asend())
    with sandbox.client() as client:
        return call.send(client)


@pytest.fixture(params=["synchronous", "asynchronous"])
def ask(request: pytest.FixtureRequest) -> Callable[..., sanspay.Outcome[Any]]:
    return lambda call, sandbox: asked(call, sandbox, request.param)


def test_an_escrow_s_notices_through_django_s_view(transitions: list[tuple[str, ...]]) -> None:
    payment = expected()
    client = Client(enforce_csrf_checks=True)
    # The view asks by itself, and so over HTTP; the notices come by the test client.
    with Sandbox().serve(notices=False) as sandbox, configured(**sandbox.accounts):
        sandbox.send_notices_to(SHOP)
        bought(sandbox)
        assert delivered(sandbox).send().verdict == "done"
        assert [notice.number for notice in sandbox.deliver(lambda notice: client.post(**notice.kwargs))] == [1]
        payment.refresh_from_db()
        assert payment.paid and payment.reference == "3021"
        sandbox.control("orders/3021/accept")
        sandbox.control("orders/3021/complete")
        sandbox.control("orders/3021/notices/forge")
        assert len(sandbox.deliver(lambda notice: client.post(**notice.kwargs))) == 1
        assert [[tried["status"] for tried in notice["tries"]] for notice in sandbox.notices()] == [[200], [200], [403]]
    assert transitions == [("done", "held"), ("done", "settled")]


def test_an_escrow_s_notices_through_flask_s_view(ask: Callable[..., Any]) -> None:
    sandbox = Sandbox()
    heard: list[Any] = []

    def take(notice: sanspay.Notice[Any]) -> None:
        heard.append((notice.authenticity, ask(verified(sandbox), sandbox).funds))

    app = Flask("shop")
    app.register_blueprint(notices(atarapay(sandbox), "order", take))
    app.register_blueprint(notices(atmoon(sandbox), "callback", lambda notice: heard.append(notice.value["ids"])))
    client = app.test_client()
    bought(sandbox)
    for encoding in ("json", "multipart"):
        sandbox.send_notices_to(SHOP, encoding)
        sandbox.control("orders/3021/" + ("deliver" if encoding == "json" else "accept"))
        [notice] = sandbox.deliver(lambda notice: client.post(**notice.kwargs))
        assert encoding in notice.headers[0][1]
    assert heard == [("verified", "held"), ("verified", "in_doubt")]

    payin = atmoon(sandbox).payin.create(
        merchant_transaction_id="Order1448",
        amount=49_900,
        payment_for="Scarf",
        payment_mode="INTENT",
        callback_url="http://127.0.0.1/sanspay/notices/atmoon/callback",
        customer_details={"customer_email": "asha@example.com", "customer_phone": "9193979193"},
    )
    ids = ask(payin, sandbox).value
    sandbox.control(f"payins/{ids['transaction_id']}/pay")
    sandbox.control(f"payins/{ids['transaction_id']}/callback")
    assert len(sandbox.deliver(lambda notice: client.post(**notice.kwargs))) == 1
    assert "Order1448" in heard[2].values()


def test_a_payout_whose_answers_are_lost_is_found_and_never_paid_twice(ask: Callable[..., Any]) -> None:
    sandbox = Sandbox(faults=["atmoon.payout.create: lose_answer"])
    outcome = ask(paid_out(sandbox), sandbox)
    assert (outcome.verdict, outcome.funds, outcome.next["do"]) == ("unknown", "in_doubt", "review")
    # Who reviews it knows the reference: the gateway has it, and refuses it the second time.
    expected = {name: PAYOUT[name] for name in ("amount", "beneficiary_account", "ifsc")}
    inquiry = atmoon(sandbox).payout.verify(payment_refer_no="withdrawal-17", **expected)
    assert ask(inquiry, sandbox).funds == "settled"
    sandbox.control("faults")
    assert ask(paid_out(sandbox), sandbox).verdict != "done"

    taken = ask(paid_out(sandbox, "withdrawal-18"), sandbox)
    assert (taken.verdict, taken.next["do"]) == ("pending", "ask")
    sandbox.control("faults", "atmoon.payout.verify: lose_answer")
    lost = ask(atmoon(sandbox).ask(taken.next), sandbox)
    assert (lost.verdict, lost.funds, lost.next["do"]) == ("unknown", "in_doubt", "ask")
    sandbox.control("faults")
    sandbox.advance(60)
    found = ask(atmoon(sandbox).ask(lost.next), sandbox)
    assert (found.verdict, found.funds) == ("done", "settled")

    truth = sandbox.truth()["atmoon"]
    assert [(each["payment_refer_no"], each["money"]) for each in truth["payouts"]] == [
        ("withdrawal-17", "settled"),
        ("withdrawal-18", "settled"),
    ]
    assert truth["ledger"]["paid_out"] == 2 * PAYOUT["amount"]


def test_a_page_is_paid_by_whoever_follows_it() -> None:
    sandbox = Sandbox(strict_auth=True)
    page = atmoon(sandbox).pg.initiate(
        name="Asha Rao", phone="9193979193", email="a@example.com", amount=49_900, redirect_url="http://127.0.0.1/back"
    )
    with sandbox.client() as client:
        outcome = page.send(client)
        assert outcome.verdict == "done"
        assert client.post(outcome.value["url"] + "/pay").status_code == 303
        assert client.get("/sandbox/settings").json()["strict_auth"] is True
        assert atmoon(sandbox).ask(outcome.next).send(client).funds == "settled"


def test_two_sandboxes_share_nothing_and_one_that_was_saved_goes_on() -> None:
    one, other = Sandbox(seed=7), Sandbox(seed=7)
    bought(one)
    assert one.truth()["atarapay"]["orders"] and not other.truth()["atarapay"]["orders"]
    one.send_notices_to(SHOP)
    one.control("orders/3021/deliver")
    assert one.deliver(lambda notice: 500) == []
    again = Sandbox(saved=one.save(), hosted_pages=True)
    assert again.truth() == one.truth() and again.control("settings", strict_json=True)["hosted_pages"]
    assert [notice.number for notice in again.deliver(lambda notice: 200)] == [1]
    assert asked(paid_out(one), one, "synchronous") == asked(paid_out(again), again, "synchronous")


def test_a_notice_is_offered_as_often_as_a_server_would() -> None:
    sandbox = Sandbox()
    bought(sandbox)
    sandbox.send_notices_to(SHOP)
    sandbox.control("orders/3021/deliver")
    sandbox.control("orders/3021/accept")
    offered: list[int] = []

    def broken(notice: Notice) -> int:
        offered.append(notice.number)
        raise ConnectionError

    with pytest.raises(ConnectionError):
        sandbox.deliver(broken)
    assert offered == [1], "the second was not reached"
    assert [len(sandbox.deliver(lambda notice: 503 if notice.number == 1 else 204)) for _ in range(4)] == [1, 0, 0, 0]
    tries = [[(each["status"], each["error"]) for each in notice["tries"]] for notice in sandbox.notices()]
    assert tries == [[(None, "ConnectionError"), (503, None), (503, None), (503, None)], [(204, None)]]
    sandbox.control("notices/1/send")
    handed: list[int] = []
    sandbox.control("notices/2/send")
    inner = sandbox.deliver(lambda notice: handed.append(len(sandbox.deliver(lambda _: 200))) or 200)
    assert (len(inner), handed) == (2, [0, 0]), "a handler that delivers gets nothing twice"
    sandbox.control("notices/1/send")
    with pytest.raises(TypeError, match="returns an HTTP status, or a response with status_code, not None"):
        sandbox.deliver(lambda notice: None)


def test_notices_on_hold_wait_for_someone() -> None:
    sandbox = Sandbox()
    bought(sandbox)
    sandbox.send_notices_to(SHOP)
    sandbox.control("settings", hold_notices=True)
    sandbox.control("orders/3021/deliver")
    assert sandbox.deliver(lambda notice: 200) == []
    sandbox.control("notices/1/send")
    assert len(sandbox.deliver(lambda notice: 200)) == 1


@pytest.mark.parametrize(
    ("fault", "reason"),
    [("lose_request", "no_answer"), ("lose_answer", "no_answer"), ("server_error", "http_status"), ("cut", "not_json")],
)
def test_faults_strike_as_a_network_s_would(ask: Callable[..., Any], fault: str, reason: str) -> None:
    sandbox = Sandbox()
    bought(sandbox)
    sandbox.control("faults", f"atarapay.*: {fault}")
    call = verified(sandbox)
    outcome = ask(call, sandbox)
    assert (outcome.verdict, outcome.reason["code"]) == ("unknown", reason)
    assert isinstance(call.fault, httpx.RemoteProtocolError) is (reason == "no_answer")


def test_a_late_answer_is_waited_for_only_so_long() -> None:
    sandbox = Sandbox()
    bought(sandbox)
    sandbox.control("faults", "*: slow")

    async def both() -> list[Any]:
        async with sandbox.async_client() as client:
            started = time.monotonic()
            hasty, patient = verified(sandbox), verified(sandbox)
            outcomes = await asyncio.gather(hasty.asend(client, timeout=0.1), patient.asend(client, timeout=10))
            assert 3 <= time.monotonic() - started < 4
            return [hasty.fault, *[outcome.verdict for outcome in outcomes]]

    fault, *verdicts = asyncio.run(both())
    assert isinstance(fault, httpx.ReadTimeout) and verdicts == ["unknown", "done"]
    call, started = verified(sandbox), time.monotonic()
    with sandbox.client() as client:
        assert call.send(client, timeout=0.1).verdict == "unknown"
    assert isinstance(call.fault, httpx.ReadTimeout) and time.monotonic() - started < 1
    status, _, _ = sandbox.handle("POST", "/api/callback/order")
    assert status == 201 and time.monotonic() - started < 1, "who asks directly need not wait"


def test_nothing_but_the_sandbox_is_reached() -> None:
    sandbox = Sandbox(base_url="http://localhost:80/")
    elsewhere = sanspay.AtaraPay(**{**sandbox.accounts["atarapay"], "base_url": None})
    words = "answers for http://localhost:80 alone, and nothing was sent to .*: make the account of sandbox.accounts"
    with sandbox.client() as client:
        assert client.get("http://localhost/sandbox/truth").status_code == 200
        for url in ("https://localhost/", "http://localhost:81/", "http://127.0.0.1/", "http://localhost@atarapay.com/"):
            with pytest.raises(ValueError, match=words):
                client.get(url)
        with pytest.raises(ValueError, match=words):
            elsewhere.orders.status(order=3021).send(client)

    async def over_there() -> None:
        async with sandbox.async_client() as client:
            await elsewhere.orders.status(order=3021).asend(client)

    with pytest.raises(ValueError, match=words):
        asyncio.run(over_there())


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"seed": -1}, r"seed is a whole number from 0 to 2\*\*64 - 1, not -1"),
        ({"seed": True}, "seed is a whole number"),
        ({"keep": 1.5}, "keep is a whole number"),
        ({"hosted_pages": "no"}, "hosted_pages is True or False, not 'no'"),
        ({"faults": "*: cut"}, r"faults is a list of rules: \['\*: cut'\]"),
        ({"faults": ["atmoon.payout.creat: cut"]}, r"did you mean atmoon\.payout\.create\?"),
        ({"base_url": "https://staging.atarapay.com"}, "base_url is an address on this machine"),
        ({"saved": "{}"}, r"saved is not what sandbox\.save\(\) of this version returned"),
        ({"saved": b"{}"}, r"saved is the text that sandbox\.save\(\) returned, not bytes"),
        ({"saved": "{}", "seed": 1}, "leave seed out"),
    ],
)
def test_wrong_arguments_say_what_to_do(given: dict[str, Any], words: str) -> None:
    with pytest.raises((TypeError, ValueError), match=words):
        Sandbox(**given)


def test_what_the_sandbox_will_not_do_it_says() -> None:
    sandbox = Sandbox()
    for refused, words in [
        (lambda: sandbox.control("orders/1/accept"), "There is no order 1"),
        (lambda: sandbox.control("/sandbox/nowhere"), "does not answer POST /sandbox/nowhere"),
        (lambda: sandbox.advance(1.5), "in whole seconds"),
        (lambda: sandbox.send_notices_to("https://shop.example/"), "must be a plain http:// address"),
        (lambda: sandbox.send_notices_to(SHOP, "xml"), "json and multipart are"),
        (lambda: sandbox.control("faults", "x"), "no colon"),
    ]:
        with pytest.raises(sanspay.Error, match=words) as error:
            refused()
        assert error.value.kind == "refused"


def test_no_secret_is_shown_and_no_copy_is_made() -> None:
    sandbox = Sandbox()
    bought(sandbox)
    sandbox.send_notices_to(SHOP)
    sandbox.control("orders/3021/deliver")
    shown: list[str] = [repr(sandbox), repr(sandbox.transport)]
    sandbox.deliver(lambda notice: shown.append(repr(notice)) or 200)
    assert "body" not in shown[2] and "token" not in "".join(shown) and "prv_" not in "".join(shown)
    for copied in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError, match=r"sandbox\.save\(\)"):
            copied(sandbox)


def test_a_client_without_httpx_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name.endswith("_sandbox_transport"):
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ImportError, match=r'pip install "sanspay\[httpx\]"'):
        Sandbox().client()


def test_a_payment_of_django_s_by_the_transport(transitions: list[tuple[str, ...]]) -> None:
    sandbox = Sandbox()
    bought(sandbox)
    with configured(**sandbox.accounts), sandbox.client() as client:
        payment = Payment.objects.expect(
            "atarapay.orders.verify_payment", product_id=1447, amount=400_000, currency="NGN"
        )
        payment.ask("3021", client=client)
    assert transitions == [("done", "held")]


def in_guide(name: str, **given: Any) -> dict[str, Any]:
    """What the Python of a guide's section "Test it" defines."""
    guide = (Path(__file__).parents[2] / "docs" / name).read_text(encoding="utf-8")
    [code] = re.findall(r"```python\n(.*?)```", guide.split("## Test it\n")[1].split("\n## ")[0], re.DOTALL)
    exec(code, given)
    return given


def test_the_test_in_django_s_guide(database: None) -> None:
    case = in_guide("django.md", PURCHASE=PURCHASE)["NoticeTest"]
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(case).run(result)
    assert (result.testsRun, result.errors, result.failures) == (1, [], [])


def test_the_test_in_flask_s_guide() -> None:
    sandbox = Sandbox()

    class AtThatAddress:
        """Port 4010 may be taken on this machine."""

        def serve(self, port: int, **more: Any) -> Any:
            return sandbox.serve(**more)

    app = Flask("shop")
    heard: list[str] = []
    app.register_blueprint(notices(atarapay(sandbox), "order", lambda notice: heard.append(notice.authenticity)))
    defined = in_guide("flask.md", app=app, shop=atarapay(sandbox), PURCHASE=PURCHASE)
    defined["Sandbox"] = AtThatAddress
    defined["test_a_notice_is_taken"]()
    assert heard == ["verified"]
