"""Accounts, calls, replies of many kinds, notices; and that nothing shows a secret."""

from __future__ import annotations

import ast
import base64
import copy
import io
import json
import pickle
import socket
import threading
import traceback
import urllib.error
from decimal import Decimal
from email.message import Message
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
import requests
import urllib3

import sanspay
from conftest import PAID, SECRET, account, inquiry

URL = "https://test-api.atarapay.com/api/callback/order"


def requests_response(status: int, body: bytes) -> requests.Response:
    response = requests.Response()
    response.status_code = status
    response._content = body
    return response


def test_a_payment_is_verified() -> None:
    call = inquiry()
    assert call.operation == "atarapay.orders.verify_payment"
    assert call.request is not None and call.outcome is None
    assert (call.request.method, call.request.url) == ("POST", URL)
    call.reply((200, {}, PAID))
    assert call.request is None
    match call.outcome:
        case sanspay.Outcome(verdict="done", funds="held", value={"amount_payed": 450000}, next={"do": "nothing"}):
            pass
        case other:
            pytest.fail(repr(other))


@pytest.mark.parametrize(
    "reply",
    [
        httpx.Response(200, content=PAID),
        requests_response(200, PAID),
        urllib3.HTTPResponse(io.BytesIO(PAID), status=200, preload_content=True),
        SimpleNamespace(status=200, headers={"a": "b"}, content=PAID),
        SimpleNamespace(status=200, headers=[("a", "b")], content=object(), data=PAID),
        SimpleNamespace(status_code=200, content=PAID.decode()),
        (200, [("a", "b"), (b"a", b"\xff")], PAID),
        (200, {"a": "\udcff"}, bytearray(PAID)),
        (200, None or (), PAID.decode()),
        {"status": 200, "headers": [], "body": PAID.decode()},
        {"status": 200, "body_base64": base64.b64encode(PAID).decode()},
    ],
    ids=lambda reply: type(reply).__module__ + "." + type(reply).__name__,
)
def test_every_kind_of_response_is_understood(reply: object) -> None:
    call = inquiry()
    call.reply(reply)
    assert call.outcome is not None and call.outcome.verdict == "done"


def test_an_answer_that_was_made_an_exception_is_an_answer() -> None:
    body = b'{"status": "error", "message": "x"}'
    request = httpx.Request("POST", URL)
    for error in (
        httpx.HTTPStatusError("", request=request, response=httpx.Response(400, content=body)),
        requests.HTTPError("", response=requests_response(400, body)),
        urllib.error.HTTPError(URL, 400, "", Message(), io.BytesIO(body)),
    ):
        call = inquiry()
        call.reply(error)
        assert call.outcome is not None and call.outcome.reason is not None
        assert call.outcome.reason["http_status"] == 400


def test_only_the_first_of_redirected_answers_is_the_gateways() -> None:
    redirected = httpx.Response(200, content=PAID, history=[httpx.Response(302, headers={"location": "/x"})])
    call = inquiry()
    call.reply(redirected)
    assert call.outcome is not None and call.outcome.reason is not None
    assert (call.outcome.verdict, call.outcome.reason["http_status"]) == ("unknown", 302)


def chained(error: BaseException, cause: BaseException) -> BaseException:
    error.__cause__ = cause
    return error


def in_the_context_of(error: BaseException, other: BaseException) -> BaseException:
    error.__context__ = other
    return error


REFUSED = ConnectionRefusedError(111, "refused")


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (ConnectionRefusedError(), "not_sent"),
        (socket.gaierror(-2, "unknown"), "not_sent"),
        (urllib.error.URLError(REFUSED), "not_sent"),
        (chained(httpx.ConnectError("x"), chained(OSError("x"), REFUSED)), "not_sent"),
        (chained(httpx.ConnectError("x"), ExceptionGroup("", [REFUSED, socket.gaierror()])), "not_sent"),
        (chained(httpx.ConnectError("x"), ExceptionGroup("", [REFUSED, TimeoutError()])), "unknown"),
        (httpx.ConnectError("Connection refused"), "unknown"),
        (httpx.ConnectTimeout("x"), "unknown"),
        (httpx.ReadTimeout("x"), "unknown"),
        (requests.ConnectTimeout(), "unknown"),
        (TimeoutError(), "unknown"),
        (ConnectionResetError(), "unknown"),
        (BrokenPipeError(), "unknown"),
        (OSError(), "unknown"),
        (KeyboardInterrupt(), "unknown"),
        (in_the_context_of(httpx.ReadTimeout("x"), REFUSED), "unknown"),
        (requests.ConnectionError(urllib3.exceptions.MaxRetryError(None, "/", REFUSED)), "unknown"),  # type: ignore[arg-type]
    ],
    ids=lambda case: repr(case)[:60],
)
def test_only_what_surely_never_left_is_not_sent(error: BaseException, verdict: str) -> None:
    call = inquiry()
    call.reply(error)
    assert call.outcome is not None and call.outcome.verdict == verdict
    assert call.fault is error


