"""Memory of the web processes while something large goes through them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

MEGABYTE = 1024 * 1024
PAUSE = 0.05  # seconds between two looks


def resident(pid: int) -> float:
    """MB held by a process and its children."""
    process = psutil.Process(pid)
    family = [process, *process.children(recursive=True)]
    return sum(member.memory_info().rss for member in family) / MEGABYTE


@dataclass
class Watch:
    """MB before, and the most that was seen since."""

    idle: float
    peak: float

    @property
    def growth(self) -> float:
        return self.peak - self.idle


@contextmanager
def watched(pid: int) -> Iterator[Watch]:
    watch = Watch(resident(pid), resident(pid))
    done = threading.Event()

    def look() -> None:
        while not done.wait(PAUSE):
            watch.peak = max(watch.peak, resident(pid))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield watch
    finally:
        done.set()
        thread.join()
