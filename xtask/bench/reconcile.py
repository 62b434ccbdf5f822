"""What `sanspay reconcile` concludes of atarapay.orders.verify_payment, by hand: for the benchmark's replies only.

A reply that is odd in any other way it would get wrong.
"""

import collections
import json
import sys

BY_TITLE = {"Pending": "done held", "Canceled": "failed in_doubt"}


def words(line: str) -> str:
    question = json.loads(line)
    asked, reply = question["input"], question["replies"][-1]
    if "fault" in reply:
        return "not_sent in_doubt" if reply["fault"] == "not_sent" else "unknown in_doubt"
    if reply["status"] >= 300:
        return "unknown in_doubt"
    try:
        body = json.loads(reply["body"])
    except ValueError:
        return "unknown in_doubt"
    if body["status"] == "error":
        return "refused in_doubt" if body["message"] == "No such order exists for the seller." else "unknown in_doubt"
    order = body["data"]
    told = (order["id"], order["product_id"], order["product_cost"], order["currency"])
    if told != (asked["order"], asked["product_id"], asked["amount"], asked["currency"]):
        return "unknown in_doubt"
    return BY_TITLE.get(order["status"]["title"], "unknown in_doubt")


with open(sys.argv[1], encoding="utf-8") as lines:
    print(json.dumps(collections.Counter(map(words, lines))))
