"""What PostgreSQL alone does with the same writes: a script of plain statements, run by pgbench."""

import re
import shutil
import subprocess
from glob import glob
from pathlib import Path

from bench.figures import Series
from bench.ground import Ground

FOLDER = Path(__file__).resolve().parent


def pgbench(
    ground: Ground, script: str, clients: int, transactions: int, variables: dict[str, int]
) -> Series:
    """transactions: of each client. variables: what the script finds as :name; :n counts from 0."""
    log = ground.folder / f"{script}-{clients}"
    for old in glob(f"{log}.*"):
        Path(old).unlink()
    defined = [f"-D{name}={value}" for name, value in {**variables, "n": 0, "span": transactions + 1}.items()]
    command = [
        *(_program(), "--no-vacuum", "--protocol=prepared", "--log", f"--log-prefix={log}"),
        *(f"--client={clients}", f"--jobs={clients}", f"--transactions={transactions}"),
        *defined,
        f"--file={FOLDER / script}.sql",
        ground.database_url,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    if done.returncode or not found or "ERROR" in done.stderr:
        raise RuntimeError(f"pgbench failed: {done.stderr}")
    lines = [line for path in glob(f"{log}.*") for line in Path(path).read_text().splitlines()]
    return Series(float(found[1]), [int(line.split()[2]) / 1000 for line in lines])


def _program() -> str:
    """Of the newest version installed; Debian keeps it beside the server."""
    found = max(glob("/usr/lib/postgresql/*/bin/pgbench"), default=None) or shutil.which("pgbench")
    if not found:
        raise RuntimeError("pgbench was not found; it comes with PostgreSQL's server or contrib package.")
    return found
