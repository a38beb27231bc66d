"""Do the work of the background in a process of its own."""

import signal
import threading

from django.core.management.base import BaseCommand

from networks.base.jobs import Runner, run_all


class Command(BaseCommand):
    help = "Send mail, make long reports, import: what the server writes down as jobs. Runs until stopped; several may run at once."

    def add_arguments(self, parser):
        parser.add_argument("--threads", type=int, default=1, help="how many jobs at a time")
        parser.add_argument("--once", action="store_true", help="do what waits now, and end")

    def handle(self, threads, once, **options):
        if once:
            self.stdout.write(f"done: {run_all()}")
            return
        ended = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: ended.set())
        runner = Runner(threads)
        runner.start()
        ended.wait()
        runner.stop()  # what is under way for longer is taken up again by another, once its lease has run out
