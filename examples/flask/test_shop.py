"""The shop's stories over real HTTP: what is paid, what only looks like it, what gets lost, and what comes twice."""

from __future__ import annotations

import html
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

HERE = Path(__file__).parent
sys.path.append(str(HERE.parent / "django"))  # where both shops' sandbox.py is

from sandbox import Relay, Sandbox, answers, free_port, process, sandbox, until  # noqa: E402

import sanspay  # noqa: E402

BUYER = {
    "customer_firstname": "Emeka",
    "customer_lastname": "Adeniyi",
    "email": "emeka@example.com",
    "phone_number": "+2348035550142",
    "delivery_location": "Ibadan",
}
NOTICES = "/sanspay/notices/atarapay/order"
Shop = httpx.Client
Rows = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture(scope="session")
def gateways() -> Iterator[Sandbox]:
    with sandbox() as running:
        yield running


@pytest.fixture
def relay(gateways: Sandbox) -> Iterator[Relay]:
    relay = Relay(gateways.url)
    yield relay
    relay.close()


@pytest.fixture
def environment(relay: Relay, tmp_path: Path) -> dict[str, str]:
    own = {"SANDBOX": relay.url, "ORIGIN": f"http://127.0.0.1:{free_port()}", "PATIENCE": "3", "TIMEOUT": "2"}
    return {**os.environ, **own, "DATABASE": str(tmp_path / "shop.sqlite3"), "FLASK_APP": "app"}


@pytest.fixture
def shop(environment: dict[str, str]) -> Iterator[Shop]:
    """The shop in gunicorn with three workers, and a client that follows no redirect."""
    address = environment["ORIGIN"].removeprefix("http://")
    gunicorn = [
        sys.executable,
        "-m",
        "gunicorn",
        "--workers",
        "3",
        "--bind",
        address,
        "--log-level",
        "warning",
        "app:app",
    ]
    with process(gunicorn, cwd=HERE, env=environment) as running:
        with httpx.Client(base_url=environment["ORIGIN"], timeout=30, trust_env=False) as client:
            until("the shop answers", lambda: answers(running, client))
            yield client


@pytest.fixture
def flask(environment: dict[str, str]) -> Callable[..., str]:
    """Runs a command of the shop's in a process of its own, and gives what it wrote."""

    def run(*arguments: str) -> str:
        command = [sys.executable, "-m", "flask", *arguments]
        done = subprocess.run(
            command, cwd=HERE, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        return done.stdout

    return run


@pytest.fixture
def rows(environment: dict[str, str]) -> Rows:
    """What stands in the database."""

    def read(query: str, *values: object) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(environment["DATABASE"], timeout=20)
        try:
            return connection.execute(query, values).fetchall()
        finally:
            connection.close()

    return read


def paid_into_escrow(shop: Shop, product: str = "scarf", **changes: str) -> str:
    """Orders, and posts AtaraPay's form as the buyer's browser does; gives where that sends the browser."""
    page = shop.post(f"/buy/{product}", data={**BUYER, "way": "escrow"}).text
    action = re.search(r'<form method="post" action="([^"]+)"', page)
    assert action is not None, page
    fields = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page))
    data = {name: html.unescape(value) for name, value in fields.items()} | changes
    return httpx.post(html.unescape(action[1]), data=data, trust_env=False).headers["location"]


def stood(shop: Shop, back: str) -> tuple[str, str]:
    page = shop.get(back.split("/return")[0]).text
    shown = re.search(r'data-verdict="(\w*)" data-funds="(\w*)"', page)
    assert shown is not None, page
    return shown[1], shown[2]


def delivered(gateways: Sandbox, address: str) -> int:
    """The goods of the last order are there, of which AtaraPay tells that address."""
    gateways.post("atarapay/callback", url=address, encoding="multipart")
    number: int = gateways.get("truth")["atarapay"]["orders"][-1]["id"]
    keys = {"environment": "staging", "public_key": "pub_test_1", "private_key": "prv_test_2"}
    atarapay: Any = sanspay.AtaraPay(**keys, base_url=gateways.url)
    assert atarapay.orders.deliver(order=number, phone_number=BUYER["phone_number"]).send().verdict == "done"
    return number


def test_an_escrow_payment_is_proven_and_packed_once(shop: Shop, rows: Rows) -> None:
    back = paid_into_escrow(shop)
    assert stood(shop, back) == ("", ""), "nobody has asked yet"
    for _ in range(3):
        shop.get(back)
    assert stood(shop, back) == ("done", "held")
    assert rows("select amount, reference from payments") == [(975_000, re.findall(r"order=(\d+)", back)[0])]
    assert rows("select text from events") == [("Paid: pack it.",)]


def test_a_price_changed_in_the_form_is_not_paid(shop: Shop, rows: Rows) -> None:
    back = paid_into_escrow(shop, amount="100")
    shop.get(back)
    assert stood(shop, back) == ("unknown", "in_doubt")
    assert rows("select * from events") == []


def test_an_address_that_anybody_can_type_pays_for_nothing(shop: Shop, rows: Rows) -> None:
    number = re.findall(r"order=(\d+)", paid_into_escrow(shop))[0]
    mine = paid_into_escrow(shop, product="throw").split("?")[0]
    for query in (f"product=2&order={number}", "product=2&order=999999", "order=%00", "%ff", ""):
        assert shop.get(f"{mine}?{query}").status_code == 302
    assert rows("select * from events") == []
    assert shop.get("/orders/guessed/return?order=1").status_code == 404


