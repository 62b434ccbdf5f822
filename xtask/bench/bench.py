"""Microseconds per call in Python, as JSON: the package, the same by hand and with pydantic, and stripe verifying a webhook.

`python bench.py < work.json`, in which the questions are.
"""

import hashlib
import hmac
import json
import sys
import time

import hand
import modelled
import stripe

import sanspay

work = json.load(sys.stdin)
account, input, reply, message = (work[name] for name in ("account", "input", "reply", "message"))
operation = "atarapay.orders.verify_payment"
payload = message["body"]
stamp = int(time.time())
signature = hmac.new(b"whsec_1", f"{stamp}.{payload}".encode(), hashlib.sha256).hexdigest()
header = f"t={stamp},v1={signature}"

build = {"operation": operation, "account": account, "input": input}
classify = {**build, "replies": [reply]}
notice = {"notice": "atarapay.order", "account": account, "message": message}
tasks = {
    "sanspay": {
        "build": lambda: sanspay.exchange(build)["request"]["method"],
        "classify": lambda: sanspay.exchange(classify)["outcome"]["verdict"],
        "notice": lambda: sanspay.receive(notice)["notice"]["authenticity"],
    },
    "by hand": {
        "build": lambda: hand.build(account, input)["method"],
        "classify": lambda: hand.classify(account, input, reply)["verdict"],
        "notice": lambda: hand.notice(account, message["body"])["authenticity"],
    },
    "pydantic": {
        "build": lambda: modelled.build(account, input)["method"],
        "classify": lambda: modelled.classify(account, input, reply)["verdict"],
        "notice": lambda: modelled.notice(account, message["body"])["authenticity"],
    },
    "stripe": {"notice": lambda: stripe.Webhook.construct_event(payload, header, "whsec_1") and "verified"},
}

expected = {"build": "POST", "classify": "done", "notice": "verified"}
best: dict[str, dict[str, float]] = {}
for _ in range(30):
    for who, runs in tasks.items():
        for task, run in runs.items():
            if run() != expected[task]:
                sys.exit(f"{who} {task}: {run()}")
            began = time.perf_counter()
            for _ in range(1000):
                run()
            each = (time.perf_counter() - began) * 1000
            column = best.setdefault(who, {})
            column[task] = min(column.get(task, each), each)
print(json.dumps(best))
