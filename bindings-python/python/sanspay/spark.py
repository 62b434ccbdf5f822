"""The same as :mod:`sanspay.batch` for more rows than one machine holds, on PySpark.

>>> outcomes = sanspay.spark.conclude(account, "atarapay.orders.verify_payment", frame, keep=["order"])
>>> outcomes.where("verdict = 'done'")
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from . import batch

if TYPE_CHECKING:
    # Both are the host's to bring, and not everyone who checks types has them.
    import pyarrow  # type: ignore[import-untyped,import-not-found,unused-ignore]
    from pyspark import Accumulator  # type: ignore[import-untyped,import-not-found,unused-ignore]
    from pyspark.sql import DataFrame  # type: ignore[import-untyped,import-not-found,unused-ignore]

    from . import Gateway

    Account = Gateway | Mapping[str, Any]

__all__ = ["conclude"]


def conclude(
    account: Account | Callable[[], Account],
    operation: str,
    frame: DataFrame,
    *,
    columns: Mapping[str, str] | None = None,
    keep: Iterable[str] = (),
    select: Iterable[str] = batch.COLUMNS,
    progress: Accumulator[int] | None = None,
) -> DataFrame:
    """Concludes a frame of stored replies to one operation, as :func:`sanspay.batch.conclude` does.

    ``account`` is best a function that makes it, from what the workers themselves know: then no credential leaves them. An
    account itself is sent to the workers with the task, and shown in no plan. ``progress`` is an accumulator to which the
    rows that are done are added, such as ``spark.sparkContext.accumulator(0)``; a row that Spark does twice counts twice.
    """
    from pyspark.sql import types  # type: ignore[import-not-found,unused-ignore]

    keep, select = list(keep), list(select)
    work = _Work(account, operation, dict(columns or {}), keep, select, progress)
    work.check(frame)
    chosen = [name for name in batch.COLUMNS if name in select]
    kept = [frame.schema[name] for name in keep]
    words = [types.StructField(name, types.StringType()) for name in chosen]
    return frame.mapInArrow(work, types.StructType([*kept, *words]))


class _Work:
    """What a worker does with its share of the rows. It is sent to the workers, and shows nothing of the account."""

    def __init__(
        self,
        account: Account | Callable[[], Account],
        operation: str,
        columns: dict[str, str],
        keep: list[str],
        select: list[str],
        progress: Accumulator[int] | None,
    ) -> None:
        # An account refuses to be pickled, because most pickles end on a disk. This one is for the workers alone.
        self._account = account if callable(account) else batch.settings(account, operation)
        self._operation = operation
        self._columns = columns
        self._keep = keep
        self._select = select
        self._progress = progress

    def check(self, frame: DataFrame) -> None:
        """Raises what is wrong with account, operation and columns here and now, instead of in a worker later."""
        from pyspark.sql.pandas.types import to_arrow_schema  # type: ignore[import-not-found,unused-ignore]

        self._conclude(to_arrow_schema(frame.schema).empty_table())

    def __call__(self, batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        import pyarrow

        for rows in batches:
            yield from pyarrow.RecordBatchReader.from_stream(self._conclude(rows))
            if self._progress is not None:
                self._progress.add(rows.num_rows)

    def _conclude(self, rows: Any) -> batch.Outcomes:
        account = self._account() if callable(self._account) else self._account
        # Spark runs as many tasks as there are cores to use.
        return batch.conclude(
            account, self._operation, rows, columns=self._columns, keep=self._keep, select=self._select, threads=1
        )

    def __repr__(self) -> str:
        return f"<outcomes of {self._operation}>"
