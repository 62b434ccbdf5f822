"""A million stored replies to `atarapay.orders.verify_payment`, concluded by sanspay and by what one would use instead.

Everyone makes the same columns, `order`, `verdict`, `funds` and `reason_code`, by the rules in `batch_others.py`, and in
the end they are compared, every row of them. Each measurement is a process of its own, on a table that is mapped into
memory. `python batch.py --rows 1000000 --folder DIR`.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import batch_others as others
import batch_replies as replies
import pyarrow as pa

from sanspay import batch

ACCOUNT = {"environment": "staging", "public_key": "b8kP7A1e67s0jc3h98T8pH71dq66J0s3",
           "private_key": "PKp6z3jTcLeQNc1h3u9e0ffX77NY91adE12"}  # fmt: skip
OPERATION = "atarapay.orders.verify_payment"
SELECT = ["verdict", "funds", "reason_code"]
CONTENDERS = {
    "sanspay": lambda table, threads: pa.table(batch.conclude(ACCOUNT, OPERATION, table, keep=["order"], select=SELECT, threads=threads)),
    "json.loads": lambda table, threads: others.by_hand(table, threads, json.loads),
    "orjson": others.with_orjson,
    "polars json_decode": others.with_polars,
    "duckdb from_json": lambda table, threads: others.with_duckdb(table, threads, "json_valid(body)"),
    "duckdb from_json, trusting": lambda table, threads: others.with_duckdb(table, threads, "ends_with(body, '}')"),
}
THREADS = [1, 2]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--measure")
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    table = given.folder / "replies.arrow"
    if given.measure == "growth":
        print(json.dumps(growth(mapped(table), given.rows)))
    elif given.measure:
        print(json.dumps(measure(mapped(table), given.measure, given.threads, given.folder)))
    else:
        compare(given.rows, given.folder)


def compare(rows: int, folder: Path) -> None:
    table = folder / "replies.arrow"
    say(f"writing {rows:,} replies")
    replies.write(rows, table)
    times: dict[str, dict[int, dict[str, float]]] = {}
    for name in CONTENDERS:
        for threads in THREADS:
            say(f"{name}, {threads} at a time")
            times.setdefault(name, {})[threads] = child(rows, folder, name, threads)
    expected = mapped(folder / "sanspay.arrow").combine_chunks()
    for name in CONTENDERS:
        differing = [column for column in expected.column_names if not same(expected[column], mapped(folder / f"{name}.arrow")[column])]
        if differing:
            sys.exit(f"{name} concludes otherwise than sanspay: {', '.join(differing)}")
    print(f"\n{rows:,} replies of {table.stat().st_size / rows:,.0f} bytes, into the same four columns; every row is the same\n")
    print(f"{'':<28}{'1 thread':>10}{'ratio':>8}{'2 threads':>12}{'ratio':>8}{'memory MB':>12}")
    for name, measured in times.items():
        cells = [f"{measured[t]['seconds'] / rows * 1e6:.2f} µs" for t in THREADS]
        ratios = [f"{times['sanspay'][t]['seconds'] / measured[t]['seconds']:.2f}" for t in THREADS]
        print(f"{name:<28}{cells[0]:>10}{ratios[0]:>8}{cells[1]:>12}{ratios[1]:>8}{measured[2]['megabytes']:>12,.0f}")
    print("\nper row; ratios below 1: sanspay is faster. json.loads and orjson take two processes, since they hold Python's lock;")
    print('"trusting": a body that ends with } is taken for JSON, and one that is none would end the whole query.')
    print("Memory is what is held beside the table.\n\nsanspay on 2 threads as the table grows, the outcomes read and let go\n")
    print(f"{'rows':>12}{'seconds':>10}{'rows a second':>16}{'memory MB':>12}")
    for size in sizes(rows):
        grown = child(size, folder, "growth", 2)
        print(f"{size:>12,}{grown['seconds']:>10.3f}{size / grown['seconds']:>16,.0f}{grown['megabytes']:>12,.0f}")


def sizes(rows: int) -> list[int]:
    return [size for size in (10_000, 100_000, 1_000_000, 10_000_000) if size <= rows * 10]


def measure(table: pa.Table, name: str, threads: int, folder: Path) -> dict[str, float]:
    run = CONTENDERS[name]
    run(table.slice(0, len(table) // 20), threads)
    seconds, began = float("inf"), time.monotonic()
    for _ in range(5):
        start = time.perf_counter()
        concluded = run(table, threads)
        seconds = min(seconds, time.perf_counter() - start)
        if time.monotonic() - began > 8:
            break
    with pa.OSFile(str(folder / f"{name}.arrow"), "wb") as sink, pa.ipc.new_file(sink, concluded.schema) as writer:
        writer.write_table(concluded)
    return {"seconds": seconds, "megabytes": anonymous("VmHWM") - anonymous("RssFile")}


def growth(table: pa.Table, rows: int) -> dict[str, float]:
    """As many rows as are asked for: the table again and again, as a stream that nothing holds as a whole."""
    most = 0.0

    def watch(done: int, total: int | None) -> None:
        nonlocal most
        most = max(most, anonymous("RssAnon"))

    def again() -> "pa.RecordBatchReader":
        left = rows
        while left > 0:
            for piece in table.slice(0, left).to_batches():
                yield piece
                left -= piece.num_rows

    def run() -> float:
        reader = pa.RecordBatchReader.from_batches(table.schema, again())
        outcomes = batch.conclude(ACCOUNT, OPERATION, reader, keep=["order"], select=SELECT, threads=2, progress=watch)
        start = time.perf_counter()
        count = sum(piece.num_rows for piece in pa.RecordBatchReader.from_stream(outcomes))
        assert count == rows
        return time.perf_counter() - start

    return {"seconds": min(run() for _ in range(1 if rows > 1_000_000 else 3)), "megabytes": most}


def child(rows: int, folder: Path, name: str, threads: int) -> dict[str, float]:
    arguments = [__file__, "--rows", str(rows), "--folder", str(folder), "--measure", name, "--threads", str(threads)]
    environment = {**os.environ, "POLARS_MAX_THREADS": str(threads), "OMP_NUM_THREADS": str(threads)}
    done = subprocess.run([sys.executable, *arguments], stdout=subprocess.PIPE, check=True, env=environment)
    return json.loads(done.stdout)


def mapped(file: Path) -> pa.Table:
    return pa.ipc.open_file(pa.memory_map(str(file))).read_all()


def same(one: pa.ChunkedArray, other: pa.ChunkedArray) -> bool:
    return one.cast(other.type).equals(other)


def anonymous(what: str) -> float:
    """So many megabytes of this process, as the kernel counts them."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{what}:"):
            return int(line.split()[1]) / 1000
    return float("nan")


def say(what: str) -> None:
    print(f"bench: {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
