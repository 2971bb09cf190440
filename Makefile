# The commands for people and CI. `make` alone lists them.

PYTHON ?= python3
UV ?= uv
BIN := .venv/bin
READY := .venv/.ready
# Three processes on two cores, because some tests wait for a service to start or stop.
# A test that hangs prints the stack of each thread and ends its process. A quarter of an hour, because the
# longest tests take minutes on a busy machine.
PYTEST := $(BIN)/pytest -q -n 3 --dist worksteal -o faulthandler_timeout=900 -o faulthandler_exit_on_timeout=true

NPM ?= npm
EXPLORER := app/web/explorer
EXPLORER_PACKAGES := $(EXPLORER)/node_modules/.package-lock.json
EXPLORER_BUILT := $(EXPLORER)/dist/index.html
BROWSER_PACKAGES := tests/browser/node_modules/.package-lock.json
CLIENTS_PACKAGES := tests/clients/node_modules/.package-lock.json
NEEDS_NPM := command -v $(NPM) >/dev/null || { echo "There is no $(NPM) here; it comes with Node.js 20.19 or newer." >&2; exit 1; }

# Keep bytecode, even if the caller's environment says not to: the tests start a hundred processes, and each of them would
# compile everything again.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help setup run explorer test test-fast test-coverage test-dates test-faults test-browser test-clients bench bench-peers lint format schema migration lock wheel clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## Create .venv with the locked versions (PYTHON=... names another Python)

# A stamp file, so that the second `make run` installs nothing.
$(READY): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Marquee needs Python 3.11 or newer; there is no $(PYTHON) here. Name one: make setup PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Marquee needs Python 3.11 or newer; $(PYTHON) is" $$($(PYTHON) --version 2>&1) "- name another: make setup PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Marquee needs Python's venv module, which $(PYTHON) lacks (Debian and Ubuntu: apt install python3-venv)." >&2; exit 1; }
	@echo "Installing into .venv (once, about a minute) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --no-input --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --no-input --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# GraphiQL is optional: without npm or a network the build fails at once, and the server starts without it.
run: $(READY) ## Serve with demo data on port 8000; prints the address, a token and a first query
	@if command -v $(NPM) >/dev/null; then npm_config_fetch_retries=0 $(MAKE) --no-print-directory explorer 2>/dev/null; else test -e $(EXPLORER_BUILT); fi || \
		echo "GraphiQL is not built (make explorer says why): browsers get a plain page instead." >&2
	@$(BIN)/marquee serve --demo

explorer: $(EXPLORER_BUILT) ## Build GraphiQL for browsers at /graphql (needs npm; make run builds it, too)
	@:

# Builds only what is missing or older than its sources.
$(EXPLORER_BUILT): $(EXPLORER_PACKAGES) $(EXPLORER)/index.html $(EXPLORER)/vite.config.js $(wildcard $(EXPLORER)/src/*)
	@$(NEEDS_NPM)
	@echo "Building GraphiQL ..."
	@cd $(EXPLORER) && $(NPM) run --loglevel error build -- --logLevel error >/dev/null

$(EXPLORER_PACKAGES) $(BROWSER_PACKAGES) $(CLIENTS_PACKAGES): %/node_modules/.package-lock.json: %/package.json %/package-lock.json %/.npmrc
	@$(NEEDS_NPM)
	@echo "Installing the npm packages of $* (once, some seconds) ..."
	@cd $* && $(NPM) ci --loglevel error >/dev/null
	@touch $@

test: lint ## Check style, types and schema.graphql, then run every test
	@$(PYTEST)

# Covers code that runs in the processes of pytest; `marquee` in a separate process is not measured.
test-coverage: lint ## Run every test on both engines and measure coverage of app/ (at least 95 % of lines and branches)
	@$(PYTEST) --every-engine --cov --cov-report= --cov-fail-under=95

test-fast: lint ## Like make test, but each test on one engine and without the long ones: a minute and a half
	@$(PYTEST) --fast

test-dates: $(READY) ## Change a thousand generated series on both engines and compare with a plain model (SERIES=... sets the number)
	@$(BIN)/pytest -q -n 2 --dist worksteal tests/dates tests/reading/test_copies.py --every-engine --series $(or $(SERIES),1000)

test-faults: $(READY) ## Attack a running service and interrupt its database, on both engines (some minutes)
	@$(BIN)/pytest -q --faults tests/hostile
	@$(BIN)/pytest -q --faults -n 2 --dist worksteal tests/faults

test-browser: $(READY) $(EXPLORER_BUILT) $(BROWSER_PACKAGES) ## Test GraphiQL in headless Chromium (needs npm and chromium; CHROMIUM=... names another)
	@node tests/browser/run.mjs

test-clients: $(READY) $(CLIENTS_PACKAGES) ## Test popular clients and generators on a live server (needs npm; CLIENTS=urql runs one)
	@node tests/clients/run.mjs $(CLIENTS)

lint: $(READY) ## Check style, types and that schema.graphql is current, without the tests
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/marquee export-schema --check

bench: $(READY) ## Compare the speed of Marquee with two other servers (BENCH="--quick" takes about two minutes)
	@$(BIN)/python -m tests.bench $(BENCH)

bench-peers: $(READY) ## Measure Marquee against other GraphQL servers (needs npm, PostgreSQL and two quiet cores; BENCH="--quick")
	@$(BIN)/python -m tests.bench.peers $(BENCH)

format: $(READY) ## Format the code and apply ruff's fixes
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

schema: $(READY) ## Write schema.graphql from the code
	@$(BIN)/marquee export-schema

# Compares the tables with a temporary migrated database.
migration: $(READY) ## Write a migration for the difference between the tables and the migrations (NAME=add_seats)
	@test -n "$(NAME)" || { echo "Name the migration: make migration NAME=add_seats" >&2; exit 1; }
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && export MARQUEE_DATABASE_URL="sqlite:///$$folder/marquee.db" && \
		{ output=$$($(BIN)/python -m app migrate 2>&1) || { echo "$$output" >&2; exit 1; }; } && \
		$(BIN)/python -m alembic revision --autogenerate -m "$(NAME)"
	@$(BIN)/ruff check --quiet --select I --fix app/db/migrations/versions && $(BIN)/ruff format --quiet app/db/migrations/versions

lock: ## Write requirements.lock from pyproject.toml (needs uv; UPGRADE=--upgrade allows newer versions)
	@command -v $(UV) >/dev/null || { echo "make lock needs uv (pip install uv)." >&2; exit 1; }
	@$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--no-emit-index-url --no-emit-find-links --group dev $(UPGRADE) pyproject.toml -o requirements.lock

wheel: $(READY) $(EXPLORER_BUILT) ## Build a release in dist/, including GraphiQL
	@$(BIN)/python -m hatchling build -t wheel

clean: ## Remove .venv and generated files, but no databases
	@rm -rf .venv .venv-peers build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@rm -rf $(EXPLORER)/dist $(EXPLORER)/node_modules tests/browser/node_modules tests/clients/node_modules tests/clients/__generated__ tests/bench/peers/node/node_modules
	@find app tests -name __pycache__ -type d -prune -exec rm -rf {} +
