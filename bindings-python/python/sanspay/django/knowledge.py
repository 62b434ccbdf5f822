"""What is known of the operations here: few names, and everything else from the manifest."""

from __future__ import annotations

from typing import Any, NamedTuple

import sanspay

#: The field that holds what a gateway calls a payment, for each operation that has one.
REFERENCES = {
    "atarapay.orders.verify_payment": "order",
    "atmoon.pg.verify": "transaction_id",
    "atmoon.payin.create": "merchant_transaction_id",
    "atmoon.payout.verify": "payment_refer_no",
    "atmoon.payout.status": "payout_id",
    "atmoon.settlement.create": "external_ref",
}

#: The operations that make something which a buyer may then pay: their ``done`` says that it can be paid, and no more.
MAKING = frozenset({"atmoon.pg.initiate", "atmoon.payin.create"})

#: What each operation does: "inquiry", "moves_money" and so on.
EFFECTS: dict[str, str] = {each["name"]: each["effect"] or "" for each in sanspay.operations()["operations"]}

#: Every notice there is, as ``atarapay.order``.
NOTICES = frozenset(each["name"] for each in sanspay.operations()["notices"])

#: The verdicts of an inquiry which say that the gateway spoke of this very payment.
IDENTIFYING = frozenset({"done", "pending", "failed"})


class Standing(NamedTuple):
    """Where a payment stands: what is known, where its money is, and whether a person must look."""

    verdict: str
    funds: str
    review: bool

    @property
    def paid(self) -> bool:
        """Whether a reply proves that the money is in escrow or has arrived. Ship on this and on nothing else."""
        return self.verdict == "done" and self.funds in ("held", "settled")


def reference_in(question: dict[str, Any] | None) -> str:
    """What the gateway calls the payment that is asked after; empty where it is not said."""
    if not question:
        return ""
    value = (question.get("input") or {}).get(REFERENCES.get(question.get("operation", ""), ""))
    return "" if value is None else str(value)


def conflict(message: str) -> dict[str, Any]:
    """A reason that a person must look at."""
    return {
        "code": "conflict",
        "message": message,
        "mismatches": [],
        "http_status": None,
        "gateway_code": None,
        "gateway_message": None,
    }
