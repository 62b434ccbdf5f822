"""What a careful developer would write by hand instead: the same checks and the same care, for one operation and one
notice, and nothing else."""

import base64
import hmac
import json
import re
from urllib.parse import urlencode

STAGES = {"pending": "held", "awaiting buyer response": "held", "pending ii": "held"}
VISIBLE = re.compile(r"[\x21-\x7e]{1,100}")
CURRENCY = re.compile(r"[A-Z]{3}")
DIGITS = re.compile(r"\d+")


def build(account, input):
    check(account, input)
    token = base64.b64encode(f"{account['public_key']}:{account['private_key']}".encode()).decode()
    return {
        "method": "POST",
        "url": "https://test-api.atarapay.com/api/callback/order",
        "headers": [("accept", "application/json"), ("content-type", "application/x-www-form-urlencoded")],
        "body": urlencode({"authtoken": token, "order": str(input["order"]), "status": "order"}),
    }


def classify(account, input, reply):
    check(account, input)

    def unknown(reason, details=()):
        return {"verdict": "unknown", "funds": "in_doubt", "value": None, "reason": reason, "details": details}

    if "fault" in reply:
        return unknown(reply["fault"])
    if not 200 <= reply["status"] < 300 or len(reply["body"]) > 1 << 20:
        return unknown("http_status")
    try:
        answer = json.loads(reply["body"])
    except ValueError:
        return unknown("not_json")
    data = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(data, dict) or answer.get("status") != "success" or answer.get("message") != "Order Fetched":
        return unknown("unrecognised")
    details = [name for name in ("order", "product_id") if str(data.get("id" if name == "order" else name)) != str(input[name])]
    if data.get("currency") != input["currency"]:
        details.append("currency")
    if whole(data.get("product_cost")) != input["amount"]:
        details.append("product_cost")
    if (whole(data.get("amount_payed")) or 0) < input["amount"]:
        details.append("amount_payed")
    if data.get("payment") and str(data["payment"].get("status")) != "1":
        details.append("payment.status")
    if details:
        return unknown("mismatch", details)
    title = data.get("status", {}).get("title")
    funds = STAGES.get(str(title).strip().lower())
    if funds is None or data.get("payout") or data.get("refund"):
        return unknown("unrecognised")
    names = ("product_name", "product_cost", "amount_payed", "amount_net", "currency", "transaction_date", "delivery_date")
    value = {"id": str(data["id"]), "product_id": str(data["product_id"]), "status": title, "status_id": data["status"].get("id")}
    value.update((name, data.get(name)) for name in names)
    return {"verdict": "done", "funds": funds, "value": value, "reason": None, "details": details}


def notice(account, body):
    check(account, {"order": 1, "product_id": 1, "amount": 1, "currency": "NGN"})
    told = json.loads(body)
    data = told.get("data") or {}
    if not isinstance(told.get("token"), str) or "id" not in data or "amount_payed" not in data:
        return {"authenticity": "unsigned"}
    plain = f"{account['public_key']}:{account['private_key']}:{data['id']}:{data['amount_payed']}"
    verified = hmac.compare_digest(base64.b64encode(plain.encode()), told["token"].encode())
    return {"authenticity": "verified" if verified else "forged", "event": told.get("status"), "value": data, "ask": str(data["id"])}


def check(account, input):
    problems = [f"account.{name}" for name in ("public_key", "private_key") if not VISIBLE.fullmatch(account.get(name) or "")]
    problems += [name for name in ("order", "product_id") if not VISIBLE.fullmatch(str(input.get(name, "")))]
    amount = input.get("amount")
    if type(amount) is not int or not 1 <= amount < 1 << 53:
        problems.append("amount")
    if not CURRENCY.fullmatch(input.get("currency") or ""):
        problems.append("currency")
    if problems:
        raise ValueError(", ".join(problems))


def whole(value):
    return int(value) if isinstance(value, str) and DIGITS.fullmatch(value) else value
