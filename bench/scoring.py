"""(b) `manage.py score` on 100,000 rows against a plain Python loop of the same sum."""

import csv
import random
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path

from instruments.definition import load

ROWS = 100_000
INSTRUMENT = Path("fixtures/instruments/permenpanrb-59-2020.yaml")


def measure(folder: Path) -> dict[str, float]:
    table = folder / "levels.csv"
    write(table)
    began = time.perf_counter()
    command = [sys.executable, "manage.py", "score", str(INSTRUMENT), str(table)]
    with (folder / "scores.csv").open("w") as out:
        subprocess.run(command, stdout=out, check=True)
    ours = time.perf_counter() - began
    began = time.perf_counter()
    plain = plain_loop(table)
    loop = time.perf_counter() - began
    with (folder / "scores.csv").open(encoding="utf-8") as file:
        for row, exact in zip(csv.DictReader(file), plain, strict=True):
            if Fraction(row["exact"]) != exact:
                msg = f"{row}: the loop says {exact}"
                raise RuntimeError(msg)
    return {
        "seconds of `manage.py score`, start-up included": ours,
        "seconds of the plain loop": loop,
        "ratio score / loop": ours / loop,
    }


def write(table: Path) -> None:
    choose = random.Random(2026)  # noqa: S311 rows to count, not secrets
    count = len(load(INSTRUMENT).indicators)
    with table.open("w") as file:
        file.write("no,levels\n")
        for number in range(ROWS):
            levels = "".join(choose.choices("12345", k=count))
            file.write(f"{number},{levels}\n")


def plain_loop(table: Path) -> list[Fraction]:
    """The exact index alone: no domains, no rounding, no checks."""
    weights = [indicator.weight for indicator in load(INSTRUMENT).indicators]
    with table.open(encoding="utf-8") as file:
        return [
            sum(w * int(d) for w, d in zip(weights, row["levels"], strict=True)) / 100
            for row in csv.DictReader(file)
        ]
