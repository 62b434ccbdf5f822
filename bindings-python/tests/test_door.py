"""Whatever is asked, the door answers: never a crash, never a wait, and an error says where it is."""

from __future__ import annotations

import datetime
import enum
import json
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import pytest

from conftest import SECRET
from sanspay._sanspay import call, call_text

ACCOUNT = {"environment": "staging", "public_key": "pub_test_1", "private_key": SECRET}
INPUT = {"order": 3021, "product_id": 1447, "amount": 400000, "currency": "NGN"}


def ask(**changes: object) -> dict[str, Any]:
    exchange = {"operation": "atarapay.orders.verify_payment", "account": ACCOUNT, "input": INPUT, "replies": []}
    return call({"exchange": {**exchange, **changes}})


def problems(answer: dict[str, Any]) -> list[tuple[str, str]]:
    error = answer["error"]
    assert set(answer) == {"error"} and set(error) == {"kind", "message", "problems"}
    assert SECRET not in json.dumps(answer)
    return [(problem["field"], problem["message"]) for problem in error["problems"]]


class Text(str, enum.Enum):
    NGN = "NGN"


class Loud(int):
    def __repr__(self) -> str:
        raise RuntimeError("must not be called")

    __str__ = __index__ = __int__ = __repr__  # type: ignore[assignment]


def cyclic_dict() -> dict[str, Any]:
    cycle: dict[str, Any] = {}
    cycle["self"] = cycle
    return cycle


def cyclic_list() -> list[Any]:
    cycle: list[Any] = []
    cycle.append(cycle)
    return cycle


def deep(levels: int) -> list[Any]:
    nested: list[Any] = []
    for _ in range(levels):
        nested = [nested]
    return nested


def doubling(levels: int) -> list[Any]:
    """2 to the power of `levels` values in few bytes of memory."""
    nested: list[Any] = []
    for _ in range(levels):
        nested = [nested, nested]
    return nested


def test_plain_values_go_through() -> None:
    assert ask()["request"]["method"] == "POST"
    assert ask(input={**INPUT, "currency": Text.NGN})["request"] == ask()["request"]
    assert ask(replies=())["request"] == ask()["request"]
    assert ask(account={**ACCOUNT, "base_url": None})["request"] == ask()["request"]


@pytest.mark.parametrize(
    "amount", [1.5, 4000.0, float("nan"), float("inf"), Decimal("4000.0"), Decimal("NaN"), Decimal("1.5"), Fraction(1, 2)]
)
def test_only_what_is_written_whole_is_an_amount(amount: object) -> None:
    [(field, message)] = problems(ask(input={**INPUT, "amount": amount}))
    assert field == "amount" and "must be a whole number" in message


@pytest.mark.parametrize("amount", [-1, 0, 2**53, 2**63, 2**64, 2**127, 2**128, 10**40, -(2**63) - 1])
def test_an_int_out_of_range_is_told(amount: int) -> None:
    [(field, message)] = problems(ask(input={**INPUT, "amount": amount}))
    assert field == "amount" and "must be" in message


@pytest.mark.parametrize("amount", [10**5000, Loud(2**70)], ids=["int", "subclass"])
def test_an_int_that_cannot_be_printed_is_too_large(amount: int) -> None:
    assert problems(ask(input={**INPUT, "amount": amount})) == [("amount", "is too large a number")]


@pytest.mark.parametrize("amount", [True, None, "400000", [], {}])
def test_an_amount_of_another_kind_is_told(amount: object) -> None:
    [(field, message)] = problems(ask(input={**INPUT, "amount": amount}))
    assert field == "amount" and "whole number" in message


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (b"NGN", "bytes"),
        (bytearray(b"NGN"), "bytearray"),
        ({"NGN"}, "set"),
        (frozenset(), "frozenset"),
        (object(), "object"),
        (len, "builtin_function_or_method"),
        (int, "type"),
        (datetime.date(2026, 1, 1), "date"),
        (MappingProxyType({}), "mappingproxy"),
        (1j, "complex"),
        (iter([1]), "list_iterator"),
    ],
)
def test_what_is_no_plain_data_is_named_by_its_place(value: object, name: str) -> None:
    said = f"must be a dict, list, str, int, bool or None, not {name}"
    assert problems(ask(input={**INPUT, "currency": value})) == [("currency", said)]
    assert problems(ask(account={**ACCOUNT, "private_key": value})) == [("account.private_key", said)]
    assert problems(ask(replies=[{"status": 200, "body": value}])) == [("replies[0].body", said)]
    assert ask(input=[value])["error"]["kind"] == "invalid_input"
    assert call(value)["error"] == {"kind": "invalid_question", "message": f"the question {said}", "problems": []}


def test_half_a_surrogate_pair_is_no_text() -> None:
    [(field, message)] = problems(ask(input={**INPUT, "currency": "\ud800"}))
    assert field == "currency" and "surrogate" in message
    assert "surrogate" in ask(input={"\udfff": 1})["error"]["message"]
    assert "surrogate" in json.loads(call_text("\ud800"))["error"]["message"]


def test_keys_must_be_text() -> None:
    assert problems(ask(input={1: 2})) == [("input", "must have keys that are str, not int")]
    assert problems(ask(account={None: 2})) == [("account", "must have keys that are str, not NoneType")]


@pytest.mark.parametrize("value", [cyclic_dict(), cyclic_list(), deep(65), deep(10_000)])
def test_depth_is_bounded(value: object) -> None:
    assert "is nested too deeply" in ask(input=value)["error"]["message"]
    assert "is nested too deeply" in call(value)["error"]["message"]


def test_as_deep_as_json_may_be() -> None:
    # 64 levels, of which the question itself has two.
    assert call({"exchange": deep(62)}) == json.loads(call_text(json.dumps({"exchange": deep(62)})))
    assert "too deeply" in call({"exchange": deep(63)})["error"]["message"]
    assert "too deeply" in call_text(json.dumps({"exchange": deep(63)}))


def test_size_is_bounded() -> None:
    assert "is more than any question needs" in ask(input=doubling(60))["error"]["message"]
    assert "is more than any question needs" in ask(input="x" * (33 << 20))["error"]["message"]


@pytest.mark.parametrize("question", [None, 1, "", ["exchange"], {"": 1}, {"exchange": 1, "receive": 2}, True])
def test_what_is_no_question_is_told(question: object) -> None:
    assert call(question)["error"]["kind"] == "invalid_question"


def test_null_is_none() -> None:
    outcome = {"verdict": "pending", "funds": "in_doubt", "value": None, "reason": None, "next": {"do": "review"}}
    assert call({"settle": {"known": outcome, "seen": outcome}}) == {"outcome": outcome}


def test_the_text_door_takes_text_only() -> None:
    for question in (b"{}", None, {}):
        with pytest.raises(TypeError):
            call_text(question)  # type: ignore[arg-type]
