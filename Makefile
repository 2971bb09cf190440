# Everything a person or CI does with this repository. `make` alone lists it.

PYTHON ?= python3
UV ?= uv
BIN := .venv/bin
READY := .venv/.ready

.DEFAULT_GOAL := help
.PHONY: help setup run test lint format schema lock clean

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## Create .venv with the locked versions (PYTHON=... names another Python)

# A stamp, so that the second `make run` starts the server and nothing else.
$(READY): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Marquee needs Python 3.11 or newer; there is no $(PYTHON) here. Name one: make setup PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Marquee needs Python 3.11 or newer; $(PYTHON) is" $$($(PYTHON) --version 2>&1) "- name another: make setup PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Marquee needs Python's venv module, which $(PYTHON) lacks (Debian and Ubuntu: apt install python3-venv)." >&2; exit 1; }
	@echo "Installing into .venv (once, about a minute) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --no-input --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --no-input --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

run: $(READY) ## Serve with demo data on port 8000; prints the address, a token and a first query
	@$(BIN)/marquee serve --demo

test: lint ## Check style, types and schema.graphql, then run every test
	@$(BIN)/pytest -q -n 2

lint: $(READY) ## Check style, types and that schema.graphql is current, without the tests
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/marquee export-schema --check

format: $(READY) ## Lay out the code and mend what ruff can mend by itself
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

schema: $(READY) ## Write schema.graphql from the code
	@$(BIN)/marquee export-schema

lock: ## Write requirements.lock from pyproject.toml (needs uv; UPGRADE=--upgrade takes newer versions)
	@command -v $(UV) >/dev/null || { echo "make lock needs uv, which is not here (pip install uv)." >&2; exit 1; }
	@$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--no-emit-index-url --no-emit-find-links --group dev $(UPGRADE) pyproject.toml -o requirements.lock

clean: ## Remove .venv and what the tools left; databases stay
	@rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find app tests -name __pycache__ -type d -prune -exec rm -rf {} +
