import argparse
import os
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config import embedded, supervisor


class Command(BaseCommand):
    help = (
        "Starts everything in one process, unless DATABASE_URL or REDIS_URL is set: "
        "then the web server, and with --worker or --beat one of the other two processes."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        part = parser.add_mutually_exclusive_group()
        part.add_argument("--worker", action="store_true", help="run a worker")
        part.add_argument("--beat", action="store_true", help="run beat; exactly one of it")
        parser.add_argument("--workers", type=int, default=1, help="web processes (default 1)")
        parser.add_argument(
            "--concurrency", type=int, default=8, help="jobs a worker runs at once (default 8)"
        )
        parser.add_argument("--host", default=settings.HOST)
        parser.add_argument("--port", type=int, default=settings.PORT)

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.EMBEDDED:
            self._embedded(options)
        elif options["worker"]:
            self._celery(
                "worker",
                "-P",
                "threads",
                "-c",
                str(options["concurrency"]),
                "--without-mingle",
                "--without-gossip",
            )
        elif options["beat"]:
            self._celery("beat", "-S", "config.beat:HeartbeatScheduler")
        else:
            self._web(options)

    def _embedded(self, options: dict[str, Any]) -> None:
        if options["worker"] or options["beat"] or options["workers"] != 1:
            raise CommandError(
                "Without DATABASE_URL and REDIS_URL everything runs in this one process: "
                "leave out --worker, --beat and --workers.",
                returncode=2,
            )
        call_command("migrate", verbosity=0)
        self.stderr.write(f"Serving on http://{options['host']}:{options['port']}/ — stop with Ctrl-C.")
        try:
            embedded.serve(settings.DATA_DIR, options["host"], options["port"])
        except embedded.AlreadyRunning as error:
            raise CommandError(str(error)) from error

    def _celery(self, part: str, *more: str) -> None:
        supervisor.keep_running(
            [sys.executable, "-m", "celery", "-A", "config", part, "-l", "WARNING", *more]
        )

    def _web(self, options: dict[str, Any]) -> None:
        self.stderr.write(f"Serving on http://{options['host']}:{options['port']}/ — stop with Ctrl-C.")
        _become(
            *("uvicorn", "config.asgi:application", "--lifespan", "off", "--proxy-headers"),
            *("--host", options["host"], "--port", str(options["port"])),
            *("--workers", str(options["workers"]), "--timeout-graceful-shutdown", "10"),
            *("--ws-max-size", "65536", "--log-level", "warning"),
        )


def _become(*module_and_arguments: str) -> None:
    """Becomes the process, so that signals reach it."""
    command = [sys.executable, "-m", *module_and_arguments]
    os.execv(sys.executable, command)  # noqa: S606 - our own interpreter and arguments, no shell
