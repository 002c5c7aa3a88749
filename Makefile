# Two commands for people: `make demo` and `make test`. The others are for those who change the code.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then echo $$p; break; fi; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install -q
PORT ?= 8000
BROWSER := $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
ONLY := $(if $(BROWSER),not data and not faults,not data and not faults and not journey)
COMPILE := $(BIN)/pip-compile -q --strip-extras --no-emit-index-url --no-emit-find-links --no-header --generate-hashes --allow-unsafe
PARTS := $(if $(BROWSER),journeys) pages cli api engines
BENCHMARKS := $(wildcard benchmarks/*.py)

.PHONY: demo test $(PARTS:%=test-%) test-others checks test-data test-faults bench lock python browser clean

demo: .venv/run.stamp
	@$(BIN)/repository demo --port $(PORT)

test: .venv/dev.stamp browser checks
	@$(MAKE) --no-print-directory -j4 -O test-others $(PARTS:%=test-%)
	@test -n "$(BROWSER)" || echo "NOT RUN: the journeys in a browser. Install chromium and run make test again to run them too."

# Side by side: each waits for disks, processes and browsers much of its time.
$(PARTS:%=test-%): test-%: .venv/dev.stamp
	$(BIN)/pytest -q -m "$(ONLY)" tests/$*

test-others: .venv/dev.stamp
	$(BIN)/pytest -q -m "$(ONLY)" --ignore tests/journeys $(PARTS:%=--ignore tests/%)

checks: .venv/dev.stamp
	$(BIN)/ruff check repository tests benchmarks
	$(BIN)/ruff format --check repository tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports

# With CI set, a machine without a browser is a mistake: there, everything runs.
browser:
	@test -n "$(BROWSER)" || test -z "$$CI" || { echo "No browser: install chromium (.ci/run does)." >&2; exit 1; }

test-data: .venv/dev.stamp
	$(BIN)/pytest -q -m data

# Needs root (small file systems are made and mounted), strace and e2fsprogs; takes minutes.
test-faults: .venv/dev.stamp
	$(BIN)/pytest -q -m faults

bench: .venv/bench.stamp
	@for each in $(BENCHMARKS); do echo; echo "## $$each"; $(BIN)/python $$each || exit 1; done

lock: .venv/dev.stamp
	$(COMPILE) -o requirements/run.lock pyproject.toml
	$(COMPILE) -o requirements/dev.lock requirements/dev.in
	$(COMPILE) -o requirements/bench.lock requirements/bench.in

python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed. Install it, or say where it is: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "This Python has no venv module. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }

.venv/run.stamp: requirements/run.lock pyproject.toml | python
	@test -x $(BIN)/python && $(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv
	@echo "Installing into .venv …"
	@$(PIP) --require-hashes -r requirements/run.lock
	@$(PIP) --no-deps -e .
	@touch $@

.venv/dev.stamp: requirements/dev.lock .venv/run.stamp
	@echo "Installing the tools of the tests …"
	@$(PIP) --require-hashes -r requirements/dev.lock
	@touch $@

.venv/bench.stamp: requirements/bench.lock .venv/dev.stamp
	@$(PIP) --require-hashes -r requirements/bench.lock
	@touch $@

clean:
	rm -rf .venv dist build