def test_a_refusal_after_an_attempt_that_may_have_arrived_is_a_doubt() -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]

    def hang_up() -> None:
        listening.accept()[0].close()
        listening.close()

    thread = threading.Thread(target=hang_up)
    thread.start()

    class AfterTheServerIsGone(urllib3.Retry):
        def sleep(self, response: object = None) -> None:
            thread.join(5)

    with urllib3.HTTPConnectionPool("127.0.0.1", port, timeout=5) as pool:
        with pytest.raises(urllib3.exceptions.MaxRetryError) as raised:
            pool.urlopen("POST", "/", retries=AfterTheServerIsGone(total=1, allowed_methods=None))
    assert isinstance(raised.value.reason, urllib3.exceptions.NewConnectionError)
    for error in (raised.value, requests.ConnectionError(raised.value)):
        call = inquiry()
        call.reply(error)
        assert call.outcome is not None and call.outcome.verdict == "unknown"


def test_a_body_that_is_not_utf8_goes_as_base64() -> None:
    call = inquiry()
    call.reply((200, {}, b"\xff\xfe"))
    assert call.outcome is not None and call.outcome.reason is not None
    assert call.outcome.reason["message"] == "The reply is not UTF-8 text."


def test_a_huge_body_is_not_carried_along() -> None:
    call = inquiry()
    call.reply((200, {}, b" " * (64 << 20)))
    assert call.outcome is not None and call.outcome.reason is not None
    assert call.outcome.reason["code"] == "too_large"


@pytest.mark.parametrize("reply", [None, 200, "done", (200, PAID), SimpleNamespace(status=200), object()])
def test_what_is_no_reply_is_told(reply: object) -> None:
    call = inquiry()
    with pytest.raises(TypeError, match="a reply is a response with"):
        call.reply(reply)
    assert call.request is not None


def test_a_second_reply_is_an_error() -> None:
    call = inquiry()
    call.reply((200, {}, PAID))
    outcome = call.outcome
    with pytest.raises(sanspay.Error, match="more replies than there were requests"):
        call.reply((200, {}, PAID))
    assert call.outcome == outcome


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(sanspay.Error) as raised:
        account().orders.verify_payment(order=1, amount=Decimal("10.5"), colour="red")
    error = raised.value
    assert isinstance(error, ValueError) and error.kind == "invalid_input"
    fields = {problem["field"] for problem in error.problems}
    assert {"amount", "colour", "currency", "product_id"} <= fields
    assert str(error) == error.message and "amount must be a whole number" in str(error)
    again = pickle.loads(pickle.dumps(error))
    assert (again.kind, again.message, again.problems) == (error.kind, error.message, error.problems)


def test_next_can_be_asked() -> None:
    call = inquiry()
    call.reply(TimeoutError())
    assert call.outcome is not None
    again = account().ask(call.outcome.next)
    assert again.operation == call.outcome.next["operation"] and again.request is not None
    with pytest.raises(ValueError, match="nothing"):
        account().ask({"do": "nothing"})


def test_a_notice_is_read() -> None:
    token = base64.b64encode(f"pub_test_1:{SECRET}:3021:450000".encode()).decode()
    body = json.dumps({"status": "success", "security_token": token, "data": {"id": 3021, "amount_payed": 450000}})
    headers = {"Content-Type": "application/json"}
    as_text, as_bytes = (account().receive("order", headers, given) for given in (body, body.encode()))
    assert as_text == as_bytes and isinstance(as_text, sanspay.Notice)
    assert as_text.authenticity in {"verified", "forged", "unsigned"}
    assert account().receive("order", [], b"\xff").authenticity == "unsigned"
    with pytest.raises(sanspay.Error, match="atarapay.parcel"):
        account().receive("parcel", {}, b"")


