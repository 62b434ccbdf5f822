"""The shop's stories over real HTTP: what is paid, what only looks like it, what gets lost, and what comes twice."""

from __future__ import annotations

import html
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import httpx
import pytest
from sandbox import Relay, Sandbox, line, process, until

import sanspay

BUYER = {"name": "Emeka Adeniyi", "email": "emeka@example.com", "phone": "+2348035550142", "place": "Ibadan"}
Manage = Callable[..., str]


@pytest.fixture(autouse=True)
def nothing_is_held_up(relay: Relay) -> Iterator[None]:
    yield
    relay.let_go()


def product(price: str = "1250.00") -> int:
    from shop.models import Product

    return Product.objects.create(name="Test cloth", text="…", naira=Decimal(price), rupees=Decimal(price)).pk


def ordered(shop: httpx.Client, way: str, price: str = "1250.00", **changes: str) -> tuple[Any, httpx.Response]:
    """Orders as a browser would: the order as it is stored, and the shop's answer."""
    from shop.models import Order

    path = f"/buy/{product(price)}/"
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', shop.get(path).text)
    assert token is not None
    answer = shop.post(path, data={**BUYER, **changes, "way": way, "csrfmiddlewaretoken": token[1]})
    assert answer.status_code in (200, 302), answer.text
    return Order.objects.latest("pk"), answer


def paid_into_escrow(page: str, **changes: str) -> str:
    """Posts AtaraPay's form as the buyer's browser does, and gives where that sends the browser."""
    action = re.search(r'<form method="post" action="([^"]+)"', page)
    assert action is not None
    fields = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page))
    data = {name: html.unescape(value) for name, value in fields.items()} | changes
    return httpx.post(html.unescape(action[1]), data=data, trust_env=False).headers["location"]


def stood(order: Any) -> tuple[str, str, bool]:
    order.payment.refresh_from_db()
    return tuple(order.payment.standing)  # type: ignore[return-value]


def history(order: Any) -> list[str]:
    return list(order.events.values_list("text", flat=True))


def atarapay(gateways: Sandbox) -> Any:
    keys = {"environment": "staging", "public_key": "pub_test_1", "private_key": "prv_test_2"}
    return sanspay.AtaraPay(**keys, base_url=gateways.url)


def delivered(gateways: Sandbox, shop: httpx.Client, order: Any, *, notice: bool = True) -> str:
    """The goods are there, of which AtaraPay tells the shop; gives AtaraPay's number of the order."""
    listen(gateways, shop, NOTICES if notice else "/nowhere/")
    known = [each for each in gateways.get("truth")["atarapay"]["orders"] if each["product_id"] == str(order.pk)]
    number = str(known[-1]["id"])
    assert atarapay(gateways).orders.deliver(order=number, phone_number=BUYER["phone"]).send().verdict == "done"
    return number


def listen(gateways: Sandbox, shop: httpx.Client, path: str) -> None:
    """Has AtaraPay post its notices there."""
    gateways.post("atarapay/callback", url=str(shop.base_url.join(path)), encoding="multipart")


NOTICES = "/sanspay/notices/atarapay/order/"
PAID_IN_ESCROW = "Paid. The money is in escrow until you have what you ordered."


def test_an_escrow_payment_is_proven(shop: httpx.Client) -> None:
    order, page = ordered(shop, "escrow")
    assert "data-verdict" in shop.get(order.get_absolute_url()).text and stood(order) == ("", "", False)
    back = paid_into_escrow(page.text)
    assert stood(order) == ("", "", False), "nobody has asked yet"
    for _ in range(3):
        assert shop.get(back).headers["location"] == order.get_absolute_url()
    assert stood(order) == ("done", "held", False)
    assert history(order) == [PAID_IN_ESCROW]
    assert "Paid, and held in escrow." in shop.get(order.get_absolute_url()).text
    order.refresh_from_db()
    assert order.packed_at is not None and order.payment.amount == 125_000


def test_an_address_that_anybody_can_type_pays_for_nothing(shop: httpx.Client) -> None:
    first, page = ordered(shop, "escrow")
    back = paid_into_escrow(page.text)
    shop.get(back)
    second, _ = ordered(shop, "escrow")
    number = re.search(r"order=(\d+)", back)
    assert number is not None
    for query in (f"product={second.pk}&order={number[1]}", f"product={second.pk}&order=999999", "order=%00", ""):
        shop.get(f"{second.get_absolute_url()}return/?{query}")
    assert not second.payment.paid and history(second) in ([], ["We are looking into this payment."])
    second.payment.refresh_from_db()
    assert second.payment.verdict == "unknown" and second.packed_at is None


