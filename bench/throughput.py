"""Handovers and answers a second: our code against PostgreSQL alone, by turns, on the same tables."""

from collections.abc import Iterator
from dataclasses import dataclass

from bench.figures import Series, Table, best, percentile, shown
from bench.floors import pgbench
from bench.ground import Ground, embedded

CLIENTS = (1, 4)
PER_SECOND_AT_MOST = 300  # conversations made ready for each second of each of our processes
COLUMNS = ["processes", "who", "a second", "p50 ms", "p99 ms", "of the floor"]


@dataclass(frozen=True, slots=True)
class Effort:
    """seconds: of each of our processes in a round; transactions: of each pgbench client in a round."""

    seconds: float
    transactions: int
    rounds: int

    @property
    def each(self) -> int:
        return int(PER_SECOND_AT_MOST * self.seconds) + 20

    @property
    def rows(self) -> int:
        """Conversations that all rounds need at most."""
        return self.rounds * sum(1 + clients * (self.each + self.transactions + 1) for clients in CLIENTS)


@dataclass(slots=True)
class Stock:
    """Conversations made ready; none is used twice. first_message: of the first one's `messages`."""

    first: int
    first_message: int
    messages: int
    used: int = 0

    def take(self, count: int) -> dict[str, int]:
        taken = self.used
        self.used += count
        return {"first": self.first + taken, "first_message": self.first_message + taken * self.messages}


@dataclass(frozen=True, slots=True)
class Work:
    """worker: the function of bench/worker.py; script: the plain statements."""

    title: str
    worker: str
    script: str
    stock: str


HANDOVER = Work("Full handovers", "handovers", "handover", "waiting")
ANSWER = Work("One message in, one answer out", "answers", "turn", "greeted")


def compared(ground: Ground, work: Work, stock: Stock, shop: dict[str, int], effort: Effort) -> Table:
    ours: dict[int, list[Series]] = {clients: [] for clients in CLIENTS}
    floor: dict[int, list[Series]] = {clients: [] for clients in CLIENTS}
    count = effort.transactions
    for _ in range(effort.rounds):
        for clients in CLIENTS:
            rows = stock.take(1 + clients * (count + 1))
            floor[clients].append(pgbench(ground, work.script, clients, count, {**shop, **rows}))
            ours[clients].append(_ours(ground, work, stock, clients, effort))
    lines = [
        line for clients in CLIENTS for line in _lines(clients, best(ours[clients]), best(floor[clients]))
    ]
    return Table(f"{work.title}, PostgreSQL", COLUMNS, lines, list(_notes(work, ours)))


def _ours(ground: Ground, work: Work, stock: Stock, processes: int, effort: Effort) -> Series:
    shared = {"count": effort.each, "seconds": effort.seconds}
    workers = [
        ground.child("worker", work.worker, first=stock.take(effort.each)["first"], **shared)
        for _ in range(processes)
    ]
    for worker in workers:
        assert worker.stdout
        if worker.stdout.readline() != "ready\n":
            raise RuntimeError(f"{work.worker} did not get ready")
    for worker in workers:
        assert worker.stdin
        worker.stdin.write("\n")
        worker.stdin.flush()
    found = [ground.result(worker) for worker in workers]
    return Series(sum(one["per_second"] for one in found), [ms for one in found for ms in one["ms"]])


def _lines(clients: int, ours: Series, floor: Series) -> Iterator[list[str]]:
    yield [str(clients), "our code", *ours.cells(), f"{100 * ours.per_second / floor.per_second:.1f} %"]
    yield [str(clients), "plain SQL (pgbench)", *floor.cells(), ""]


def _notes(work: Work, ours: dict[int, list[Series]]) -> Iterator[str]:
    if work is HANDOVER:
        yield (
            "A handover here is the whole of `escalation.hand_over`: planning (scenario, assignee and "
            "permission, tags, preferences, briefing), then one transaction that writes the new owner and "
            "the pause, two messages, the handover, a task, two tags and two notices, then the jobs and "
            "announcements on commit. The floor writes the same rows and plans nothing."
        )
    else:
        yield (
            "Our side stores a question (`intake.receive`), then claims, reads, decides with the local "
            "engine over three articles and stores the answer (`turns.take_turn`). The floor does only the "
            "five writes, in the same three commits."
        )
    one, four = (best(ours[clients]) for clients in CLIENTS)
    yield (
        f"One process does {3600 * one.per_second:,.0f} an hour; four do "
        f"{four.per_second / one.per_second:.1f} times as many. What is left to the floor is Python and "
        f"waiting for round trips, not PostgreSQL: of the {shown(percentile(one.ms, 0.5))} ms most is the "
        "ORM composing statements and the interpreter waking up again after each of them. More processes "
        "help, a larger database server does not."
    )


def sqlite(effort: Effort) -> Table:
    with embedded() as ground:
        made = ground.call("history", "stocked", before=1000, ready=effort.each)
        done = [
            (work.title, _ours(ground, work, Stock(**made[work.stock]), 1, effort))
            for work in (HANDOVER, ANSWER)
        ]
    rows = [[title, *series.cells()] for title, series in done]
    note = (
        "The same code after `make run`: one process, a file, `synchronous=FULL`. There are no round trips, "
        "so one process may be faster than on PostgreSQL; writers wait for each other, so more would not be."
    )
    return Table("SQLite, one process", ["work", "a second", "p50 ms", "p99 ms"], rows, [note])
