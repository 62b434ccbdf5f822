"""What an answer changes of a payment. Pure: whoever calls holds the row, and stores it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

import sanspay

from .._plain import Outcome
from .knowledge import IDENTIFYING, MAKING, REFERENCES, conflict, reference_in

if TYPE_CHECKING:
    from .models import Payment

Json = dict[str, Any]

#: How long to wait after an inquiry that was refused or did not leave, in seconds.
AFTER_REFUSAL = 60
#: The longest that anything waits. The older a payment, the more seldom it is asked after: at a tenth of its age.
LONGEST = timedelta(days=1)


def question(row: Payment, reference: str | None) -> Json | None:
    """What can be asked of the payment now; None where there is nothing to ask.

    A reference that came from outside is taken only where the expectation lacks one.
    """
    field = REFERENCES.get(row.inquiry, "")
    own: Json | None = row.next if row.next.get("do") == "ask" else None
    if reference and field and field not in row.expectation and reference != reference_in(own):
        return _inquiry(row, {field: reference})
    if own is not None:
        return own
    if not row.inquiry or (field and field not in row.expectation and not row.reference):
        return None
    return _inquiry(row, {field: row.reference} if field and row.reference else {})


def asked(row: Payment, question: Json, until: datetime) -> None:
    """The question is about to be asked. Where no answer comes until then, it is asked again."""
    own = reference_in(row.next) or row.reference
    if not own or own == reference_in(question):
        row.next = question
    row.due_at = until


def answered(row: Payment, seen: Json, question: Json | None, answers: int) -> None:
    """An answer came: to that question, which was asked when so many answers had been settled."""
    reference = reference_in(question)
    identified = seen["verdict"] in IDENTIFYING
    if reference and row.reference and reference != row.reference:
        if identified:
            contested(
                row, f"{reference} answers to this payment as well as {row.reference}: it may have been paid twice."
            )
        return
    if reference and not identified and reference_in(row.next) not in ("", reference):
        return  # another than the one that is being asked after, and it proves nothing
    known = row.outcome
    outcome = seen if known is None else _settled(known, seen)
    if known is not None and answers != row.answers and _contradicts(outcome) and not _contradicts(known):
        # Asked at the same time, either may be the later one. Only what fits in neither order is a conflict.
        reverse = _settled(seen, known)
        outcome = outcome if _contradicts(reverse) else reverse
    if identified and reference:
        row.reference = reference
    _stand(row, outcome, question)


def concluded(row: Payment, outcome: Json) -> None:
    """The request that began the payment has its outcome."""
    row.saved = ""
    if row.operation not in MAKING or outcome["verdict"] != "done":
        answered(row, outcome, None, row.answers)
        return
    # It can be paid now. Of the payment itself nothing is known.
    row.made, row.outcome, row.verdict, row.funds = outcome["value"], None, "", ""
    _continue(row, outcome["next"])


def contested(row: Payment, message: str) -> None:
    """What is known stands, and a person must look why."""
    known = row.outcome or {"verdict": "unknown", "funds": "in_doubt", "value": None}
    _stand(row, {**known, "reason": conflict(message), "next": {"do": "review"}}, None)


def taken(row: Payment) -> None:
    """What answered for this payment is the proof of another already."""
    contested(row, "What the gateway told of proves another payment already, and cannot prove two.")


def _stand(row: Payment, outcome: Json, question: Json | None) -> None:
    row.outcome, row.verdict, row.funds = outcome, outcome["verdict"], outcome["funds"]
    row.answers += 1
    next = outcome["next"]
    if next.get("do") in ("send_again", "fix") and question is not None and _code(outcome) != "not_found":
        next = {**question, "not_before_seconds": AFTER_REFUSAL}  # it is the inquiry that did not get through
    _continue(row, next)


def _continue(row: Payment, next: Json) -> None:
    row.next = next
    row.review = next.get("do") in ("review", "fix") or _contradicts(row.outcome)
    row.due_at = None
    if next.get("do") != "ask":
        return
    if not row.inquiry:
        row.inquiry, row.expectation, row.reference = (
            next["operation"],
            next["input"],
            reference_in(next) or row.reference,
        )
    now = timezone.now()
    pace = max(timedelta(seconds=next["not_before_seconds"]), (now - row.created_at) / 10)
    row.due_at = now + min(pace, LONGEST)


def _inquiry(row: Payment, more: Json) -> Json:
    return {"do": "ask", "operation": row.inquiry, "input": {**row.expectation, **more}, "not_before_seconds": 0}


def _settled(known: Json, seen: Json) -> Json:
    later: Any = Outcome(**seen)
    combined = sanspay.settle(known, later)
    return {name: getattr(combined, name) for name in ("verdict", "funds", "value", "reason", "next")}


def _contradicts(outcome: Json | None) -> bool:
    return _code(outcome) == "conflict"


def _code(outcome: Json | None) -> str:
    return str(((outcome or {}).get("reason") or {}).get("code", ""))
