"""What a careful developer would write with pydantic instead: question, order and notice as strict models."""

import base64
import hmac
from typing import Annotated
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field, ValidationError

STAGES = {"pending": "held", "awaiting buyer response": "held", "pending ii": "held"}
Visible = Annotated[str, Field(pattern=r"^[\x21-\x7e]{1,100}$")]
Minor = Annotated[int, Field(strict=True, ge=1, lt=1 << 53)]


class Account(BaseModel):
    model_config = ConfigDict(extra="forbid")
    environment: str
    public_key: Visible
    private_key: Visible


class Expected(BaseModel):
    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True)
    order: Visible
    product_id: Visible
    amount: Minor
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]


class Status(BaseModel):
    id: int
    title: str


class Order(BaseModel):
    model_config = ConfigDict(coerce_numbers_to_str=True)
    id: str
    product_id: str
    product_name: str | None = None
    product_cost: int
    amount_payed: int
    amount_net: int | None = None
    currency: str
    status: Status
    transaction_date: str | None = None
    delivery_date: str | None = None
    payout: object = None
    refund: object = None


class Answer(BaseModel):
    status: str
    message: str
    data: Order


class Told(BaseModel):
    status: str
    data: Order
    token: str


def build(account, expected):
    account, expected = Account.model_validate(account), Expected.model_validate(expected)
    token = base64.b64encode(f"{account.public_key}:{account.private_key}".encode()).decode()
    return {
        "method": "POST",
        "url": "https://test-api.atarapay.com/api/callback/order",
        "headers": [("accept", "application/json"), ("content-type", "application/x-www-form-urlencoded")],
        "body": urlencode({"authtoken": token, "order": expected.order, "status": "order"}),
    }


def classify(account, expected, reply):
    Account.model_validate(account)
    expected = Expected.model_validate(expected)
    if "fault" in reply or not 200 <= reply["status"] < 300 or len(reply["body"]) > 1 << 20:
        return {"verdict": "unknown", "funds": "in_doubt"}
    try:
        answer = Answer.model_validate_json(reply["body"])
    except ValidationError:
        return {"verdict": "unknown", "funds": "in_doubt"}
    order = answer.data
    matches = (
        answer.status == "success"
        and answer.message == "Order Fetched"
        and (order.id, order.product_id, order.currency) == (expected.order, expected.product_id, expected.currency)
        and order.product_cost == expected.amount <= order.amount_payed
    )
    funds = STAGES.get(order.status.title.strip().lower())
    if not matches or funds is None or order.payout or order.refund:
        return {"verdict": "unknown", "funds": "in_doubt"}
    return {"verdict": "done", "funds": funds, "value": order.model_dump()}


def notice(account, body):
    account, told = Account.model_validate(account), Told.model_validate_json(body)
    plain = f"{account.public_key}:{account.private_key}:{told.data.id}:{told.data.amount_payed}"
    verified = hmac.compare_digest(base64.b64encode(plain.encode()), told.token.encode())
    return {"authenticity": "verified" if verified else "forged", "event": told.status, "value": told.data.model_dump(), "ask": told.data.id}
