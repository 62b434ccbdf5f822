"""Stored replies as a shop would have them: orders in every state, prices that were tampered with, refusals, web pages
from a server in trouble, answers that were cut off."""

import json
import random
from pathlib import Path

import pyarrow as pa

ORDER = {
    "id": 0, "type": 1, "customer_id": 278, "beneficiary_merchant_id": 117, "is_marketplace": 0, "shipping_cost": 0,
    "category": None, "product_id": "1447", "product_name": "Samsung Galaxy 7s", "product_desc": "Samsung Galaxy 7s",
    "product_cost": 0, "started_by": None, "amount_payed": 0, "amount_net": 383_250, "payment_number": 2532,
    "payment_ref": None, "gateway_name": "Paystack", "callback_url": None, "comment": None, "delivery_man": 0,
    "delivery_location": "Gombe, NG, 140301", "delivery_city": "", "delivery_state": "", "delivery_country": "",
    "product_delivery_status": 0, "transaction_date": "2020-06-27 07:30:54", "delivery_date": "0000-00-00",
    "status": {"id": 1, "title": "", "description": "Orders placed and paid for into escrow", "deleted_at": None,
               "created_at": None, "updated_at": None},
    "state": 0, "shipping_method": None, "quantity": None, "max_delivery_days": 7, "extra": None, "sla": 1,
    "cancellation_fee": 20_000, "currency": "NGN", "conversion_ratio": 1, "deleted_at": None,
    "created_at": "2020-06-27 07:30:54",
}  # fmt: skip
PAYOUT = ',"payout":{"type":2,"currency":"NGN"}'
REFUND = ',"refund":{"type":7,"currency":"NGN"}'
#: Title, number, what else the order tells; and how many in a hundred are so.
STATES = [
    (60, "Pending", 1, ""), (8, "Awaiting Buyer Response", 2, ""), (4, "Pending II", 10, ""), (5, "Accepted", 4, ""),
    (12, "Completed", 5, PAYOUT), (2, "Completed", 5, REFUND), (1, "Completed", 5, ""), (3, "Rejected", 3, ""),
    (1, "In Transit", 12, ""), (1, "Order Disputed", 7, ""), (3, "Cancelled", 9, ""),
]  # fmt: skip
REFUSALS = ["No such order exists for the seller", "Invalid authtoken. Does not match any record", "Something new"]
PAGE = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
SCHEMA = pa.schema({"order": pa.int64(), "product_id": pa.string(), "amount": pa.int64(), "currency": pa.string(),
                    "status": pa.int32(), "body": pa.large_string()})  # fmt: skip


def write(rows: int, file: Path) -> None:
    """Writes so many rows, always the same for the same number, in batches of a hundred thousand."""
    chance = random.Random(rows)
    with pa.OSFile(str(file), "wb") as sink, pa.ipc.new_file(sink, SCHEMA) as writer:
        for start in range(0, rows, 100_000):
            some = [row(chance, start + at) for at in range(min(100_000, rows - start))]
            writer.write_batch(pa.RecordBatch.from_arrays([pa.array(column, kind) for column, kind in zip(zip(*some), SCHEMA.types)], schema=SCHEMA))


def row(chance: random.Random, at: int) -> tuple[int, str, int, str, int, str]:
    order, product, amount = 1_000_000 + at, str(chance.randrange(1, 100_000)), chance.randrange(1_000, 10_000_000)
    given = (order, product, amount, "NGN")
    lot = chance.random()
    if lot < 0.03:
        return *given, 200, json.dumps({"status": "error", "message": chance.choice(REFUSALS)})
    if lot < 0.05:
        return *given, 502, PAGE
    _, title, number, more = chance.choices(STATES, [state[0] for state in STATES])[0]
    cost = amount if lot > 0.08 else amount // 10
    body = TEMPLATE % (order, product, cost, cost + 50_000, number, title, more)
    # Cut off, and never so that it would end with a bracket.
    return *given, 200, body[: len(body) // 2].rstrip("}") if lot > 0.99 else body


TEMPLATE = '{"status":"success","message":"Order Fetched","data":' + (
    json.dumps(ORDER, separators=(",", ":"))
    .replace('"id":0', '"id":%d', 1).replace('"product_id":"1447"', '"product_id":"%s"')
    .replace('"product_cost":0', '"product_cost":%d').replace('"amount_payed":0', '"amount_payed":%d')
    .replace('"id":1,"title":""', '"id":%d,"title":"%s"')[:-1]
    + "%s}}"
)  # fmt: skip
