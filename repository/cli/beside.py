"""Given commands of ours, processes beside this one: started again when they die, and ended when this one goes away."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager

PAUSE, LONGEST = 0.5, 30.0  # seconds before one is started again, doubled each time
LAST = 12.0  # seconds to end in


@contextmanager
def beside(*commands: tuple[Sequence[str], Sequence[int]]) -> Iterator[None]:
    """Processes of these commands, each with the open files named with it, while we are inside."""
    beside_us = [_Beside(command, held) for command, held in commands]
    with ExitStack() as ending:
        for each in beside_us:
            ending.callback(each.wait)
        try:
            yield
        finally:
            for each in beside_us:
                each.end()


class _Beside:
    def __init__(self, command: Sequence[str], held: Sequence[int]) -> None:
        self.command, self.held = command, held
        self.ended = threading.Event()
        self.process = self._start()
        threading.Thread(target=self._watch, name=f"beside {command[0]}", daemon=True).start()

    def _start(self) -> "subprocess.Popen[bytes]":
        """A signal for all of us reaches the first alone; the others end after its last answer, because their standard input closes."""
        command = [sys.executable, "-m", "repository", *self.command]
        return subprocess.Popen(command, stdin=subprocess.PIPE, env=os.environ.copy(), start_new_session=True, pass_fds=self.held)

    def _watch(self) -> None:
        pause, began = PAUSE, time.monotonic()
        while True:
            code = self.process.wait()
            if self.ended.is_set():
                break
            print(f"repository {self.command[0]} stopped ({code}) and is started again", file=sys.stderr)
            pause = PAUSE if time.monotonic() - began > LONGEST else pause
            while not self.ended.wait(pause):  # once all end a new one would outlive us, and hold our place
                pause = min(pause * 2, LONGEST)
                try:
                    self.process, began = self._start(), time.monotonic()
                    break
                except OSError as error:
                    print(f"repository {self.command[0]} cannot be started: {error}", file=sys.stderr)
            if self.ended.is_set():
                self._close()

    def _close(self) -> None:
        if self.process.stdin:
            self.process.stdin.close()

    def end(self) -> None:
        """Tells it to."""
        self.ended.set()
        self._close()

    def wait(self) -> None:
        """Until it ended; kills one that does not."""
        try:
            self.process.wait(LAST)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def when_left(end: Callable[[], None]) -> None:
    """In such a process: `end` is called when the first one tells it to, or is there no more."""

    def watch() -> None:
        while os.read(sys.stdin.fileno(), 4096):
            pass
        end()

    threading.Thread(target=watch, daemon=True).start()
