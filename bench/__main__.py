"""make bench: what the product costs, beside what the same work costs without it, in one run."""

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import desk_table, editor, ground, latency, machine, reach, throughput
from bench.figures import Table, percentile, percentiles, shown

RESULTS = Path(__file__).parent / "RESULTS.md"
NEEDED = ("TEST_DATABASE_URL", "TEST_REDIS_URL", "CHROMIUM")


@dataclass(frozen=True, slots=True)
class Scale:
    """How much of everything is measured."""

    effort: throughput.Effort
    history: int
    samples: int
    rows: int
    messages: int
    pages: int
    conversations: int


FULL = Scale(throughput.Effort(seconds=5, transactions=2000, rounds=2), 5000, 60, 50_000, 2000, 200, 100_000)
QUICK = Scale(throughput.Effort(seconds=1, transactions=500, rounds=1), 1000, 5, 5000, 200, 30, 5000)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="under a minute; RESULTS.md is left alone")
    parser.add_argument("--rows", type=int, help=f"paused conversations of the sweep (default {FULL.rows})")
    chosen = parser.parse_args()
    if missing := [name for name in NEEDED if not os.environ.get(name)]:
        sys.exit(f"{', '.join(missing)} not set: run `make bench`.")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that everything is cleaned up then too
    scale = QUICK if chosen.quick else FULL
    try:
        run(scale, chosen.rows or scale.rows, write=not chosen.quick)
    finally:
        if stop := os.environ.get("SERVICES_STOP"):
            subprocess.run(stop, shell=True, check=False)


def run(scale: Scale, rows: int, *, write: bool) -> None:
    start = time.monotonic()
    about = machine.described(os.environ["TEST_DATABASE_URL"], os.environ["TEST_REDIS_URL"])
    parts = ["# Measured\n\n`make bench` writes this page.", "\n".join(f"- {line}" for line in about)]
    print("\n\n".join(parts), flush=True)
    for table in tables(scale, rows):
        parts.append(table.markdown())
        print(f"\n{parts[-1]}", flush=True)
    parts.append(f"The run took {time.monotonic() - start:.0f} seconds.")
    if write:
        RESULTS.write_text("\n\n".join(parts) + "\n")
    print(f"\n{parts[-1]}")


def tables(scale: Scale, rows: int) -> Iterator[Table]:
    with ground.prepared() as here:
        made = here.call("history", "stocked", before=scale.history, ready=scale.effort.rows)
        shop: dict[str, Any] = made["shop"]
        yield latency.measured(here, shop, scale.samples)
        yield reach.measured(here, shop, scale.samples)
        ids = {name: value for name, value in shop.items() if isinstance(value, int)}
        for work in (throughput.HANDOVER, throughput.ANSWER):
            stock = throughput.Stock(**made[work.stock])
            yield throughput.compared(here, work, stock, ids, scale.effort)
        yield statements(here.call("statements", "counted"))
        yield sweep(here.call("sweep", "measured", rows=rows), rows)
        yield brain(here.call("brain", "measured", messages=scale.messages))
    with ground.prepared() as here:
        here.call("history", "stocked", before=100, ready=10)
        yield desk_table.table(
            here.call("desk", "measured", conversations=scale.conversations, samples=scale.pages // 5)
        )
    yield throughput.sqlite(scale.effort)
    yield from editor.measured(scale.pages)


def statements(found: dict[str, Any]) -> Table:
    note = (
        f"Besides BEGIN and COMMIT. The handover's transaction has **{found['writing']}** statements, "
        "however many tags, notices and transports there are; the aim is at most 6. All that its plan needs "
        "is read before, with no lock held."
    )
    return Table(
        "SQL statements", ["step", "in all", "before and after", "in transactions"], found["rows"], [note]
    )


def sweep(found: dict[str, Any], rows: int) -> Table:
    lines = [
        ["our code (`pauses.resume_due`)", shown(found["ours"]), *percentiles(found["idle"])],
        ["plain SQL", shown(found["sql"]), *percentiles(found["idle_sql"])],
    ]
    notes = [
        f"{rows:,} conversations are paused. Each gets its owner and version, its handover is closed, a line "
        "stands in its thread and a member is told, in chunks of 500, either way. Plain SQL is one statement "
        f"a chunk and reaches no browser; we do {100 * found['sql'] / found['ours']:.0f} % of its pace, "
        f"{1000 / found['ours']:,.0f} conversations a second. The bot's right to speak does not wait for any "
        "of it: that is compared with the clock in every turn.",
        f"Found by the partial index: `{found['plan']}`. A look when nothing is due costs "
        f"{shown(percentile(found['idle'], 0.5))} ms, whatever the number of paused conversations.",
    ]
    columns = ["who", "1,000 due, seconds", "nothing due, p50 ms", "p99 ms"]
    return Table("Bots that wake", columns, lines, notes)


def brain(found: dict[str, Any]) -> Table:
    row = [f"{found['articles']} articles, {found['wordings']:,} wordings"]
    row += [*percentiles(found["ms"], 0.5, 0.95, 0.99), shown(found["build"])]
    note = (
        "One thread, no database: all detectors and the local engine for one message, a mixture of "
        "questions, requests for a person, thanks and complaints. The index is built once in each process "
        "and again when an article changes."
    )
    columns = ["knowledge", "p50 ms", "p95 ms", "p99 ms", "index built in seconds"]
    return Table("Deciding", columns, [row], [note])


if __name__ == "__main__":
    main()
