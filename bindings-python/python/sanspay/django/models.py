"""A payment: what is asked of a gateway, what is known of it, and what is to be done next."""

# mypy: disable-error-code="var-annotated"

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone


from .._send import transmitter
from . import gateway, learning, signals
from .knowledge import EFFECTS, MAKING, REFERENCES, Standing, reference_in
from .sending import AlreadyStarted, durable, patience, send

if TYPE_CHECKING:
    from sanspay import Call, Outcome


class PaymentManager(models.Manager["Payment"]):
    """How payments begin."""

    def expect(self, operation: str, *, key: str | None = None, **expectation: Any) -> Payment:
        """A payment that a buyer is about to make, and the inquiry that will prove it.

        ``expect("atarapay.orders.verify_payment", product_id=1447, amount=400_000, currency="NGN")``: the gateway's own
        number is missing yet, and comes to ``payment.ask(…)``. Raises ``sanspay.Error`` where the expectation is wrong.
        """
        if EFFECTS.get(operation) != "inquiry":
            raise ValueError(
                f'"{operation}" is no inquiry after a payment; begin a request with Payment.objects.start(call)'
            )
        name = operation.split(".")[0]
        given = {REFERENCES[operation]: "1"} if operation in REFERENCES else {}
        # Raises where something is wrong with the rest.
        gateway(name).ask({"do": "ask", "operation": operation, "input": {**given, **expectation}})
        payment = self.model(
            key=key,
            gateway=name,
            operation=operation,
            inquiry=operation,
            expectation=expectation,
            amount=expectation.get("amount"),
            reference=reference_in({"operation": operation, "input": expectation}),
        )
        return self._begun(payment)

    def start(self, call: Call[Any], *, key: str | None = None) -> Payment:
        """A payment that begins with a request of yours, stored before anything is sent. ``payment.send()`` sends it.

        ``key`` is your own name for it, such as ``"withdrawal-17"``. A key that was used before raises
        ``AlreadyStarted``, so that no payout goes out twice. It must not run inside a transaction, which might be
        rolled back.
        """
        operation: str = call.operation
        if EFFECTS[operation] != "moves_money" and operation not in MAKING:
            raise ValueError(f'"{operation}" begins no payment: send it without a Payment')
        if call.request is None:
            raise ValueError("the call has been sent already: start the payment first, and send it with payment.send()")
        saved = call.save()
        given = json.loads(saved)["input"]
        payment = self.model(
            key=key,
            gateway=operation.split(".")[0],
            operation=operation,
            amount=given.get("amount"),
            reference=reference_in({"operation": operation, "input": given}),
            saved=saved,
            due_at=timezone.now() + patience(),
        )
        with durable():
            self._begun(payment)
        payment._call = call
        return payment

    def _begun(self, payment: Payment) -> Payment:
        try:
            with transaction.atomic():
                payment.save(force_insert=True)
        except IntegrityError:
            same = models.Q(operation=payment.operation, reference=payment.reference) & ~models.Q(reference="")
            found = self.filter(models.Q(key=payment.key, key__isnull=False) | same).first()
            if found is None:
                raise
            raise AlreadyStarted(found) from None
        return payment