def test_a_hosted_page_is_proven(shop: Shop, flask: Callable[..., str], rows: Rows) -> None:
    page = shop.post("/buy/scarf", data={**BUYER, "way": "page"}).headers["location"]
    back = f"/orders/{rows('select key from payments')[0][0]}/return"
    shop.get(back)
    assert stood(shop, back) == ("unknown", "in_doubt"), "the buyer came back without paying"
    httpx.post(f"{page}/pay", trust_env=False)
    assert "done, settled" in flask("follow", "--now")
    assert stood(shop, back) == ("done", "settled")
    assert rows("select text from events") == [("Paid: pack it.",)]


def test_an_answer_that_got_lost_is_asked_for_again(
    shop: Shop, flask: Callable[..., str], relay: Relay, rows: Rows
) -> None:
    back = paid_into_escrow(shop)
    relay.hold(b"/api/callback/order")
    shop.get(back)
    assert stood(shop, back) == ("unknown", "in_doubt")
    relay.let_go()
    assert flask("follow") == "", "it is not due yet"
    assert "done, held" in flask("follow", "--now")
    assert stood(shop, back) == ("done", "held")
    assert rows("select text from events") == [("Paid: pack it.",)]


def test_a_notice_that_is_replayed_ten_times_packs_once(shop: Shop, gateways: Sandbox, rows: Rows) -> None:
    back = paid_into_escrow(shop)  # and the buyer never comes back
    number = delivered(gateways, str(shop.base_url.join(NOTICES)))
    until("the notice of delivery makes the shop ask", lambda: stood(shop, back) == ("done", "held"))
    for _ in range(10):
        gateways.post(f"orders/{number}/notices/replay")
    assert until("all notices are there", lambda: answered(gateways, number, 11)) == [200] * 11
    gateways.post(f"orders/{number}/notices/forge")
    assert until("the false one is there", lambda: answered(gateways, number, 12))[-1] == 403
    assert rows("select text from events") == [("Paid: pack it.",)]


def test_notices_at_the_same_time_pack_once(shop: Shop, gateways: Sandbox, relay: Relay, rows: Rows) -> None:
    back = paid_into_escrow(shop)
    number = delivered(gateways, str(shop.base_url.join("/nowhere")))
    sent = until(
        "AtaraPay has told of it", lambda: [each for each in gateways.get("notices") if each["order"] == number]
    )[0]

    def tell() -> None:
        headers = {"content-type": sent["content_type"]}
        answers.append(shop.post(NOTICES, content=sent["body"].encode(), headers=headers).status_code)

    answers: list[int] = []
    relay.hold(b"/api/callback/order")
    threads = [threading.Thread(target=tell) for _ in range(3)]
    for thread in threads:
        thread.start()
    until("three workers wait for the same answer", lambda: relay.held == 3)
    relay.let_go()
    for thread in threads:
        thread.join()
    assert answers == [200, 200, 200]
    assert stood(shop, back) == ("done", "held")
    assert rows("select text from events") == [("Paid: pack it.",)]


def test_a_payout_whose_process_was_killed_is_not_paid_again(
    environment: dict[str, str], gateways: Sandbox, relay: Relay, flask: Callable[..., str], rows: Rows
) -> None:
    payout = ["pay-out", "week-5", "Asha Rao", "039628544321", "SBIN0011243", "1500.00"]
    before = len(gateways.get("truth")["atmoon"]["payouts"])
    relay.hold(b"/sandbox/atmoon/payout")
    with process([sys.executable, "-m", "flask", *payout], cwd=HERE, env=environment) as paying:
        until("the payout's answer is held up", lambda: relay.held == 1)
        os.kill(paying.pid, signal.SIGKILL)
    relay.let_go()
    assert "was begun before" in flask(*payout)
    until("its time is over", lambda: "week-5: unknown, in_doubt; review" in flask("follow"))
    assert "was begun before" in flask(*payout)
    assert len(gateways.get("truth")["atmoon"]["payouts"]) == before + 1
    assert rows("select saved from payments") == [(None,)]


def test_a_payout_arrives_once(gateways: Sandbox, flask: Callable[..., str], rows: Rows) -> None:
    payout = ["pay-out", "week-6", "Asha Rao", "039628544329", "SBIN0011243", "1500.00"]
    assert flask(*payout) == "week-6: pending, in_doubt\n"
    assert "was begun before" in flask(*payout)
    assert flask("follow", "--now") == "week-6: done, settled; nothing\n"
    payouts = gateways.get("truth")["atmoon"]["payouts"]
    assert [each["money"] for each in payouts if each["beneficiary_account_numb"] == "039628544329"] == ["settled"]


def test_what_is_wrong_with_an_order_is_told_at_once(shop: Shop, rows: Rows) -> None:
    answer = shop.post("/buy/scarf", data={**BUYER, "email": "nobody", "way": "escrow"})
    assert answer.status_code == 422 and "purchase.email" in answer.text


def answered(gateways: Sandbox, number: int, count: int) -> list[int]:
    """The statuses that the shop answered to the notices of an order, as soon as there are so many."""
    told = [each for each in gateways.get("notices") if each["order"] == number]
    statuses = [each["tries"][-1]["status"] for each in told if each["tries"] and each["tries"][-1]["status"]]
    return statuses if len(statuses) >= count else []
