"""Runs the code of a README: `python readme.py < code`. What a README leaves to the shop stands here."""

import json
import sys
from types import SimpleNamespace

import httpx

body = {"status": "Delivered", "data": {"id": 3021, "amount_payed": 450000}, "token": "cHViX3Rlc3RfMTpwcnZfdGVzdF8yOjMwMjE6NDUwMDAw"}
shop_side = {
    "ship": lambda: print("shipped"),
    "later": print,
    "try_again": print,
    "tell_the_buyer": print,
    "httpx": httpx,
    "request": SimpleNamespace(headers={"content-type": "application/json"}, body=json.dumps(body).encode()),
}

sys.modules["__main__"].__dict__.update(shop_side)
exec(compile(sys.stdin.read(), "README.md", "exec"), sys.modules["__main__"].__dict__)
