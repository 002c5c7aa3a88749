# Two commands for people: `make demo` and `make test`. Everything else is for those who change the code.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	if command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo $$p; break; fi; done)
BIN := .venv/bin
PORT ?= 8000

.PHONY: demo test test-data test-faults bench lock python clean

demo: .venv/run.stamp
	@$(BIN)/repository demo --port $(PORT)

test: .venv/dev.stamp
	$(BIN)/ruff check repository tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -q -m "not data and not faults"

test-data: .venv/dev.stamp
	$(BIN)/pytest -q -m data

test-faults: .venv/dev.stamp
	$(BIN)/pytest -q -m faults

bench: .venv/dev.stamp
	for each in ingest search text_quality relevance; do $(BIN)/python benchmarks/$$each.py || exit 1; done

lock:
	$(BIN)/pip-compile -q --strip-extras --no-emit-index-url --no-header --generate-hashes -o requirements/run.lock pyproject.toml
	$(BIN)/pip-compile -q --strip-extras --no-emit-index-url --no-header --generate-hashes -o requirements/dev.lock requirements/dev.in

python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed. Install it and run make again." >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Python lacks the venv module. On Debian: apt install python3-venv" >&2; exit 1; }

.venv/run.stamp: requirements/run.lock pyproject.toml | python
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/run.lock
	$(BIN)/pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@

.venv/dev.stamp: requirements/dev.lock .venv/run.stamp
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.lock
	@touch $@

clean:
	rm -rf .venv dist build
