"""Given things that cost time to make, those asked for last, as many as a number of bytes allows."""

import threading
from collections import OrderedDict
from typing import Generic, Protocol, TypeVar


class Sized(Protocol):
    """A thing that says how many bytes it takes."""

    @property
    def size(self) -> int:
        """Bytes."""


Thing = TypeVar("Thing", bound=Sized)


class Kept(Generic[Thing]):
    """By key, safe for many threads."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.bytes = 0
        self._things: OrderedDict[object, Thing] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: object) -> Thing | None:
        """The thing, which is the last asked for now."""
        with self._lock:
            found = self._things.get(key)
            if found is not None:
                self._things.move_to_end(key)
            return found

    def put(self, key: object, thing: Thing) -> None:
        """Keeps it; those asked for longest ago go. One that is larger than everything allowed is not kept."""
        size = thing.size
        with self._lock:
            if key in self._things or size > self.most:
                return
            self._things[key] = thing
            self.bytes += size
            while self.bytes > self.most:
                self.bytes -= self._things.popitem(last=False)[1].size
