"""All that a host of the bare module must do, on the wasmtime package: a model for other runtimes.

`python host.py ../vectors` runs every vector and says how many give the promised bytes.
"""

import json
import sys
from pathlib import Path

from wasmtime import Engine, Instance, Module, Store

MODULE = Path(__file__).parent.parent / "target" / "plain" / "sanspay.wasm"
store = Store(Engine())
door = Instance(store, Module.from_file(store.engine, str(MODULE)), []).exports(store)
memory = door["memory"]


def call(text: bytes) -> bytes:
    """Asks a question given as JSON, and answers with JSON."""
    place = door["alloc"](store, len(text)) & 0xFFFFFFFF  # addresses come signed
    memory.write(store, text, place)
    answer = door["call"](store, place, len(text)) & 0xFFFFFFFF
    door["free"](store, place, len(text))
    if not answer:
        raise MemoryError("the module has no room for the answer")
    length = int.from_bytes(memory.read(store, answer, answer + 4), "little")
    result = bytes(memory.read(store, answer + 4, answer + 4 + length))
    door["free"](store, answer, 4 + length)
    return result


if __name__ == "__main__":
    compact = lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    files = [json.loads(file.read_bytes()) for file in sorted(Path(sys.argv[1]).glob("*.json"))]
    vectors = [vector for file in files for vector in file["vectors"]]
    asked = lambda call: call.encode() if isinstance(call, str) else compact(call)
    failed = [vector["name"] for vector in vectors if call(asked(vector["call"])) != compact(vector["answer"])]
    print(*failed, f"{len(vectors) - len(failed)} passed, {len(failed)} failed", sep="\n")
    sys.exit(bool(failed) or not vectors)
