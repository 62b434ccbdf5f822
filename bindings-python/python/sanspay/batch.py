"""Columns of stored replies in, columns of outcomes out.

>>> outcomes = sanspay.batch.conclude(shop, "atarapay.orders.verify_payment", table, keep=["order"])
>>> polars.DataFrame(outcomes)

A table is whatever offers itself as Arrow data: of pyarrow, polars, duckdb and others. It has a row for each exchange:
``status`` and ``body`` of the reply (or ``fault``: ``not_sent``, ``no_answer``), and the operation's input, each field in
a column of its own name. What is concluded of a row is what the door would conclude. A mistake in one row is told in its
``error``, and stops no other.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from ._plain import answered
from ._sanspay import Outcomes, batch, batch_columns

if TYPE_CHECKING:
    from . import Gateway
else:
    from ._gateway import Gateway

__all__ = ["COLUMNS", "Batch", "Outcomes", "Progress", "Stream", "conclude"]

#: What an outcome consists of. ``value``, ``reason`` and ``next`` are JSON, as the door gives them.
COLUMNS: tuple[str, ...] = tuple(batch_columns())

#: Is told how many rows are done, and how many there are, where that is known.
Progress = Callable[[int, "int | None"], object]


class Stream(Protocol):
    """A table: its columns in one batch after the other."""

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any: ...


class Batch(Protocol):
    """A table in a single batch."""

    def __arrow_c_array__(self, requested_schema: Any = None) -> Any: ...


def conclude(
    account: Gateway | Mapping[str, Any],
    operation: str,
    table: Stream | Batch,
    *,
    columns: Mapping[str, str] | None = None,
    keep: Iterable[str] = (),
    select: Iterable[str] = COLUMNS,
    threads: int | None = None,
    progress: Progress | bool | None = None,
) -> Outcomes:
    """Concludes a table of stored replies to one operation.

    The answer is a table itself, with a row for each row, to be read once by ``pyarrow.table(…)``, ``polars.DataFrame(…)``,
    duckdb, or whatever else reads Arrow streams. Rows are concluded while it is read, some ten thousand at a time.

    ``columns`` says what the table calls a column that is called otherwise here: ``{"order": "order_id"}``. Instead of a
    column for each field there may be one called ``input`` with all of it as JSON, and for an operation of several steps
    ``replies``, a JSON list. ``keep`` names columns that are handed through, ``select`` what is wanted of ``COLUMNS``: the
    less, the faster. ``threads`` is by default as many as there are cores. ``progress`` is called between rounds with the
    rows done and their total, or None; True prints a line on stderr.
    """
    # As pyarrow and polars say it. duckdb would have to run the query first.
    rows = getattr(table, "num_rows", getattr(table, "height", None))
    outcomes = batch(
        operation,
        settings(account, operation),
        table,
        columns=dict(columns or {}),
        keep=list(keep),
        select=list(select),
        threads=threads or _cores(),
        progress=_Line() if progress is True else progress or None,
        total=rows if isinstance(rows, int) else None,
    )
    if isinstance(outcomes, dict):
        answered(outcomes)  # which raises: it is an error
        raise AssertionError(outcomes)
    return outcomes


def _cores() -> int:
    # How many this process may use, where the system tells.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def settings(account: Any, operation: str) -> dict[str, Any]:
    """What an account is made of, for handing to the door and for nothing else."""
    if not isinstance(account, Gateway):
        return dict(account)
    inner: Any = account
    if operation.split(".")[0] != inner._name:
        raise ValueError(f"{operation} is nothing that {account!r} can be asked")
    return dict(inner._settings.plain())


class _Line:
    """A line on stderr that says how far it is, a few times a second."""

    def __init__(self) -> None:
        self.began = self.told = time.monotonic()

    def __call__(self, done: int, total: int | None) -> None:
        now = time.monotonic()
        if done != total and now - self.told < 0.2:
            return
        self.told = now
        share = f" of {total:,} ({done / total:.0%})" if total else ""
        rate = done / max(now - self.began, 1e-9)
        end = "\n" if done == total else ""
        print(f"\r{done:,}{share} rows, {rate:,.0f} a second ", end=end, file=sys.stderr, flush=True)
