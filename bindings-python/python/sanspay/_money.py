"""Amounts as shops keep them, in the minor units that gateways are asked in."""

from __future__ import annotations

from decimal import Decimal


def minor_units(amount: Decimal | str | int) -> int:
    """Rupees, naira or dollars as whole paise, kobo or cents, exactly: ``minor_units(Decimal("499.00"))`` is 49900.

    For a ``DecimalField``, or text as a person writes it. An ``int`` is whole rupees. Raises ``ValueError`` for what has more
    than two decimal places, is negative or no number, and ``TypeError`` for a ``float``, which is never exact.
    """
    if isinstance(amount, bool) or not isinstance(amount, (Decimal, str, int)):
        raise TypeError(f"an amount is a Decimal, a str or an int, not {type(amount).__name__}: Decimal('499.00')")
    try:
        sign, digits, exponent = Decimal(amount).as_tuple()
    except ArithmeticError:
        raise ValueError(f"{amount!r} is no amount") from None
    if not isinstance(exponent, int) or sign or exponent < -2 or exponent > 15:
        raise ValueError(f"{amount} is no amount of at most two decimal places")
    return int(Decimal((0, digits, exponent + 2)))
