"""Background work: what waits is read, and texts from before there were sketches get theirs, without anybody asking."""

import threading
import time

from repository import worker
from repository.engines import Engines
from repository.review import Desk
from tests.contracts.test_catalogue_alike import add, forget
from tests.test_alike import prose


def test_texts_of_an_older_home_are_sketched_in_the_background(engines: Engines) -> None:
    numbers = [add(engines.catalogue, prose(n % 5, 60)) for n in range(50)]
    forget(engines.catalogue)
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(engines, stop), kwargs={"desk": Desk("Library", "", "en"), "limit": 2**20})
    thread.start()
    until = time.monotonic() + 60
    while not engines.catalogue.alike(numbers[-1]) and time.monotonic() < until:
        time.sleep(0.05)
    stop.set()
    thread.join()
    assert len(engines.catalogue.alike_before(numbers)) == 45
