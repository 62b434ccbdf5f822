"""Plays a story over real HTTP with the Python package: `python story.py < story.json`.

Prints a line for each step that asks or hears.
"""

import json
import queue
import re
import sys
import threading
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qsl, quote, urlsplit

import sanspay

story = json.load(sys.stdin)
shops = {name: {"atarapay": sanspay.AtaraPay, "atmoon": sanspay.AtMoon, "upi": sanspay.Upi}[name](**account) for name, account in story["accounts"].items()}
came: "queue.Queue[tuple[object, bytes]]" = queue.Queue()


class Notices(BaseHTTPRequestHandler):
    """The shop's own address for notices: each is kept as it comes."""

    def do_POST(self):
        came.put((self.headers, self.rfile.read(int(self.headers["content-length"]))))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


listener = HTTPServer(("127.0.0.1", 0), Notices)
threading.Thread(target=listener.serve_forever, daemon=True).start()
remembered = {"shop": {"listens": quote(f"http://127.0.0.1:{listener.server_port}/notices", safe="")}}


def filled(value):
    """ "$page.url/pay" is what the step named page told, its url, and then "/pay"."""
    if isinstance(value, str):
        return re.sub(r"\$(\w+)\.(\w+)", lambda found: str(remembered[found[1]][found[2]]), value)
    return {name: filled(field) for name, field in value.items()} if isinstance(value, dict) else value


def post(url, body=""):
    """What people do: a buyer posts a form in a browser and is sent back, or somebody presses a button at AtaraPay's."""
    address = urlsplit(url)
    connection = HTTPConnection(address.netloc, timeout=10)
    target = (address.path or "/") + (f"?{address.query}" if address.query else "")
    connection.request("POST", target, body, {"content-type": "application/x-www-form-urlencoded"})
    response = connection.getresponse()
    if response.status >= 400:
        sys.exit(f"{url}: {response.status} {response.read().decode()}")
    return dict(parse_qsl(urlsplit(response.getheader("location") or "").query))


for step in story["steps"]:
    if "post" in step:
        remembered[step["name"]] = post(**filled(step["post"]))
    elif "notice" in step:
        gateway, kind = step["notice"].split(".")
        notice = shops[gateway].receive(kind, *came.get(timeout=10))
        print(notice.authenticity, notice.event or "null", flush=True)
    else:
        gateway, group, verb = step["operation"].split(".")
        outcome = getattr(getattr(shops[gateway], group), verb)(**filled(step["input"])).send()
        if "name" in step:
            remembered[step["name"]] = outcome.value
        print(outcome.verdict, outcome.funds, flush=True)