def test_a_price_changed_in_the_form_is_not_paid(shop: httpx.Client) -> None:
    order, page = ordered(shop, "escrow")
    shop.get(paid_into_escrow(page.text, amount="100"))
    assert stood(order) == ("unknown", "in_doubt", True)
    assert "Please do not pay again" in shop.get(order.get_absolute_url()).text
    order.refresh_from_db()
    assert order.packed_at is None


def test_a_hosted_page_is_proven(shop: httpx.Client, manage: Manage) -> None:
    order, answer = ordered(shop, "page")
    page = answer.headers["location"]
    shop.get(f"{order.get_absolute_url()}return/")
    assert not order.payment.paid and stood(order)[0] == "unknown", "the buyer came back without paying"
    httpx.post(f"{page}/pay", trust_env=False)
    assert "done settled" in manage("sanspay_follow", "--now")
    assert stood(order) == ("done", "settled", False)
    assert history(order) == ["Paid."]


def test_a_page_paid_one_paisa_short_is_not_paid(shop: httpx.Client) -> None:
    order, answer = ordered(shop, "page", "990.06")
    httpx.post(f"{answer.headers['location']}/pay", trust_env=False)
    shop.get(f"{order.get_absolute_url()}return/")
    assert stood(order) == ("unknown", "in_doubt", True)


def test_a_page_that_could_not_be_made_may_be_ordered_again(shop: httpx.Client) -> None:
    order, answer = ordered(shop, "page", "990.05")
    assert answer.headers["location"] == order.get_absolute_url()
    assert stood(order) == ("unknown", "untouched", False)
    assert "order once more" in shop.get(order.get_absolute_url()).text


def test_a_upi_code_is_shown_and_a_person_says_that_it_is_paid(shop: httpx.Client, staff: httpx.Client) -> None:
    order, _ = ordered(shop, "qr", "2499.50", phone="+919193979193")
    page = shop.get(order.get_absolute_url()).text
    assert "<svg" in page and "am=2499.50" in page
    assert stood(order) == ("", "", True), "no answer of AT MOON's can prove it"
    act(staff, "order", "seen_at_the_bank", order)
    page = shop.get(order.get_absolute_url()).text
    assert "we saw the money" in page and "<svg" not in page
    assert history(order) == ["asha saw the money on our bank account."]


def test_what_is_wrong_with_an_order_is_told_at_once(shop: httpx.Client) -> None:
    from shop.models import Order

    orders = Order.objects.count()
    with pytest.raises(AssertionError, match="ten digits, the first of them 6 to 9"):
        ordered(shop, "qr")  # with a Nigerian phone number
    assert Order.objects.count() == orders


def test_a_lost_answer_is_resolved_by_the_command(shop: httpx.Client, manage: Manage) -> None:
    order, page = ordered(shop, "escrow", "990.05")  # every other answer about it is lost
    shop.get(paid_into_escrow(page.text))
    assert stood(order) == ("unknown", "in_doubt", False)
    assert "asked, done held" in manage("sanspay_follow", "--now")
    assert stood(order) == ("done", "held", False)
    assert history(order) == [PAID_IN_ESCROW]


def test_the_command_watches_until_it_is_told_to_stop(shop: httpx.Client, environment: dict[str, str]) -> None:
    from sanspay.django.models import Payment

    order, page = ordered(shop, "escrow", "990.05")
    shop.get(paid_into_escrow(page.text))
    assert stood(order) == ("unknown", "in_doubt", False)
    command = [sys.executable, "-u", "manage.py", "sanspay_follow", "--watch", "1"]
    with process(command, cwd=os.path.dirname(__file__), env=environment) as watching:
        line(watching, "0 failed", 20)
        Payment.objects.filter(pk=order.payment.pk).update(due_at=order.created_at)
        line(watching, "asked, done held", 20)
        watching.terminate()
        assert watching.wait(10) == 0
    assert stood(order) == ("done", "held", False)


