"""A shop in one file: escrow in naira, a hosted page in rupees, payouts, and a table of payments in SQLite.

`flask --app app run` starts it, against the sandbox at http://127.0.0.1:4010 unless SANDBOX says otherwise.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import click
import httpx
from flask import Flask, abort, redirect, render_template, request, url_for

import sanspay
from sanspay.flask import noticed, notices

SANDBOX = os.environ.get("SANDBOX", "http://127.0.0.1:4010")
ORIGIN = os.environ.get("ORIGIN", "http://127.0.0.1:5000")
DATABASE = os.environ.get("DATABASE", os.path.join(os.path.dirname(__file__), "shop.sqlite3"))
#: For how many seconds a request may be under way before its process is taken for dead.
PATIENCE = int(os.environ.get("PATIENCE", "120"))
#: For how many seconds a gateway is waited for when it is asked.
TIMEOUT = float(os.environ.get("TIMEOUT", "10"))

atarapay = sanspay.AtaraPay(
    environment="staging",
    public_key=os.environ.get("ATARAPAY_PUBLIC_KEY", "pub_test_1"),
    private_key=os.environ.get("ATARAPAY_PRIVATE_KEY", "prv_test_2"),
    base_url=SANDBOX,  # leave it out for AtaraPay itself
)
atmoon = sanspay.AtMoon(
    environment="uat",
    access_key=os.environ.get("ATMOON_ACCESS_KEY", "51a4bd18-5bc1-4eaa-97b0-c09323398883"),
    merchant_key=os.environ.get("ATMOON_MERCHANT_KEY", "41d9eda4b67538fc8ad27e564ddde1bb7b20ad08"),
    client_id=os.environ.get("ATMOON_CLIENT_ID", "61662"),
    api_password=os.environ.get("ATMOON_API_PASSWORD", "a90db387a3e3b8a22d923966326327c17e9a6ed6"),
    payout_url=f"{SANDBOX}/sandbox/atmoon/payout",  # as AT MOON told you
    base_url=SANDBOX,  # leave it out for AT MOON itself
)

PRODUCTS = {"throw": ("Indigo throw", "48500.00", "2499.50"), "scarf": ("Block-print scarf", "9750.00", "499.50")}
SCHEMA = """
create table if not exists payments (
    id integer primary key,
    key text not null unique,      -- ours: a payout's purpose, or the token in an order's address
    gateway text not null,
    amount integer not null,       -- minor units
    expectation text,              -- what AtaraPay's answer is held against
    reference text unique,         -- AtaraPay's number, once it is proven: it pays for one order only
    saved text,                    -- the call under way, stored before each of its requests
    outcome text,                  -- what is known
    next text,                     -- what to ask
    due real                       -- when to ask it, or when a process is taken for dead
);
create table if not exists events (
    payment integer not null references payments (id), at real not null, text text not null
);
"""


@contextmanager
def transaction() -> Iterator[sqlite3.Connection]:
    """One writer at a time, from its first statement on: the second of two notices sees what the first has stored."""
    connection = sqlite3.connect(DATABASE, timeout=20, isolation_level=None)
    connection.row_factory = sqlite3.Row
    try:
        connection.execute("begin immediate")
        yield connection
        connection.execute("commit")
    finally:
        connection.close()  # which rolls back where it was not committed


def found(column: str, value: object) -> Any:
    """The payment, or None. ``column`` is never from outside."""
    with transaction() as connection:
        return connection.execute(f"select * from payments where {column} = ?", (value,)).fetchone()


def begun(key: str, gateway: str, amount: int, saved: str | None = None) -> int:
    """Stores a payment; a key that is there already raises ``sqlite3.IntegrityError``."""
    row = (key, gateway, amount, saved, time.time() + PATIENCE if saved else None)
    with transaction() as connection:
        stored = connection.execute(
            "insert into payments (key, gateway, amount, saved, due) values (?, ?, ?, ?, ?)", row
        )
        return int(stored.lastrowid or 0)


def learn(payment: int, seen: Any) -> None:
    """Combines what is known of a payment with an outcome. What is done about it is in the same transaction, once."""
    with transaction() as connection:
        row = connection.execute("select * from payments where id = ?", (payment,)).fetchone()
        known = json.loads(row["outcome"]) if row["outcome"] else None
        outcome = asdict(seen if known is None else sanspay.settle(known, seen))
        number = (outcome["value"] or {}).get("id") if is_paid(outcome) else None
        if (
            number
            and connection.execute(
                "select 1 from payments where reference = ? and id <> ?", (number, payment)
            ).fetchone()
        ):
            outcome = {
                **outcome,
                "verdict": "unknown",
                "funds": "in_doubt",
                "next": {"do": "review"},
            }  # it pays for another order
            number = None
        next = outcome["next"]
        due = time.time() + next["not_before_seconds"] if next["do"] == "ask" else None
        stored = (json.dumps(outcome), json.dumps(next), due, number, payment)
        connection.execute(
            "update payments set outcome = ?, next = ?, due = ?, saved = null, reference = coalesce(?, reference) "
            "where id = ?",
            stored,
        )
        if is_paid(outcome) and not is_paid(known):
            connection.execute("insert into events values (?, ?, ?)", (payment, time.time(), "Paid: pack it."))


def is_paid(outcome: dict[str, Any] | None) -> bool:
    """Whether a reply proves it. Ship on this and on nothing else."""
    return outcome is not None and outcome["verdict"] == "done" and outcome["funds"] in ("held", "settled")


def ask(row: Any, question: dict[str, Any]) -> None:
    """Asks the gateway, outside of any transaction. The question is stored first, so that it outlives this process."""
    with transaction() as connection:
        stored = (json.dumps(question), time.time() + PATIENCE, row["id"])
        connection.execute("update payments set next = ?, due = ? where id = ?", stored)
    learn(row["id"], account(row).ask(question).send(timeout=TIMEOUT))


def ask_about(row: Any, number: object) -> None:
    """Asks AtaraPay about the order with that number, whoever told it: the answer is held against what is expected."""
    input = {**json.loads(row["expectation"]), "order": str(number)}
    ask(row, {"do": "ask", "operation": "atarapay.orders.verify_payment", "input": input})


def send(payment: int, call: Any) -> Any:
    """Sends a call and stores it before each of its requests, so that after a crash it is known which was under way."""
    held = call.save()
    while call.request:
        with transaction() as connection:
            taken = (call.save(), time.time() + PATIENCE, payment, held)
            if not connection.execute(
                "update payments set saved = ?, due = ? where id = ? and saved = ?", taken
            ).rowcount:
                raise RuntimeError("it took too long and was concluded in the meantime; what is left is not sent")
        held = call.save()
        try:
            call.reply(httpx.request(**call.request.kwargs, timeout=30))
        except httpx.HTTPError as error:
            call.reply(error)
    return call.outcome


def account(row: Any) -> Any:
    return {"atarapay": atarapay, "atmoon": atmoon}[row["gateway"]]


app = Flask(__name__)


@app.get("/")
def products() -> Any:
    return render_template("products.html", products=PRODUCTS)


@app.post("/buy/<product>")
def buy(product: str) -> Any:
    name, naira, rupees = PRODUCTS.get(product) or abort(404)
    key = secrets.token_urlsafe(16)  # nobody guesses the address of an order
    back = ORIGIN + url_for("returned", key=key)
    try:
        if request.form.get("way") == "page":
            return by_page(key, sanspay.minor_units(rupees), back)
        return by_escrow(key, sanspay.minor_units(naira), name, back)
    except sanspay.Error as error:  # nothing was sent
        return render_template("products.html", products=PRODUCTS, problems=error.problems), 422


def by_escrow(key: str, amount: int, product: str, back: str) -> str:
    """A page that takes the buyer's browser to AtaraPay's form."""
    buyer = {
        name: request.form.get(name, "")
        for name in ("email", "phone_number", "customer_firstname", "customer_lastname")
    }
    number = begun(key, "atarapay", amount)
    purchase = {
        **buyer,
        "currency": "NGN",
        "amount": amount,
        "order_product_id": number,
        "order_product_name": product,
        "delivery_date": time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(time.time() + 7 * 86400)),
        "delivery_location": request.form.get("delivery_location", ""),
        "recipient": buyer["phone_number"],
        "callback_url": back,
    }
    page: str = atarapay.checkout.form(purchase=purchase).outcome.value["html"]
    expectation = json.dumps({"product_id": number, "amount": amount, "currency": "NGN"})
    with transaction() as connection:
        connection.execute("update payments set expectation = ? where id = ?", (expectation, number))
    return page


def by_page(key: str, amount: int, back: str) -> Any:
    """AT MOON's hosted page. That it could be made says nothing of the payment: that is what its `next` asks."""
    name = f"{request.form.get('customer_firstname', '')} {request.form.get('customer_lastname', '')}".strip()
    phone, email = request.form.get("phone_number", ""), request.form.get("email", "")
    call = atmoon.pg.initiate(name=name, phone=phone, email=email, amount=amount, redirect_url=back)
    number = begun(key, "atmoon", amount, call.save())
    made = send(number, call)
    if made.verdict != "done":
        learn(number, made)
        return redirect(url_for("order", key=key))
    with transaction() as connection:
        due = time.time() + made.next["not_before_seconds"]
        connection.execute(
            "update payments set saved = null, next = ?, due = ? where id = ?", (json.dumps(made.next), due, number)
        )
    return redirect(made.value["url"])


