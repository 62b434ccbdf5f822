"""The blueprint: what it turns away, what it takes, and what its signals tell."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from conftest import SECRET, account
from flask import Flask, request

import sanspay
from sanspay.flask import LIMIT, forged, noticed, notices

PATH = "/sanspay/notices/atarapay/order"


def notice(token: str | None = "true") -> bytes:
    """A notice of order 3021, with the true token, another one, or none."""
    true = base64.b64encode(f"pub_test_1:{SECRET}:3021:450000".encode()).decode()
    signed = {} if token is None else {"token": true if token == "true" else token}
    data = {"id": 3021, "product_id": "1447", "amount_payed": 450000, "status": {"title": "Pending"}}
    return json.dumps({"status": "Delivered", "message": "…", "data": data, **signed}).encode()


def served(handler: Any = None, **options: Any) -> Any:
    app = Flask("shop")
    app.testing = True
    app.register_blueprint(notices(account(), "order", handler), **options)
    return app.test_client()


def test_what_is_not_forged_goes_to_the_handler() -> None:
    heard: list[Any] = []
    client = served(lambda notice: heard.append((notice.authenticity, notice.next["input"]["order"])))
    assert [client.post(PATH, data=notice()).status_code, client.post(f"{PATH}/", data=notice(None)).status_code] == [
        200,
        200,
    ]
    assert heard == [("verified", "3021"), ("unsigned", "3021")]
    assert client.post(PATH, data=notice("forged")).status_code == 403
    assert len(heard) == 2


def test_signals_tell_of_both() -> None:
    heard: list[Any] = []

    def hear(app: Flask, **told: Any) -> None:
        heard.append(
            (app.name, told["gateway"], told["kind"], told["notice"].authenticity if "notice" in told else "forged")
        )

    with noticed.connected_to(hear), forged.connected_to(hear):
        client = served()
        client.post(PATH, data=notice())
        client.post(PATH, data=notice("forged"))
    assert heard == [("shop", "atarapay", "order", "verified"), ("shop", "atarapay", "order", "forged")]


def test_only_posts_of_a_bounded_length_are_taken() -> None:
    client = served()
    assert [client.open(PATH, method=method).status_code for method in ("GET", "PUT", "OPTIONS")] == [405] * 3
    assert client.post(PATH, data=b"x" * LIMIT).status_code == 200
    assert client.post(PATH, data=b"x" * (LIMIT + 1)).status_code == 413


def test_a_long_body_is_not_read() -> None:
    class Unread:
        def read(self, *_: Any) -> bytes:
            raise AssertionError("it was read")

        readline = readinto = read

    environ = {"wsgi.input": Unread(), "CONTENT_LENGTH": str(50 << 20)}
    assert served().post(PATH, environ_overrides=environ).status_code == 413


def test_the_handler_may_answer_for_itself_and_an_error_is_a_500() -> None:
    assert served(lambda _: ("busy", 503)).post(PATH, data=notice()).status_code == 503
    client = served(lambda _: 1 / 0)
    client.application.testing = False
    assert client.post(PATH, data=notice()).status_code == 500


def test_another_address_and_two_gateways_in_one_app() -> None:
    app = Flask("shop")
    app.register_blueprint(notices(account(), "order"), url_prefix="/told/naira")
    app.register_blueprint(notices(sanspay.AtMoon(), "callback"))
    client = app.test_client()
    assert client.post("/told/naira", data=notice()).status_code == 200
    assert client.post("/sanspay/notices/atmoon/callback", data=b'{"payout_id": "1"}').status_code == 200
    assert client.post(PATH).status_code == 404


def test_bad_use_says_what_to_do() -> None:
    with pytest.raises(ValueError, match=r'no notice "atarapay\.orders"; known: atarapay\.order, atmoon\.callback'):
        notices(account(), "orders")
    client = served()
    client.application.before_request(lambda: len(request.form) and None)
    with pytest.raises(RuntimeError, match=r"nothing may read request\.form"):
        client.post(PATH, data={"data": "1"})
