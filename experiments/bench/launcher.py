"""Runs commands in turns, each as a process of its own, and tells time and peak memory of each.

A script, run by an interpreter that has loaded next to nothing: the peak that the system reports of
a process is at least that of the process that started it. It reads a JSON object with ``commands``
(lists of arguments) and ``repeats`` from standard input, and writes a list for each repeat with
``[seconds, seconds of the processor, peak in KiB, exit status]`` for each command, in their order.
"""

import json
import os
import sys
import time


def launch(command: list[str]) -> tuple[float, float, float, int]:
    """Run a command without input and output; return what the module tells of."""
    nowhere = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_RDWR, 0) for stream in (0, 1, 2)]
    start = time.perf_counter()
    pid = os.posix_spawnp(command[0], command, os.environ, file_actions=nowhere)
    _, status, usage = os.wait4(pid, 0)
    seconds = time.perf_counter() - start
    unit = 1024 if sys.platform == "darwin" else 1  # bytes there
    used = usage.ru_utime + usage.ru_stime
    return seconds, used, usage.ru_maxrss / unit, os.waitstatus_to_exitcode(status)


def main() -> None:
    """Do what standard input asks for."""
    asked = json.load(sys.stdin)
    commands = asked["commands"]
    results = []
    for number in range(asked["repeats"]):
        order = range(len(commands))
        found = {at: launch(commands[at]) for at in (order if number % 2 == 0 else reversed(order))}
        results.append([found[at] for at in order])
    json.dump(results, sys.stdout)


if __name__ == "__main__":
    main()