@app.get("/orders/<key>/return")
def returned(key: str) -> Any:
    """The buyer comes back. The address proves nothing, so the gateway is asked before anything is shown paid."""
    row = found("key", key) or abort(404)
    if row["expectation"]:
        query = request.query_string.decode("ascii", "replace")
        next = atarapay.checkout.returned(query=query, **json.loads(row["expectation"])).outcome.next
        if next["do"] == "ask":
            ask_about(row, next["input"]["order"])
    elif row["next"] and json.loads(row["next"])["do"] == "ask":
        ask(row, json.loads(row["next"]))
    return redirect(url_for("order", key=key))


@app.get("/orders/<key>")
def order(key: str) -> Any:
    row = found("key", key) or abort(404)
    outcome = json.loads(row["outcome"]) if row["outcome"] else None
    page = render_template("order.html", row=row, outcome=outcome, paid=is_paid(outcome))
    return page, {"referrer-policy": "no-referrer"}


def take(notice: Any) -> None:
    """A notice proves nothing: it is a reason to ask. An unsigned one, which anybody can send, is none here."""
    if notice.authenticity != "verified" or notice.next["do"] != "ask":
        return
    number = notice.next["input"]["order"]
    # The number of ours in it is a hint for where the buyer never came back, and the question checks it.
    row = found("reference", number) or found("id", notice.value["order"]["product_id"])
    if row is not None and row["expectation"]:
        ask_about(row, number)