def test_a_notice_that_is_replayed_ten_times_makes_one_transition(shop: httpx.Client, gateways: Sandbox) -> None:
    order, page = ordered(shop, "escrow")
    paid_into_escrow(page.text)  # and the buyer never comes back
    number = delivered(gateways, shop, order)
    until("the notice of delivery makes the shop ask", lambda: stood(order) == ("done", "held", False))
    for _ in range(10):
        gateways.post(f"orders/{number}/notices/replay")
    tries = until("all notices are there", lambda: _answered(gateways, number, 11))
    assert tries == [200] * 11
    gateways.post(f"orders/{number}/notices/forge")
    assert until("the false one is there", lambda: _answered(gateways, number, 12))[-1] == 403
    assert history(order) == [PAID_IN_ESCROW]
    order.payment.refresh_from_db()
    assert order.payment.answers == 11, "each was asked after, since each may be true"


def test_notices_at_the_same_time_make_one_transition(shop: httpx.Client, gateways: Sandbox, relay: Relay) -> None:
    order, page = ordered(shop, "escrow")
    paid_into_escrow(page.text)
    number = delivered(gateways, shop, order, notice=False)
    sent = until(
        "AtaraPay has told of it", lambda: [each for each in gateways.get("notices") if each["order"] == int(number)]
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
    assert stood(order) == ("", "", False)
    relay.let_go()
    for thread in threads:
        thread.join()
    assert answers == [200, 200, 200]
    assert stood(order) == ("done", "held", False)
    assert history(order) == [PAID_IN_ESCROW]
    assert order.payment.answers == 3


def test_a_late_failure_is_for_a_person(shop: httpx.Client, gateways: Sandbox, staff: httpx.Client) -> None:
    order, page = ordered(shop, "escrow")
    back = paid_into_escrow(page.text)
    shop.get(back)
    listen(gateways, shop, NOTICES)
    number = re.search(r"order=(\d+)", back)
    assert number is not None
    atarapay(gateways).orders.cancel_as_seller(order=number[1]).send()
    until("the shop has heard of it", lambda: stood(order) == ("done", "held", True))
    both = [PAID_IN_ESCROW, "We are looking into this payment."]
    until("the buyer is told", lambda: history(order) == both)
    listed = staff.get("/admin/sanspay/payment/", params={"review__exact": "1"}).text
    assert f"order-{order.pk}<" in listed


def test_a_process_killed_between_request_and_reply(
    shop: httpx.Client, gateways: Sandbox, relay: Relay, manage: Manage, staff: httpx.Client
) -> None:
    """The payout was taken, and the worker that would have stored the answer is gone: nothing pays it again."""
    withdrawal = withdrawn()
    relay.hold(b"/sandbox/atmoon/payout")
    clicked = threading.Thread(target=lambda: _until_dead(staff, withdrawal))
    clicked.start()
    until("the payout's answer is held up", lambda: relay.held == 1)
    worker = _asking(relay)
    os.kill(worker, signal.SIGKILL)
    clicked.join()
    relay.let_go()

    assert "resumed" not in manage("sanspay_follow"), "it might still be under way: its time is not over"
    withdrawal.refresh_from_db()
    assert withdrawal.payment is not None and withdrawal.payment.saved
    until("its time is over", lambda: "resumed, unknown in_doubt" in manage("sanspay_follow"))
    withdrawal.payment.refresh_from_db()
    assert tuple(withdrawal.payment.standing) == ("unknown", "in_doubt", True)
    assert "was started under this name already" in pay_out(staff, withdrawal)
    manage("sanspay_follow", "--now")
    assert _payouts(gateways, withdrawal) == 1


def test_a_process_killed_before_the_payout_left(
    shop: httpx.Client, gateways: Sandbox, relay: Relay, manage: Manage, staff: httpx.Client
) -> None:
    """Only the token was asked for. Nothing is sent by the command either: a person decides."""
    withdrawal = withdrawn()
    relay.hold(b"/getToken")
    clicked = threading.Thread(target=lambda: _until_dead(staff, withdrawal))
    clicked.start()
    until("the token is held up", lambda: relay.held == 1)
    os.kill(_asking(relay), signal.SIGKILL)
    clicked.join()
    relay.let_go()
    until("its time is over", lambda: "resumed" in manage("sanspay_follow"))
    assert _payouts(gateways, withdrawal) == 0


def test_a_payout_arrives_once(shop: httpx.Client, gateways: Sandbox, manage: Manage, staff: httpx.Client) -> None:
    withdrawal = withdrawn()
    assert "pending, in_doubt" in pay_out(staff, withdrawal)
    assert "was started under this name already" in pay_out(staff, withdrawal)
    manage("sanspay_follow", "--now")
    withdrawal.refresh_from_db()
    assert tuple(withdrawal.payment.standing) == ("done", "settled", False)
    assert _payouts(gateways, withdrawal) == 1


def test_two_commands_at_once_share_the_work(shop: httpx.Client, relay: Relay, environment: dict[str, str]) -> None:
    from sanspay.django.models import Payment

    Payment.objects.update(due_at=None)
    order, page = ordered(shop, "escrow", "990.05")
    shop.get(paid_into_escrow(page.text))
    Payment.objects.filter(pk=order.payment.pk).update(due_at=order.created_at)
    relay.hold(b"/api/callback/order")
    command = [sys.executable, "manage.py", "sanspay_follow"]
    options: dict[str, Any] = {
        "stdout": subprocess.PIPE,
        "text": True,
        "env": environment,
        "cwd": os.path.dirname(__file__),
    }
    with subprocess.Popen(command, **options) as first:
        until("the first asks", lambda: relay.held == 1)
        second = subprocess.run(command, check=True, **options).stdout
        assert second.startswith("0 followed")
        relay.let_go()
        assert "done held" in first.communicate()[0]


@pytest.fixture(scope="session")
def staff(shop: httpx.Client, environment: dict[str, str], manage: Manage) -> Iterator[httpx.Client]:
    """Somebody who is logged in to the admin pages."""
    environment["DJANGO_SUPERUSER_PASSWORD"] = "a password for this test"
    manage("createsuperuser", "--noinput", "--username", "asha", "--email", "asha@example.com")
    with httpx.Client(base_url=shop.base_url, timeout=30, trust_env=False) as client:
        client.get("/admin/login/")
        login = {"username": "asha", "password": environment["DJANGO_SUPERUSER_PASSWORD"]}
        answer = client.post(
            "/admin/login/?next=/admin/", data={**login, "csrfmiddlewaretoken": client.cookies["csrftoken"]}
        )
        assert answer.headers["location"] == "/admin/"
        yield client


def withdrawn() -> Any:
    from shop.models import Withdrawal

    number = f"{Withdrawal.objects.count() + 39628544321:012}"
    return Withdrawal.objects.create(
        beneficiary="Asha Rao", account=number, ifsc="SBIN0011243", rupees=Decimal("1500.00")
    )


def pay_out(staff: httpx.Client, withdrawal: Any) -> str:
    """Presses "Pay out" in the admin pages, and gives what they answer."""
    return act(staff, "withdrawal", "pay_out", withdrawal)


def act(staff: httpx.Client, model: str, action: str, row: Any) -> str:
    """Takes an action of an admin page, and gives what the page says then."""
    data = {"action": action, "_selected_action": str(row.pk), "csrfmiddlewaretoken": staff.cookies["csrftoken"]}
    staff.post(f"/admin/shop/{model}/", data=data)
    return html.unescape(staff.get(f"/admin/shop/{model}/").text)


def _until_dead(staff: httpx.Client, withdrawal: Any) -> None:
    try:
        pay_out(staff, withdrawal)
    except httpx.TransportError:
        pass


def _asking(relay: Relay) -> int:
    """The process that is connected to the relay: the worker which waits for the answer."""
    port = int(relay.url.rsplit(":", 1)[1])
    with open("/proc/net/tcp") as table:
        rows = [row.split() for row in list(table)[1:]]
    inodes = {row[9] for row in rows if row[2].endswith(f":{port:04X}") and row[3] == "01"}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            files = {os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")}
            with open(f"/proc/{pid}/cmdline") as command:
                if files & {f"socket:[{inode}]" for inode in inodes} and "gunicorn" in command.read():
                    return int(pid)
        except OSError:
            continue
    raise AssertionError("no worker waits for an answer")


def _payouts(gateways: Sandbox, withdrawal: Any) -> int:
    payouts = gateways.get("truth")["atmoon"]["payouts"]
    return sum(each["beneficiary_account_numb"] == withdrawal.account for each in payouts)


def _answered(gateways: Sandbox, number: str, count: int) -> list[int]:
    """The statuses that the shop answered to the notices of an order, as soon as there are so many."""
    notices = [each for each in gateways.get("notices") if each["order"] == int(number)]
    statuses = [each["tries"][-1]["status"] for each in notices if each["tries"] and each["tries"][-1]["status"]]
    return statuses if len(statuses) >= count else []
