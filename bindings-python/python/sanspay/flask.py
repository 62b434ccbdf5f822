"""sanspay in Flask: a blueprint that takes a gateway's notices, and signals.

>>> app.register_blueprint(notices(shop, "order", take))   # POST /sanspay/notices/atarapay/order

docs/flask.md goes from there to a proven payment.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from blinker import Namespace
from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue

import sanspay

if TYPE_CHECKING:
    from sanspay import Gateway, Notice

__all__ = ["LIMIT", "forged", "noticed", "notices"]

#: The longest notice that is read, in bytes.
LIMIT = 1 << 20

_signals = Namespace()
#: A notice came that is not forged: ``gateway`` and ``kind`` by name, and ``notice``. Nothing in it is proven.
noticed = _signals.signal("sanspay-noticed")
#: A notice came whose token is wrong, and was turned away: ``gateway`` and ``kind``.
forged = _signals.signal("sanspay-forged")

Handler = Callable[["Notice[Any]"], ResponseReturnValue | None]


def notices(gateway: Gateway, kind: str, handler: Handler | None = None) -> Blueprint:
    """Takes the notices of one kind: ``"order"`` of AtaraPay, ``"callback"`` of AT MOON.

    They come by POST to ``/sanspay/notices/<gateway>/<kind>``, or to the ``url_prefix`` that the blueprint is
    registered with. A forged one gets 403, one of more than ``LIMIT`` bytes 413. All others go to ``handler``, whose
    response, if it returns one, is the gateway's answer; what it raises becomes a 500, so that the gateway may try
    again. It does ``notice.next``.
    """
    name: str = gateway._name  # type: ignore[attr-defined]
    known = [each["name"] for each in sanspay.operations()["notices"]]
    if f"{name}.{kind}" not in known:
        raise ValueError(f'there is no notice "{name}.{kind}"; known: {", ".join(known)}')
    blueprint = Blueprint(f"sanspay_{name}_{kind}", __name__, url_prefix=f"/sanspay/notices/{name}/{kind}")

    def take() -> ResponseReturnValue:
        notice: Any = gateway.receive(kind, request.headers, _body())  # type: ignore[attr-defined]
        app = current_app._get_current_object()  # type: ignore[attr-defined]
        if notice.authenticity == "forged":
            forged.send(app, gateway=name, kind=kind)
            return _told("the token is wrong", 403)
        noticed.send(app, gateway=name, kind=kind, notice=notice)
        answer = None if handler is None else handler(notice)
        return _told("taken", 200) if answer is None else answer

    options: dict[str, Any] = {"methods": ["POST"], "strict_slashes": False, "provide_automatic_options": False}
    blueprint.add_url_rule("", "take", take, **options)
    return blueprint


def _body() -> bytes:
    request.max_content_length = LIMIT  # longer ones are answered 413, and are not read
    body = request.get_data(cache=False)
    if len(body) < (request.content_length or 0):
        raise RuntimeError(
            "something has read the notice before sanspay: a notice is checked against its bytes as they came, so "
            "nothing may read request.form of it"
        )
    return body


def _told(words: str, status: int) -> ResponseReturnValue:
    return words, status, {"content-type": "text/plain"}
