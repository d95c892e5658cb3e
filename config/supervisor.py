"""Keeps a worker or beat running: Celery gives up for good on some ways a broker can go away."""

import logging
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from types import FrameType

log = logging.getLogger(__name__)

PAUSE_SECONDS = 1.0


def keep_running(command: Sequence[str]) -> None:
    """Run the command, and again when it ends by itself. SIGTERM and SIGINT are passed on and end it.

    Leaves with the command's exit code. The child is of our process group, so that a kill of the group
    leaves nothing behind.
    """
    child: subprocess.Popen[bytes] | None = None
    asked = False

    def pass_on(number: int, _: FrameType | None) -> None:
        nonlocal asked
        asked = True
        if child is not None and child.poll() is None:
            child.send_signal(signal.SIGTERM)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, pass_on)
    while not asked:
        child = subprocess.Popen(command)  # noqa: S603 - our own interpreter and arguments, no shell
        if asked:  # a signal came while it was being started
            child.send_signal(signal.SIGTERM)
        code = child.wait()
        if asked:
            sys.exit(max(code, 0))
        log.critical("%s ended with %s; starting it again", " ".join(command[1:6]), code)
        time.sleep(PAUSE_SECONDS)
