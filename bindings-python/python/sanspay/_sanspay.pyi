from collections.abc import Callable
from typing import Any, ClassVar, final

__all__ = ["Outcomes", "SandboxDoor", "batch", "batch_columns", "call", "call_text"]

def call(question: object, /) -> dict[str, Any]: ...
def call_text(question: str, /) -> str: ...
def batch_columns() -> list[str]: ...
def batch(
    operation: str,
    account: dict[str, Any],
    table: object,
    *,
    columns: dict[str, str],
    keep: list[str],
    select: list[str],
    threads: int,
    progress: Callable[[int, int | None], object] | None,
    total: int | None,
) -> Outcomes | dict[str, Any]: ...

@final
class Outcomes:
    """The outcomes of a table: a table itself, to be read once by whatever reads Arrow streams."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> Any: ...
    def __arrow_c_schema__(self) -> Any: ...

@final
class SandboxDoor:
    """A sandbox of its own, asked in JSON."""

    MAX_BODY: ClassVar[int]
    def __new__(cls) -> SandboxDoor: ...
    def call_text(self, question: str, /) -> str: ...
