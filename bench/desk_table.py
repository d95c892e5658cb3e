"""What bench/desk.py measured, as a table; needs no Django."""

from typing import Any

from bench.figures import Table, percentile, percentiles, shown


def table(found: dict[str, Any]) -> Table:
    rows = [
        [what, *percentiles(ms, 0.5, 0.95), str(found["queries"].get(what, ""))]
        for what, ms in {**found["ms"], **found["floors"]}.items()
    ]
    slowest = max(found["ms"].items(), key=lambda one: percentile(one[1], 0.5))
    note = (
        f"PostgreSQL, {found['conversations']:,} conversations with {found['messages']:,} messages, most of "
        "them the bot's and open; one process, no network: from the request to the rendered page. Queues "
        "are counted to 99. Words are found by trigrams "
        f"({'the index is used' if found['indexed'] else '**the index is not used**'}). The slowest, "
        f"{slowest[0]}, takes {shown(percentile(slowest[1], 0.5))} ms at the median."
    )
    return Table("The desk's list and search", ["request", "p50 ms", "p95 ms", "queries"], rows, [note])
