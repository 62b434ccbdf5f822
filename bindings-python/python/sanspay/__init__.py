"""Payments without I/O: what to send to AtaraPay and AT MOON DPS, and what their replies mean for the money.

>>> shop = sanspay.AtaraPay(environment="staging", public_key="…", private_key="…")
>>> call = shop.orders.verify_payment(order=3021, product_id=1447, amount=400000, currency="NGN")
>>> while call.request:
...     call.reply(httpx.request(**call.request.kwargs))
>>> match call.outcome.verdict:
...     case "done": ship()

Amounts are whole numbers of the currency's minor unit: 49900 is 499.00.
"""

from ._call import Call, Request
from ._gateway import Gateway, gateway
from ._money import minor_units
from ._plain import Error, Notice, Outcome, exchange, operations, receive, settle

__all__ = [
    "AtMoon",
    "AtaraPay",
    "Call",
    "Error",
    "Gateway",
    "Notice",
    "Outcome",
    "Request",
    "Upi",
    "exchange",
    "minor_units",
    "operations",
    "receive",
    "settle",
]

# How each gateway writes its own name. What it can be asked comes from the manifest.
AtaraPay = gateway("atarapay", "AtaraPay")
AtMoon = gateway("atmoon", "AtMoon")
Upi = gateway("upi", "Upi")

for public in (Call, Error, Gateway, Notice, Outcome, Request):
    public.__module__ = __name__  # so that a traceback says sanspay.Error

__version__: str = operations()["version"]
