"""The same conclusions with other tools, as far as these replies need them.

The rules: an HTTP status other than 200 says nothing. What is no JSON says nothing. A refusal must be in words that are
known. An order must be the one that was asked for, with the price, and paid; then its title decides, and for a completed
one where the money went. What is not named here is unknown.
"""

import concurrent.futures
import multiprocessing
from collections.abc import Callable

import duckdb
import orjson
import polars as pl
import pyarrow as pa

#: Verdict, funds, reason.
Told = tuple[str, str, str | None]

HTTP: Told = ("unknown", "in_doubt", "http_status")
NOT_JSON: Told = ("unknown", "in_doubt", "not_json")
UNRECOGNISED: Told = ("unknown", "in_doubt", "unrecognised")
MISMATCH: Told = ("unknown", "in_doubt", "mismatch")
REFUSED: dict[str, Told] = {
    "No such order exists for the seller": ("refused", "in_doubt", "not_found"),
    "Invalid authtoken. Does not match any record": ("refused", "in_doubt", "credentials_refused"),
}
TITLES: dict[str, Told] = {
    "pending": ("done", "held", None),
    "awaiting buyer response": ("done", "held", None),
    "pending ii": ("done", "held", None),
    "accepted": ("done", "in_doubt", None),
    "completed": ("unknown", "in_doubt", "undecided"),
    "rejected": ("pending", "in_doubt", "undecided"),
    "order disputed": ("pending", "held", "undecided"),
    "cancelled": ("failed", "in_doubt", "cancelled"),
}
PAID_OUT: Told = ("done", "settled", None)
REFUNDED: Told = ("failed", "returned", "returned")
NAMES = ["order", "verdict", "funds", "reason_code"]


def told(order: int, product: str, amount: int, currency: str, status: int, body: str, loads: Callable[[str], object]) -> Told:
    if status != 200:
        return HTTP
    try:
        answer = loads(body)
    except ValueError:
        return NOT_JSON
    if answer.get("status") == "error":
        return REFUSED.get(answer.get("message"), UNRECOGNISED)
    data = answer.get("data")
    if answer.get("status") != "success" or answer.get("message") != "Order Fetched" or not isinstance(data, dict):
        return UNRECOGNISED
    if (
        data.get("id") != order
        or data.get("product_id") != product
        or data.get("currency") != currency
        or data.get("product_cost") != amount
        or data.get("amount_payed") < amount
    ):
        return MISMATCH
    title = data["status"]["title"].strip().lower()
    if title == "completed":
        if (payout := data.get("payout")) and payout.get("type") == 2:
            return PAID_OUT
        if (refund := data.get("refund")) and refund.get("type") == 7:
            return REFUNDED
    return TITLES.get(title, UNRECOGNISED)


def by_hand(table: pa.Table, processes: int, loads: Callable[[str], object]) -> pa.Table:
    if processes == 1:
        return concluded(table, loads)
    half = len(table) // 2
    with concurrent.futures.ProcessPoolExecutor(2, multiprocessing.get_context("fork")) as pool:
        SHARES[:] = [(table.slice(0, half), loads), (table.slice(half), loads)]
        return pa.concat_tables(pool.map(share, range(2)))


#: What the processes are to do; they are forks, and so have it without its being sent.
SHARES: list[tuple[pa.Table, Callable[[str], object]]] = []


def share(which: int) -> pa.Table:
    return concluded(*SHARES[which])


def concluded(table: pa.Table, loads: Callable[[str], object]) -> pa.Table:
    parts = []
    for batch in table.to_batches():
        columns = [column.to_pylist() for column in batch.columns]
        outcomes = [told(*row, loads) for row in zip(*columns, strict=True)]
        parts.append(pa.table([batch["order"], *(pa.array(part, pa.string()) for part in zip(*outcomes, strict=True))], names=NAMES))
    return pa.concat_tables(parts)


def with_orjson(table: pa.Table, processes: int) -> pa.Table:
    return by_hand(table, processes, orjson.loads)


