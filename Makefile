# Needs Python 3.11 or newer and nothing else; everything lands in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Much of a test is waiting for another process, so there are more of them than cores.
WORKERS ?= 3

.PHONY: run test check fix docs bench faults soak audit lock pictures clean

run: $(VENV)/run.stamp
	@$(BIN)/rolecall migrate
	@exec $(BIN)/rolecall run

test: $(VENV)/dev.stamp
	@$(BIN)/python -m pytest -n $(WORKERS)

check: $(VENV)/dev.stamp
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest tests/migrations tests/test_docs.py
	@$(BIN)/rolecall check

fix: $(VENV)/dev.stamp
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

# The documentation, in var/docs; its pictures are made first, of the real product.
docs: $(VENV)/dev.stamp
	@$(BIN)/python -m pytest tests/docs/test_pictures.py
	@$(BIN)/sphinx-build -b html -W --keep-going -n -q -d var/docs-trees docs var/docs
	@echo "The documentation is in var/docs/index.html."

bench: $(VENV)/dev.stamp
	@$(BIN)/python bench/peers.py
	@$(BIN)/python bench/run.py
	@$(BIN)/python bench/size.py
	@$(BIN)/python bench/slack.py
	@$(BIN)/python bench/over_http.py
	@$(BIN)/python bench/digests.py
	@$(BIN)/python bench/workspaces.py
	@$(BIN)/python bench/stored.py
	@$(BIN)/python bench/pages.py

# What takes long: many rounds of what must never go wrong.
soak: $(VENV)/dev.stamp
	@$(BIN)/python -m pytest tests/soak/soak_*.py

# Whether a locked dependency has a known vulnerability; STRICT=--strict fails where nobody can say.
audit: $(VENV)/dev.stamp
	@$(BIN)/python .ci/audit.py $(STRICT)

# Each fault with real processes: rounds, what was lost or doubled, and the longest recovery.
faults: $(VENV)/dev.stamp
	@$(BIN)/python -m tests.faults

# Pins every dependency with hashes, for every platform, and names no index.
lock: $(VENV)/dev.stamp
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --upgrade \
	  --group pyproject.toml:build pyproject.toml -o requirements.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --upgrade \
	  -c requirements.txt --group pyproject.toml:dev --extra pictures pyproject.toml \
	  -o requirements-dev.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --upgrade \
	  -c requirements.txt -c requirements-dev.txt --extra pictures pyproject.toml \
	  -o requirements-pictures.txt

# What draws pictures, which nothing else needs.
pictures: $(VENV)/pictures.stamp

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Rolecall needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: $(BIN)/python requirements.txt pyproject.toml
	@echo "Installing what Rolecall needs into $(VENV); this happens once."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp requirements-dev.txt
	@echo "Installing what the tests and checks need into $(VENV); this happens once."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

$(VENV)/pictures.stamp: $(VENV)/run.stamp requirements-pictures.txt
	@echo "Installing what draws pictures into $(VENV); this happens once."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-pictures.txt
	@touch $@
