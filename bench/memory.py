"""Memory of the web processes while something large goes through them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

MEGABYTE = 1024 * 1024
PAUSE = 0.05  # seconds between two looks
SIZE = 500 * MEGABYTE  # of what goes through them
MOST_MEGABYTES = 50  # above idle, of all processes together


@dataclass(frozen=True)
class Resident:
    """MB held by a process and its children together, and by the largest of them."""

    together: float
    largest: float


def resident(pid: int, *, alone: bool = False) -> Resident:
    """`alone`: without its children, among which a bench has its servers."""
    process = psutil.Process(pid)
    family = [process] if alone else [process, *process.children(recursive=True)]
    held = [member.memory_info().rss / MEGABYTE for member in family]
    return Resident(sum(held), max(held))


class Watch:
    """What was held at first, and the most that was seen since."""

    def __init__(self, pid: int, *, alone: bool = False) -> None:
        self.pid, self.alone = pid, alone
        self.idle = self.most = resident(pid, alone=alone)

    def look(self) -> None:
        now = resident(self.pid, alone=self.alone)
        self.most = Resident(
            max(self.most.together, now.together), max(self.most.largest, now.largest)
        )

    @property
    def growth(self) -> float:
        return self.most.together - self.idle.together

    def figures(self, what: str) -> dict[str, float]:
        return {
            f"{what}: MB idle, together": self.idle.together,
            f"{what}: MB idle, largest": self.idle.largest,
            f"{what}: MB more, together (at most {MOST_MEGABYTES})": self.growth,
            f"{what}: MB more, largest": self.most.largest - self.idle.largest,
        }


@contextmanager
def watched(pid: int, *, alone: bool = False) -> Iterator[Watch]:
    watch, done = Watch(pid, alone=alone), threading.Event()

    def keep_looking() -> None:
        while not done.wait(PAUSE):
            watch.look()

    thread = threading.Thread(target=keep_looking)
    thread.start()
    try:
        yield watch
    finally:
        done.set()
        thread.join()
