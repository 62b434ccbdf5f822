"""Both gateways in your test's own process: they keep orders, pages and payouts, and know where the money truly is.

>>> sandbox = Sandbox(faults=["atmoon.payout.create: lose_answer 20%"])
>>> shop = sanspay.AtMoon(**sandbox.accounts["atmoon"])
>>> with sandbox.client() as client:
...     outcome = shop.payout.create(…).send(client)
>>> sandbox.truth()["atmoon"]["payouts"]

It opens no socket and reads no clock; the same seed and the same requests give the same answers. What can be done to it,
by which path, and which amounts misbehave: sandbox/README.md. ``python -m sanspay sandbox`` serves one with a dashboard.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, NoReturn
from urllib.parse import urlencode, urlsplit

from ._plain import Error, Json, answered
from ._reply import plain_body, plain_headers
from ._sanspay import SandboxDoor
from ._send import Unsendable

if TYPE_CHECKING:
    import httpx

    from ._sandbox_transport import Transport
    from .truth import Notice as SentNotice
    from .truth import Truth

__all__ = ["Notice", "Sandbox"]

#: Status, headers and body, as ``call.reply`` takes them.
Reply = tuple[int, list[tuple[str, str]], bytes]


@dataclass(frozen=True, slots=True)
class Notice:
    """What a gateway posts to the shop."""

    number: int
    url: str
    headers: list[tuple[str, str]]
    #: Not shown: AtaraPay makes its token of the private key.
    body: bytes = field(repr=False)
    #: A server waits so long before each further try.
    pauses_ms: tuple[int, ...]

    @property
    def kwargs(self) -> Json:
        """The arguments of the ``post`` method of Django's and of Flask's test client."""
        url, headers = urlsplit(self.url), dict(self.headers)
        path = f"{url.path or '/'}{'?' if url.query else ''}{url.query}"
        return {"path": path, "data": self.body, "content_type": headers["content-type"]}


class Sandbox:
    """AtaraPay and AT MOON DPS, with nothing in them yet, or as they were when they were saved."""

    def __init__(
        self,
        *,
        seed: int | None = None,
        faults: Sequence[str] | None = None,
        hosted_pages: bool | None = None,
        strict_auth: bool | None = None,
        strict_json: bool | None = None,
        notices: str | None = None,
        keep: int | None = None,
        base_url: str = "http://127.0.0.1:4010",
        saved: str | None = None,
    ) -> None:
        """Whatever is left out is off, or as it was saved.

        Args:
            seed: Decides the tokens and references given out, and which exchanges are struck; 1 unless told otherwise.
            faults: Rules that strike exchanges, such as ``"atmoon.payout.create: lose_answer 20%"``.
            hosted_pages: AtaraPay's payment form leads to a page with Pay, Fail and Leave, instead of paying at once.
            strict_auth: AT MOON's credentials are taken as four headers of their own only.
            strict_json: AT MOON's bodies that are printed with a comma missing or too many come as valid JSON.
            notices: Where AtaraPay's notices go, on this machine, as by ``send_notices_to``.
            keep: How many of each kind of thing are remembered; everything unless told otherwise.
            base_url: Where it is, for the shop's accounts. Nothing listens there.
            saved: What ``save`` returned.
        """
        switches = {"hosted_pages": hosted_pages, "strict_auth": strict_auth, "strict_json": strict_json}
        for name, switch in switches.items():
            if not isinstance(switch, bool | None):
                raise TypeError(f"{name} is True or False, not {switch!r}")
        for name, number in {"seed": seed, "keep": keep}.items():
            if number is not None and (type(number) is not int or not 0 <= number < 1 << 64):
                raise ValueError(f"{name} is a whole number from 0 to 2**64 - 1, not {number!r}")
        if isinstance(faults, str):
            raise TypeError(f"faults is a list of rules: [{faults!r}]")
        if saved is not None and not isinstance(saved, str):
            raise TypeError(f"saved is the text that sandbox.save() returned, not {type(saved).__name__}")
        if saved is not None and seed is not None:
            raise ValueError("a saved sandbox goes on with its own seed: leave seed out")
        if not re.fullmatch(r"http://(127\.0\.0\.1|localhost)(:\d+)?/?", base_url):
            raise ValueError(f'base_url is an address on this machine, such as "http://127.0.0.1:4010", not {base_url!r}')
        #: Where it is: first what was given, then where it is served.
        self._addresses = [base_url.rstrip("/")]
        self._door = SandboxDoor()
        self._waiting: list[Notice] = []
        given = {"seed": seed, "keep": keep, "saved": saved, **switches}
        try:
            self._ask({"start": {name: value for name, value in given.items() if value is not None}})
        except Error as error:
            raise ValueError(f"saved is not what sandbox.save() of this version returned: {error}") from None
        if faults is not None:
            self.control("faults", "\n".join(faults))
        if notices is not None:
            self.send_notices_to(notices)

    @property
    def base_url(self) -> str:
        """Where it is: what was given, or where it is being served."""
        return self._addresses[-1]

    @property
    def accounts(self) -> dict[Literal["atarapay", "atmoon"], Json]:
        """The accounts that it knows: ``sanspay.AtMoon(**sandbox.accounts["atmoon"])``."""
        accounts: dict[Literal["atarapay", "atmoon"], Json] = self._ask({"accounts": {"base_url": self.base_url}})["accounts"]
        return accounts

    @property
    def transport(self) -> Transport:
        """For ``httpx.Client(transport=…)`` and ``httpx.AsyncClient(transport=…)``: they reach the sandbox and nothing else."""
        try:
            from ._sandbox_transport import Transport
        except ImportError as error:
            raise ImportError(
                "the sandbox answers an httpx client where there is httpx: pip install \"sanspay[httpx]\"; without it "
                "there are sandbox.handle(…), and sandbox.serve() for any HTTP client"
            ) from error
        return Transport(self._exchange)

    def client(self) -> httpx.Client:
        """A client for ``call.send(client)``, and for what buyers post."""
        transport = self.transport
        import httpx

        return httpx.Client(transport=transport, base_url=self.base_url)

    def async_client(self) -> httpx.AsyncClient:
        """A client for ``await call.asend(client)``."""
        transport = self.transport
        import httpx

        return httpx.AsyncClient(transport=transport, base_url=self.base_url)

    def serve(self, port: int = 0, *, notices: bool = True) -> AbstractContextManager[Sandbox]:
        """Serves it to this machine over HTTP, with its dashboard, for any client: ``with Sandbox().serve() as sandbox:``.

        Within the block ``base_url`` and ``accounts`` say where; port 0 takes any that is free. Notices are posted as they
        come, and again after each of their pauses; with ``notices=False`` they wait for ``deliver``.
        """
        from ._sandbox_server import serve

        return serve(self, port, notices)

    def handle(
        self, method: str, url: str, headers: Iterable[tuple[str, str]] = (), body: bytes | None = None
    ) -> Reply:
        """Answers one request as ``call.reply`` takes it, without any HTTP client. A late answer is not waited for.

        Raises ``ConnectionResetError`` where no answer comes, which ``call.reply`` takes too.
        """
        reply, _ = self._exchange(method, url, headers, body or b"")
        if reply is None:
            raise ConnectionResetError("the sandbox ended the connection without an answer")
        return reply

    def control(self, path: str, text: str = "", **query: str | int) -> Any:
        """Does what people and banks do, or switches something: ``POST /sandbox/<path>``.

        ``control("orders/3021/accept")``, ``control("settings", hold_notices=1)``, ``control("faults", "*: busy 10%")``. Returns the
        JSON that comes back, or its words; raises ``sanspay.Error`` with the sandbox's words where it will not.
        """
        given = urlencode({name: int(value) if isinstance(value, bool) else value for name, value in query.items()})
        separator = "" if not given else "&" if "?" in path else "?"
        return self._own("POST", f"{path.removeprefix('/sandbox/')}{separator}{given}", text.encode())

    def advance(self, seconds: int) -> None:
        """Lets time pass. Nothing else does."""
        self.control("advance", seconds=seconds)

    def truth(self) -> Truth:
        """Everything there is, and where its money is."""
        told: Truth = self._own("GET", "truth")
        return told

    def send_notices_to(self, url: str, encoding: Literal["json", "multipart"] = "json") -> None:
        """Sets AtaraPay's callback address, on this machine. From now on each change of an order makes a notice."""
        self.control("atarapay/callback", url=url, encoding=encoding)

    def notices(self) -> list[SentNotice]:
        """Every notice so far, what it held, and what came of each try to deliver it."""
        notices: list[SentNotice] = self._own("GET", "notices")
        return notices

    def deliver(self, handler: Callable[[Notice], object]) -> list[Notice]:
        """Hands each notice that waits to ``handler``, in order, and returns those that were taken.

        The handler returns an HTTP status, or a response that has one as ``status_code``::

            sandbox.deliver(lambda notice: client.post(**notice.kwargs))  # the test client of Django or of Flask

        What is not answered with 2xx is offered again at the next ``deliver``, as often as a server would. What the handler
        raises counts as no answer, and is raised on.
        """
        waiting, self._waiting = [*self._waiting, *self._take_notices()], []
        taken = []
        try:
            while waiting:
                notice = waiting.pop(0)
                try:
                    status = _status(handler(notice))
                except BaseException as error:
                    self._waiting += self._tried(notice, type(error).__name__)
                    raise
                self._waiting += self._tried(notice, status)
                if _is_taken(status):
                    taken.append(notice)
        finally:
            self._waiting = waiting + self._waiting
        return taken

    def save(self) -> str:
        """Everything there is, as text for ``Sandbox(saved=text)`` of the same version."""
        saved: str = self._ask({"save": {}})["saved"]
        return saved

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a sandbox is copied by its text: Sandbox(saved=sandbox.save())")

    def __repr__(self) -> str:
        return f"<Sandbox at {self.base_url}>"

    def _own(self, method: str, path: str, body: bytes = b"") -> Any:
        status, headers, answer = self.handle(method, f"/sandbox/{path}", (), body)
        if status >= 400:
            raise Error("refused", answer.decode().strip(), [])
        is_json = dict(headers)["content-type"] == "application/json"
        return json.loads(answer) if is_json else answer.decode().strip()

    def _exchange(
        self, method: str, url: str, headers: Iterable[tuple[str | bytes, str | bytes]], body: bytes
    ) -> tuple[Reply | None, int]:
        """The reply, or None where none comes, and for how many seconds it is held back."""
        if not url.startswith("/") and _origin(url) not in map(_origin, self._addresses):
            elsewhere = urlsplit(url)
            raise Unsendable(
                f"the sandbox answers for {self.base_url} alone, and nothing was sent to {elsewhere.scheme}://"
                f"{elsewhere.hostname}: make the account of sandbox.accounts"
            )
        request = {"method": method, "url": url, "headers": plain_headers(headers), **plain_body(body)}
        answer = self._ask({"exchange": request})
        reply = answer.get("reply")
        late: int = answer.get("late_seconds", 0)
        if reply is None:
            return None, late
        return (reply["status"], [(name, value) for name, value in reply["headers"]], reply["body"].encode()), late

    def _take_notices(self) -> list[Notice]:
        def notice(plain: Json) -> Notice:
            headers = [(name, value) for name, value in plain["headers"]]
            return Notice(plain["number"], plain["url"], headers, plain["body"].encode(), tuple(plain["pauses_ms"]))

        return [notice(plain) for plain in self._ask({"take_notices": {}})["notices"]]

    def _tried(self, notice: Notice, came: int | str) -> list[Notice]:
        """Tells what came of a try: a status, or why there was none. Returns the notice where it is to be tried again."""
        told = {"status": came} if isinstance(came, int) else {"problem": came}
        self._ask({"notice_tried": {"number": notice.number, **told}})
        if _is_taken(came) or not notice.pauses_ms:
            return []
        return [replace(notice, pauses_ms=notice.pauses_ms[1:])]

    def _ask(self, question: Json) -> Json:
        return answered(json.loads(self._door.call_text(json.dumps(question))))


def _is_taken(came: int | str) -> bool:
    return isinstance(came, int) and 200 <= came < 300


def _status(response: object) -> int:
    status = getattr(response, "status_code", response)
    if type(status) is int and 100 <= status <= 599:
        return status
    raise TypeError(f"what takes a notice returns an HTTP status, or a response with status_code, not {response!r}")


def _origin(address: str) -> tuple[str, str | None, int | None]:
    url = urlsplit(address)
    return url.scheme, url.hostname, url.port or {"http": 80}.get(url.scheme)