def with_duckdb(table: pa.Table, threads: int, is_json: str) -> pa.Table:
    shape = (
        '{"status": "VARCHAR", "message": "VARCHAR", "data": {"id": "UBIGINT", "product_id": "VARCHAR", "product_cost": "UBIGINT", '
        '"amount_payed": "UBIGINT", "currency": "VARCHAR", "status": {"title": "VARCHAR"}, "payout": {"type": "UBIGINT"}, '
        '"refund": {"type": "UBIGINT"}}}'
    )
    connection = duckdb.connect(config={"threads": threads, "preserve_insertion_order": True})
    connection.register("stored", table)
    # Which of the outcomes it is; they are looked up last, in lists.
    outcomes = [HTTP, NOT_JSON, UNRECOGNISED, MISMATCH, PAID_OUT, REFUNDED, *REFUSED.values(), *TITLES.values()]
    place = {outcome: at + 1 for at, outcome in enumerate(outcomes)}
    refused = " ".join(f"when '{message}' then {place[outcome]}" for message, outcome in REFUSED.items())
    titles = " ".join(f"when '{title}' then {place[outcome]}" for title, outcome in TITLES.items())
    query = f"""
        select "order", {", ".join(f"{[outcome[part] for outcome in outcomes]}[which] as {name}".replace("None", "null") for part, name in enumerate(NAMES[1:]))}
        from (select "order", case
            when http != 200 then {place[HTTP]}
            when answer is null then {place[NOT_JSON]}
            when answer.status = 'error' then case answer.message {refused} else {place[UNRECOGNISED]} end
            when answer.status is distinct from 'success' or answer.message is distinct from 'Order Fetched' or answer.data is null
                then {place[UNRECOGNISED]}
            when answer.data.id is distinct from "order" or answer.data.product_id is distinct from product_id
                or answer.data.currency is distinct from currency or answer.data.product_cost is distinct from amount
                or answer.data.amount_payed is null or answer.data.amount_payed < amount then {place[MISMATCH]}
            when title = 'completed' and answer.data.payout.type = 2 then {place[PAID_OUT]}
            when title = 'completed' and answer.data.refund.type = 7 then {place[REFUNDED]}
            else case title {titles} else {place[UNRECOGNISED]} end end as which
        from (select *, lower(trim(answer.data.status.title)) as title
        from (select *, status as http, case when {is_json} then from_json(body, '{shape}') end as answer from stored)))"""
    return connection.sql(query).to_arrow_table()


def with_polars(table: pa.Table, threads: int) -> pa.Table:
    """It has no way to tell what is JSON, and one body that is none would end it: so those that end with } are taken."""
    assert pl.thread_pool_size() == threads
    kind = pl.Struct({"type": pl.Int64})
    data = {"id": pl.Int64, "product_id": pl.String, "product_cost": pl.Int64, "amount_payed": pl.Int64, "currency": pl.String,
            "status": pl.Struct({"title": pl.String}), "payout": kind, "refund": kind}  # fmt: skip
    shape = pl.Struct({"status": pl.String, "message": pl.String, "data": pl.Struct(data)})
    readable = pl.when(pl.col("body").str.ends_with("}")).then(pl.col("body"))
    answer, order = pl.col("answer"), pl.col("answer").struct.field("data")
    field = order.struct.field
    word, message = answer.struct.field("status"), answer.struct.field("message")
    title = field("status").struct.field("title").str.strip_chars().str.to_lowercase()
    differs = (
        field("id").ne_missing(pl.col("order"))
        | field("product_id").ne_missing(pl.col("product_id"))
        | field("currency").ne_missing(pl.col("currency"))
        | field("product_cost").ne_missing(pl.col("amount"))
        | (field("amount_payed").fill_null(-1) < pl.col("amount"))
    )

    def part(at: int) -> pl.Expr:
        def lit(outcome: Told) -> pl.Expr:
            return pl.lit(outcome[at], pl.String)

        return (
            pl.when(pl.col("status") != 200).then(lit(HTTP))
            .when(word.is_null()).then(lit(NOT_JSON))
            .when(word == "error").then(message.replace_strict({m: o[at] for m, o in REFUSED.items()}, default=UNRECOGNISED[at]))
            .when(word.ne_missing("success") | message.ne_missing("Order Fetched")).then(lit(UNRECOGNISED))
            .when(differs).then(lit(MISMATCH))
            .when((title == "completed") & (field("payout").struct.field("type") == 2)).then(lit(PAID_OUT))
            .when((title == "completed") & (field("refund").struct.field("type") == 7)).then(lit(REFUNDED))
            .otherwise(title.replace_strict({t: o[at] for t, o in TITLES.items()}, default=UNRECOGNISED[at], return_dtype=pl.String))
        )  # fmt: skip

    # In pieces, since json_decode takes some twenty times the memory of what it reads.
    pieces = []
    for start in range(0, len(table), 50_000):
        frame = pl.from_arrow(table.slice(start, 50_000)).lazy().with_columns(readable.str.json_decode(shape).alias("answer"))
        told = frame.select("order", *(part(at).alias(name) for at, name in enumerate(NAMES[1:])))
        pieces.append(told.collect().to_arrow())
    return pa.concat_tables(pieces)
