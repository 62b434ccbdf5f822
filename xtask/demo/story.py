"""Plays a story over real HTTP with the Python package: `python story.py < story.json`. A line for each step that asks."""

import json
import re
import sys
from http.client import HTTPConnection
from urllib.parse import parse_qsl, urlencode, urlsplit

import sanspay

story = json.load(sys.stdin)
shops = {"atarapay": sanspay.AtaraPay, "atmoon": sanspay.AtMoon}
remembered: dict[str, dict] = {}


def filled(value):
    """ "$page.url/pay" is what the step named page told, its url, and then "/pay"."""
    if isinstance(value, str):
        return re.sub(r"\$(\w+)\.(\w+)", lambda found: str(remembered[found[1]][found[2]]), value)
    return {name: filled(field) for name, field in value.items()} if isinstance(value, dict) else value


def buy(url, form):
    """What a buyer does in a browser: posts a form, and comes back with the address they are sent to."""
    address = urlsplit(url)
    connection = HTTPConnection(address.netloc, timeout=10)
    connection.request("POST", address.path or "/", urlencode(form), {"content-type": "application/x-www-form-urlencoded"})
    return dict(parse_qsl(urlsplit(connection.getresponse().getheader("location")).query))


for step in story["steps"]:
    if "buyer" in step:
        remembered[step["name"]] = buy(**filled(step["buyer"]))
        continue
    gateway, group, verb = step["operation"].split(".")
    shop = shops[gateway](**story["accounts"][gateway])
    outcome = getattr(getattr(shop, group), verb)(**filled(step["input"])).send()
    if "name" in step:
        remembered[step["name"]] = outcome.value
    print(outcome.verdict, outcome.funds, flush=True)
