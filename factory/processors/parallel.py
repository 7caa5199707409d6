"""Work spread over threads, for what lets go of the interpreter's lock: Pillow and numpy do."""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable
from threading import Thread


def spread(work: Callable[[int], None], count: int) -> None:
    """Call ``work`` with every number below ``count``, in threads of which this one is the first.

    Threads end with the call, so that a process may be forked at any time.
    """
    waiting = deque(range(count))
    failed: list[BaseException] = []

    def run() -> None:
        try:
            while True:
                try:
                    number = waiting.popleft()
                except IndexError:
                    return
                work(number)
        except BaseException as error:
            waiting.clear()  # nobody waits for the others' results any more
            failed.append(error)

    # Plain threads, because a pool of them takes three times as long to start and end.
    helpers = [Thread(target=run) for _ in range(min(count, threads()) - 1)]
    for helper in helpers:
        helper.start()
    run()
    for helper in helpers:
        helper.join()
    if failed:
        raise failed.pop(0)


def threads() -> int:
    """One a core; only one in a worker of torch's data loader, which is one of many processes."""
    data = sys.modules.get("torch.utils.data")
    if data is not None and data.get_worker_info() is not None:
        return 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