app.register_blueprint(notices(atarapay, "order", take))


@noticed.connect
def log(app: Flask, gateway: str, kind: str, notice: Any) -> None:
    app.logger.info("%s.%s: %s, event %s", gateway, kind, notice.authenticity, notice.event)


@app.cli.command("pay-out")
@click.argument("purpose")
@click.argument("name")
@click.argument("account_number")
@click.argument("ifsc")
@click.argument("rupees")
def pay_out(purpose: str, name: str, account_number: str, ifsc: str, rupees: str) -> None:
    """Pays a supplier by IMPS. The same PURPOSE is never paid twice."""
    amount = sanspay.minor_units(rupees)
    beneficiary = {"beneficiary_name": name, "beneficiary_account": account_number, "ifsc": ifsc}
    call = atmoon.payout.create(**beneficiary, amount=amount, payment_mode="IMPS")
    try:
        number = begun(purpose, "atmoon", amount, call.save())
    except sqlite3.IntegrityError:
        raise click.ClickException(
            f"{purpose} was begun before: `flask --app app follow` says what became of it"
        ) from None
    outcome = send(number, call)
    learn(number, outcome)
    click.echo(f"{purpose}: {outcome.verdict}, {outcome.funds}")


@app.cli.command()
@click.option("--now", is_flag=True, help="Also what is in doubt and not due yet.")
def follow(now: bool) -> None:
    """Asks what became of everything in doubt, and concludes requests whose process has died. It sends no payment."""
    with transaction() as connection:
        later = "or (due is not null and saved is null)" if now else ""
        rows = connection.execute(
            f"select * from payments where due <= ? {later} order by due", (time.time(),)
        ).fetchall()
    for row in rows:
        if row["saved"]:
            learn(row["id"], account(row).resume(row["saved"]).send())  # sends nothing
        else:
            ask(row, json.loads(row["next"]))
        outcome = json.loads(found("id", row["id"])["outcome"])
        click.echo(f"{row['key']}: {outcome['verdict']}, {outcome['funds']}; {outcome['next']['do']}")


with sqlite3.connect(DATABASE) as connection:
    connection.executescript(SCHEMA)
connection.close()