def test_settle_keeps_what_is_proven() -> None:
    paid, late = inquiry(), inquiry()
    paid.reply((200, {}, PAID))
    late.reply(TimeoutError())
    assert paid.outcome is not None and late.outcome is not None
    both = sanspay.settle(paid.outcome, late.outcome)
    assert (both.verdict, both.funds, both.value) == (paid.outcome.verdict, paid.outcome.funds, paid.outcome.value)
    assert both.next == late.outcome.next
    assert sanspay.settle({"verdict": "pending", "funds": "in_doubt"}, paid.outcome) == paid.outcome
    with pytest.raises(sanspay.Error):
        sanspay.settle({}, paid.outcome)


def test_the_plain_door_answers_and_raises_nothing() -> None:
    assert "error" in sanspay.exchange({"operation": "no.such.thing"})
    assert "error" in sanspay.receive({"notice": "no.such"})


def test_every_operation_of_the_manifest_is_offered() -> None:
    accounts = {"atarapay": sanspay.AtaraPay(), "atmoon": sanspay.AtMoon(), "upi": sanspay.Upi()}
    for described in sanspay.operations()["operations"]:
        gateway, group, verb = described["name"].split(".")
        assert gateway in accounts, f"offer {gateway} in sanspay/__init__.py, and here"
        offered = getattr(getattr(accounts[gateway], group), verb)
        assert offered.__doc__ == described["summary"]
        assert group in dir(accounts[gateway]) and verb in dir(getattr(accounts[gateway], group))
    with pytest.raises(AttributeError, match="it has .*orders"):
        account().order  # noqa: B018
    with pytest.raises(AttributeError, match="it has .*verify_payment"):
        account().orders.verify  # noqa: B018


def test_what_type_checkers_see_is_there() -> None:
    stub = ast.parse((Path(sanspay.__file__).parent / "__init__.pyi").read_text(encoding="utf-8"))
    seen = {node.name: node for node in stub.body if isinstance(node, (ast.ClassDef, ast.FunctionDef))}
    for name in set(sanspay.__all__) - {"Outcome", "minor_units"}:
        offered = getattr(sanspay, name)
        for member in getattr(seen[name], "body", []) if isinstance(seen[name], ast.ClassDef) else []:
            if isinstance(member, ast.FunctionDef):
                thing = offered if name not in {"AtaraPay", "AtMoon", "Upi"} else offered()
                assert hasattr(thing, member.name), f"{name}.{member.name}"
    one, notice = seen["OutcomeDone"], seen["Notice"]
    for runtime, declared in ((sanspay.Outcome, one), (sanspay.Notice, notice)):
        assert isinstance(declared, ast.ClassDef)
        fields = [node.target.id for node in declared.body if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)]
        assert fields == list(runtime.__match_args__)


def test_nothing_shows_a_secret() -> None:
    shop, call = account(), inquiry()
    token = base64.b64encode(f"pub_test_1:{SECRET}".encode()).decode()
    shown: list[object] = [shop, shop.orders, call, call.request, vars(sanspay.Error("k", "m", []))]
    call.reply((200, {}, json.dumps({"status": "error", "message": f"{SECRET} {token}"})))
    shown += [call, call.outcome, sanspay.exchange({"operation": "atarapay.orders.status", "account": 1})]
    for thing in shown:
        for text in (repr(thing), str(thing), f"{thing}", f"{thing!r}"):
            assert SECRET not in text and token not in text and token[:12] not in text
    with pytest.raises(TypeError):
        json.dumps(shop)


def test_no_variable_in_a_traceback_shows_a_secret() -> None:
    shop = account()
    try:
        shop.orders.status(order=None)
    except sanspay.Error as error:
        report = traceback.TracebackException.from_exception(error, capture_locals=True)
    assert SECRET not in "".join(report.format())


@pytest.mark.parametrize("duplicate", [pickle.dumps, copy.copy, copy.deepcopy], ids=lambda how: how.__name__)
def test_what_holds_credentials_is_neither_pickled_nor_copied(duplicate: object) -> None:
    for thing in (account(), account().orders, inquiry(), inquiry().request):
        with pytest.raises(TypeError, match="holds credentials, and so is not pickled"):
            duplicate(thing)  # type: ignore[operator]
