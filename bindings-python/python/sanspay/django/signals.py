"""What there is to hear of payments."""

from django.dispatch import Signal

#: A notice came that is not forged: ``gateway``, ``kind``, ``notice`` and ``payment``, None where it is not known.
#: Nothing in a notice is proven. Ship on ``settled``.
noticed = Signal()

#: Something became known of a payment: ``payment``, and where it stood ``before`` and ``after``, each a ``Standing``.
#: It is sent once for each transition, inside the transaction that stores that it was sent: what a receiver writes to
#: the same database happens exactly once, even where a process is killed in between. For anything outside the
#: database, such as an e-mail, a receiver uses ``transaction.on_commit``.
settled = Signal()
