"""Amounts: exact, or refused with what to write instead."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

import sanspay
from conftest import account


def amount_of(amount: object) -> object:
    call = account().orders.verify_payment(order=3021, product_id=1447, amount=amount, currency="NGN")
    saved: str = call.save()
    return saved.split('"amount":')[1].split(",")[0]


@pytest.mark.parametrize("amount", [400_000, Decimal(400_000), Decimal("4E+5")])
def test_whole_minor_units_are_taken(amount: object) -> None:
    assert amount_of(amount) == "400000"


REFUSED = [4000.0, 4000.5, Decimal("4000.00"), Decimal("4000.5"), Decimal("NaN"), Decimal("Infinity"), Decimal("1E+999999")]


@pytest.mark.parametrize("amount", [*REFUSED, Fraction(1, 2), True, "400000", None, -1, 10**30], ids=str)
def test_all_else_is_refused_with_what_to_write(amount: object) -> None:
    with pytest.raises(sanspay.Error, match="amount ") as refused:
        amount_of(amount)
    [problem] = refused.value.problems
    assert problem["field"] == "amount"
    if amount in REFUSED[:4]:
        assert "minor units: 49900 for 499.00" in problem["message"]


@pytest.mark.parametrize(
    ("amount", "minor"),
    [("499.00", 49_900), ("499", 49_900), (499, 49_900), ("0.5", 50), (Decimal("19.99"), 1_999), (Decimal("1E+3"), 100_000), ("0", 0)],
)
def test_a_price_becomes_minor_units_exactly(amount: Decimal | str | int, minor: int) -> None:
    assert sanspay.minor_units(amount) == minor


@pytest.mark.parametrize("amount", ["19.999", "-1", "1,000", "", "Rs 5", "NaN", "Infinity", "1E+99", Decimal("0.001")])
def test_what_is_no_price_is_refused(amount: Decimal | str) -> None:
    with pytest.raises(ValueError, match="no amount"):
        sanspay.minor_units(amount)


@pytest.mark.parametrize("amount", [19.99, True, None, Fraction(1, 2)])
def test_what_is_not_exact_is_refused_by_its_type(amount: object) -> None:
    with pytest.raises(TypeError, match=r"Decimal\('499\.00'\)"):
        sanspay.minor_units(amount)  # type: ignore[arg-type]
