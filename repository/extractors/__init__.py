"""One format a file; each gives `read(data, emit)`, which runs inside the sandbox and nowhere else.

`emit` takes pages as they are read, so that what was read before a limit is kept.
"""
