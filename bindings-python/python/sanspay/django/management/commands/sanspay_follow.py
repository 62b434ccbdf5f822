"""``manage.py sanspay_follow``: asks the gateways what became of every payment in doubt."""

from __future__ import annotations

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from sanspay.django.following import Followed, follow
from sanspay.django.models import Payment


class Command(BaseCommand):
    help = (
        "Asks the gateways what became of every payment that is due, and concludes requests whose process has died. It "
        "sends no payment, so it may run at any time and several times at once. Exit code 0: all that was due was "
        "followed, whatever was answered; 1: some could not be, see the lines that say so."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--watch", type=int, metavar="SECONDS", help="go on, and look again after so many seconds")
        parser.add_argument(
            "--limit", type=int, default=1000, metavar="N", help="follow so many at most, 1000 by default"
        )
        parser.add_argument("--now", action="store_true", help="also what is in doubt and not due yet")

    def handle(self, *_: Any, watch: int | None, limit: int, now: bool, **__: Any) -> None:
        stop = threading.Event()
        if watch is not None:
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, lambda *_: stop.set())
        while True:
            failed = self._once(limit, now, stop)
            if watch is None or stop.wait(watch):
                break
            close_old_connections()
        if failed:
            raise SystemExit(1)

    def _once(self, limit: int, now: bool, stop: threading.Event) -> int:
        followed = []
        for each in follow(limit, now=now):
            followed.append(each)
            self._line(each)
            if stop.is_set():
                break
        changed = sum(each.before != each.after for each in followed)
        failed = sum(each.error is not None for each in followed)
        review = Payment.objects.filter(review=True).count()
        self.stdout.write(f"{len(followed)} followed, {changed} changed, {failed} failed; {review} for review")
        return failed

    def _line(self, each: Followed) -> None:
        name = f"{each.payment.gateway} {each.payment.reference or each.payment.key or each.payment.pk}"
        if each.error is not None:
            self.stderr.write(f"{name}: {type(each.error).__name__}: {each.error}")
            return
        self.stdout.write(f"{name}: {each.did}, {' '.join(filter(None, each.after[:2])) or 'nothing known yet'}")