class Payment(models.Model):
    """One payment: in escrow, by a hosted page or UPI, or a payout. Change it with its methods and not by hand."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=200, unique=True, null=True, blank=True, help_text="your own name for it")
    gateway = models.CharField(max_length=32)
    operation = models.CharField(max_length=64, help_text="what was started, or is expected")
    amount = models.BigIntegerField(null=True, help_text="in minor units")
    inquiry = models.CharField(max_length=64, blank=True, help_text="the operation that proves it")
    expectation = models.JSONField(default=dict, help_text="the inquiry's input")
    reference = models.CharField(max_length=200, blank=True, help_text="what the gateway calls it")
    verdict = models.CharField(max_length=16, blank=True)
    funds = models.CharField(max_length=16, blank=True)
    review = models.BooleanField(default=False, help_text="a person must look")
    outcome = models.JSONField(null=True, help_text="what is known, as an outcome")
    made = models.JSONField(null=True, help_text="what a buyer pays at: the page's address, or the link")
    next = models.JSONField(default=dict, help_text="what to do next")
    due_at = models.DateTimeField(null=True, db_index=True, help_text="when to do it")
    #: The call under way, as ``call.save()`` wrote it before each of its requests. It holds the input and all
    #: replies, an API token among them, and is emptied as soon as there is an outcome.
    saved = models.TextField(blank=True)
    answers = models.PositiveIntegerField(default=0, help_text="how many were settled so far")
    #: The transitions that no receiver has been told of yet, each ``[before, after]``.
    untold = models.JSONField(default=list)
    told = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = PaymentManager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            # What proves one payment must not prove another.
            models.UniqueConstraint(
                fields=["operation", "reference"], condition=~models.Q(reference=""), name="sanspay_reference_once"
            )
        ]

    _call: Call[Any] | None = None

    def __str__(self) -> str:
        return f"{self.key or self.pk}: {self.verdict or 'nothing known yet'} {self.funds}".rstrip()

    @property
    def standing(self) -> Standing:
        """Where it stands."""
        return Standing(self.verdict, self.funds, self.review)

    @property
    def paid(self) -> bool:
        """Whether it is proven that the money is in escrow or has arrived."""
        return self.standing.paid

    def send(self, client: object = None, timeout: float = 30.0) -> Outcome[Any]:
        """Sends what was started, once, and stores what came of it.

        The outcome is that of the request: ``done`` says of a page or a link that it can be paid, and its address
        stands in ``made``. ``client`` and ``timeout`` (seconds, for each request) are those of ``call.send``.
        """
        call = self._call
        if call is None:
            raise RuntimeError("only the payment that Payment.objects.start(call) returned can be sent, and only once")
        transmit: Any = transmitter(client)  # which says at once that it cannot use such a client
        self._call = None
        outcome = send(self, call, lambda request: transmit(request, timeout))
        self._update(lambda row: learning.concluded(row, asdict(outcome)))
        return outcome

    def resume(self) -> bool:
        """Concludes a request whose process died. It sends nothing: what may have been sent is not sent again.

        Returns whether there was a transition. Where the process turns out to be alive, its own answer counts, later
        too.
        """
        saved = self.saved
        if not saved:
            return False
        outcome = asdict(gateway(self.gateway).resume(saved).send())

        def conclude(row: Payment) -> None:
            if row.saved == saved:
                learning.concluded(row, outcome)

        return self._update(conclude)

    def ask(self, reference: object = None, *, client: object = None, timeout: float = 10.0) -> bool:
        """Asks the gateway what became of it, settles the answer, and returns whether there was a transition.

        ``reference`` is the gateway's name for it, where a browser or a notice brought one. It need not be believed:
        the answer is held against what is expected. What is asked is stored first, so that `sanspay_follow` asks it
        again where no answer comes. Where nothing can be asked, it does nothing. It must not run inside a
        transaction.
        """
        with durable():
            row = self._locked()
            question = learning.question(row, None if reference is None else str(reference))
            if question is None:
                return False
            call = gateway(self.gateway).ask(question)  # raises where the reference cannot be asked after
            learning.asked(row, question, timezone.now() + patience())
            row.save()
        seen = asdict(call.send(client, timeout))
        return self._update(lambda current: learning.answered(current, seen, question, row.answers))

    def ask_later(self, reference: object = None) -> None:
        """Leaves it to the next `sanspay_follow` to ask. Nothing is sent."""
        with transaction.atomic():
            row = self._locked()
            question = learning.question(row, None if reference is None else str(reference))
            if question is not None:
                learning.asked(row, question, timezone.now())
                row.save()

    def settle(self, outcome: Outcome[Any]) -> bool:
        """Combines an outcome of this payment with what is known, and returns whether there was a transition.

        What is proven stays: a late failure asks for a review. May be called in a transaction, and any number of times.
        """
        return self._update(lambda row: learning.answered(row, asdict(outcome), None, row.answers))

    def tell(self) -> None:
        """Sends the ``settled`` signals that are still to be sent."""
        with transaction.atomic():
            row = self._locked()
            untold, row.untold, row.told = row.untold, [], True
            row.save(update_fields=["untold", "told"])
            for before, after in untold:
                signals.settled.send(Payment, payment=row, before=Standing(*before), after=Standing(*after))

    def _locked(self) -> Payment:
        return Payment.objects.select_for_update().get(pk=self.pk)

    def _update(self, learn: Callable[[Payment], None]) -> bool:
        """Learns something under the row's lock. Two processes that learn the same make one transition."""
        with transaction.atomic():
            try:
                with transaction.atomic():
                    row, changed = self._learnt(learn)
            except IntegrityError:
                row, changed = self._learnt(learning.taken)
            if not row.told:
                transaction.on_commit(row.tell)
        self.refresh_from_db()
        return changed

    def _learnt(self, learn: Callable[[Payment], None]) -> tuple[Payment, bool]:
        row = self._locked()
        before = row.standing
        learn(row)
        changed = row.standing != before
        if changed:
            row.untold, row.told = [*row.untold, [before, row.standing]], False
            row.changed_at = timezone.now()
        row.save()
        return row, changed
