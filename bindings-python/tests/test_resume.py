"""A call that outlives its process: what is stored, and that nothing is ever sent a second time because of it."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

import sanspay
from conftest import PAID, SECRET, Gateway, account, inquiry

CREDENTIALS = {"access_key": "s3cret-a", "merchant_key": "s3cret-m", "client_id": "61662", "api_password": "s3cret-p"}
PAYOUT = {
    "beneficiary_name": "Asha Rao",
    "beneficiary_account": "123456789012",
    "ifsc": "HDFC0000001",
    "amount": 50_000,
    "payment_mode": "IMPS",
}
TOKEN = (200, {}, json.dumps({"status": True, "data": {"token": "t0ken-of-the-day"}}))


def moon(base_url: str = "http://127.0.0.1:1") -> sanspay.AtMoon:
    return sanspay.AtMoon(**CREDENTIALS, environment="uat", base_url=base_url, payout_url=f"{base_url}/payout")


def test_a_call_is_resumed_where_it_stood_and_takes_the_reply_that_came_meanwhile() -> None:
    call = inquiry()
    resumed = account().resume(call.save())
    for one in (call, resumed):
        one.reply((200, {}, PAID))
    assert resumed.outcome == call.outcome
    again = account().resume(call.save())
    assert again.outcome == call.outcome and again.request is None


def test_a_payout_that_may_have_been_sent_is_not_given_out_again(server: str) -> None:
    shop = moon(server)
    resumed = shop.resume(shop.payout.create(**PAYOUT, api_token="t0ken-of-the-day").save())
    with pytest.raises(RuntimeError, match=r"may have been sent, .*give call\.reply"):
        _ = resumed.request
    assert resumed.outcome is None
    outcome = resumed.send()
    assert (outcome.verdict, outcome.funds, outcome.next["do"]) == ("unknown", "in_doubt", "review")

    fetching = shop.payout.create(**PAYOUT)
    stale = fetching.save()
    fetching.reply(TOKEN)
    assert fetching.request is not None and "payout" in fetching.request.url  # the process went on after it was stored
    for saved in (stale, fetching.save()):
        outcome = shop.resume(saved).send()
        assert (outcome.verdict, outcome.funds, outcome.next["do"]) == ("unknown", "in_doubt", "review")
    given = shop.resume(stale)
    given.reply(TOKEN)
    with pytest.raises(RuntimeError):  # the reply to one request does not tell that the next one is still to be sent
        _ = given.request
    assert given.send().next["do"] == "review"
    assert not Gateway.asked


def test_what_is_saved_is_the_same_in_every_language_and_holds_nothing_of_the_account() -> None:
    call = moon().payout.create(**PAYOUT)
    assert call.save() == (
        '{"sanspay":1,"operation":"atmoon.payout.create","input":{"beneficiary_name":"Asha Rao","beneficiary_account":'
        '"123456789012","ifsc":"HDFC0000001","amount":50000,"payment_mode":"IMPS"},"replies":[]}'
    )
    call.reply(TOKEN)
    saved = call.save()
    assert not any(secret in saved for secret in ("s3cret-a", "s3cret-m", "s3cret-p", SECRET))
    assert moon().resume(saved).save() == saved
    assert moon().payout.create(**{**PAYOUT, "amount": Decimal(50_000)}).save() == moon().payout.create(**PAYOUT).save()


def test_what_is_no_saved_call_is_refused() -> None:
    saved = moon().payout.create(**PAYOUT).save()
    for other in (None, 1, "", "{}", "null", saved[:-1], saved.replace('"sanspay":1', '"sanspay":2')):
        with pytest.raises(ValueError, match="resume takes the text"):
            moon().resume(other)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"atmoon\.payout\.create, and this is atarapay"):
        account().resume(saved)
    with pytest.raises(sanspay.Error):
        moon().resume(saved.replace("Asha Rao", ""))
    with pytest.raises(sanspay.Error, match=r"replies\[0\]"):
        moon().resume(saved.replace("[]", "[1]"))


def test_what_the_host_changes_later_changes_no_call() -> None:
    given = dict(PAYOUT)
    call = moon().payout.create(**given)
    saved = call.save()
    given["amount"] = 1
    assert call.save() == saved
