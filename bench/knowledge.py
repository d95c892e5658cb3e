"""What a large knowledge costs: learning it, taking it over in a worker, and deciding on a message with it.

Each size is measured in processes of their own, on one core, beside what the same costs with the search
library alone. python -m bench.knowledge STEP WORDINGS FOLDER prints the figures of one step as JSON. What a
step needs it imports itself: importing is a part of what is measured.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib import import_module
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from bench.figures import percentile

SIZES = (6_000, 20_000, 50_000)
WAYS = 10
"""Wordings of an article."""
ASKED = 400
ROUNDS = 3
ONE_CORE = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
HEAD = """
## What a large knowledge costs

Wall-clock time on one core, the best of {rounds} rounds: all detectors and the local engine for one message,
a mixture of questions, requests for a person, thanks and complaints; articles of {ways} wordings.
*Floor*: the search library alone (`bm25s`), over the same wordings: splitting and indexing them; the nearest
40 of a question. *Taking over*: a worker reads the finished index, as it comes
from the database, and answers its first message. *Importing*: everything that deciding needs and all models,
above a worker that has only imported Django and Celery.

{columns}
"""

COLUMNS = (
    "wordings", "learning, s (floor)", "size, MB", "taking over, ms", "a message, ms: median / 95 %",
    "of these the engine's (floor)", "importing, s", "memory, MB: imported / with this knowledge",
)  # fmt: skip


def rows() -> Iterator[str]:
    """The section of the report."""
    columns = f"| {' | '.join(COLUMNS)} |\n|{' --- |' * len(COLUMNS)}"
    yield HEAD.format(ways=WAYS, rounds=ROUNDS, columns=columns)
    for size in SIZES:
        found = measured(size)
        yield (
            f"| {size:,} | {found['build']:.1f} ({found['build_floor']:.1f}) | {found['megabytes']:.1f} "
            f"| {found['load']:.0f} | {found['p50']:.1f} / {found['p95']:.1f} "
            f"| {found['engine_p50']:.1f} / {found['engine_p95']:.1f} "
            f"({found['floor_p50']:.1f} / {found['floor_p95']:.1f}) | {found['import']:.2f} "
            f"| {found['import_megabytes']:.0f} / {found['knowing_megabytes']:.0f} |\n"
        )


def measured(size: int) -> dict[str, float]:
    """The best of some rounds: whatever else a machine does only ever slows it down."""
    with tempfile.TemporaryDirectory() as folder:
        rounds = [_child("build", size, folder) | _child("ask", size, folder) for _ in range(ROUNDS)]
    return {name: min(one[name] for one in rounds) for name in rounds[0]}


def _child(step: str, size: int, folder: str) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.knowledge", step, str(size), folder]
    if hasattr(os, "sched_getaffinity"):
        command = ["taskset", "-c", str(max(os.sched_getaffinity(0))), *command]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, **ONE_CORE})
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def texts(size: int) -> list[str]:
    """Real sentences, and after the last of them the same again with a number."""
    from bots.training.texts import rows as lines  # noqa: PLC0415

    known = [row["text"] for name in ("banking77", "clinc150", "feedback", "general") for row in lines(name)]
    return [
        text if at < len(known) else f"{text} number {at}"
        for at, text in enumerate(islice(cycle(known), size))
    ]


def build(size: int, folder: str) -> dict[str, float]:
    from bots.engines.base import Entry  # noqa: PLC0415
    from bots.engines.local import LocalEngine  # noqa: PLC0415
    from bots.engines.packing import packed  # noqa: PLC0415

    said = texts(size)
    entries = [
        Entry(at, said[at], f"All about it stands on page {at}.", tuple(said[at + 1 : at + WAYS]))
        for at in range(0, size, WAYS)
    ]
    start = time.perf_counter()
    data = packed(LocalEngine(entries).arrays())
    took = time.perf_counter() - start
    Path(folder, "index").write_bytes(data)
    return {"build": took, "megabytes": len(data) / 1e6, "build_floor": _floor_of_building(said)}


def _floor_of_building(said: list[str]) -> float:
    import bm25s  # noqa: PLC0415

    start = time.perf_counter()
    bm25s.BM25(method="lucene").index([text.lower().split() for text in said], show_progress=False)
    return time.perf_counter() - start


def ask(size: int, folder: str) -> dict[str, float]:
    for name in ("celery.worker", "django.core.management", "django.db.models", "django.forms"):
        import_module(name)
    bare = _megabytes()
    start = time.perf_counter()
    from bots.decisions import decide  # noqa: PLC0415
    from bots.detection.trained import FOLDER, model  # noqa: PLC0415
    from bots.engines.local import LocalEngine  # noqa: PLC0415
    from bots.engines.packing import unpacked  # noqa: PLC0415
    from bots.transcript import Transcript  # noqa: PLC0415

    for path in FOLDER.glob("*.json"):
        model(path.stem)
    imported = time.perf_counter() - start
    found = {"import": imported, "import_megabytes": _megabytes() - bare}
    data = Path(folder, "index").read_bytes()
    start = time.perf_counter()
    engine = LocalEngine.of_arrays(unpacked(data))
    engine.answer(Transcript(), "what is this about")
    found["load"] = 1000 * (time.perf_counter() - start)
    from bench.brain import MESSAGES, SETUP, transcript_of  # noqa: PLC0415

    said = texts(size)
    questions = [f"{said[at][:-2]} please" for at in range(0, size, max(1, size // ASKED))][:ASKED]
    mixed = [one for pair in zip(questions, cycle(MESSAGES), strict=False) for one in pair]
    talks = [transcript_of(f"{one} {number}") for number, one in enumerate(mixed)]
    whole = [_timed(lambda talk=talk: decide(SETUP, talk, engine)) for talk in talks]
    fresh = LocalEngine.of_arrays(unpacked(data))
    alone = [_timed(lambda one=one: fresh.answer(Transcript(), one)) for one in questions]
    found["knowing_megabytes"] = _megabytes() - bare
    return found | _spread("", whole) | _spread("engine_", alone) | _floor_of_asking(said, questions)


def _floor_of_asking(said: list[str], questions: list[str]) -> dict[str, float]:
    import bm25s  # noqa: PLC0415

    search = bm25s.BM25(method="lucene")
    search.index([text.lower().split() for text in said], show_progress=False)

    def nearest(question: str) -> None:
        search.retrieve([question.lower().split()], k=40, show_progress=False, n_threads=0)

    return _spread("floor_", [_timed(lambda one=one: nearest(one)) for one in questions])


def _timed(work: Any) -> float:
    start = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - start)


def _spread(name: str, ms: list[float]) -> dict[str, float]:
    return {f"{name}p50": percentile(ms, 0.5), f"{name}p95": percentile(ms, 0.95)}


def _megabytes() -> float:
    """The most this process has taken so far; `getrusage` would begin at what its parent had taken."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


if __name__ == "__main__":
    step, size, folder = sys.argv[1:]
    print(json.dumps({"build": build, "ask": ask}[step](int(size), folder)))
