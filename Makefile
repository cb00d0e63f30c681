# `make help` lists the goals. Each sets up what it needs, once, into .venv and node_modules.

PYTHON ?= python3
# More for the command behind a goal, as in: make test ARGS="-k crawler"   make serve ARGS=--open
ARGS ?=
# Processes that run the tests: a number, or auto for one a core.
JOBS ?= 2

RUN := .venv/bin/python -m
PIP := $(RUN) pip --disable-pip-version-check --quiet
NPM_TOOLS := tests/tooling/node_modules/.package-lock.json

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help site serve test lint format bench clean

help: ## list the goals
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-7s %s\n", $$1, $$2 }' Makefile

site: .venv/.made-site ## build the demo digest into public/
	$(RUN) sitegen build $(ARGS)

serve: .venv/.made-site ## preview the demo digest while you write
	$(RUN) sitegen serve $(ARGS)

test: .venv/.made-test $(NPM_TOOLS) ## run every test, a real browser's included
	@sh tests/tooling/install-browser
	$(RUN) pytest -n $(JOBS) --dist loadfile $(ARGS)

lint: .venv/.made-lint .venv/.made-test ## check style and types
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy

format: .venv/.made-lint ## mend style where ruff can
	$(RUN) ruff check --fix .
	$(RUN) ruff format .

bench: .venv/.made-bench ## time sitegen beside Hugo, Pelican and Eleventy
	$(RUN) benchmarks $(ARGS)

# Every path is spelled out: a variable that is empty by mistake must not empty a folder.
clean: ## delete what the other goals made, but not public/
	rm -rf .venv dist tests/tooling/node_modules benchmarks/eleventy/node_modules
	rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find sitegen tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps: each is newer than pyproject.toml when what that file asks for is installed.
.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "sitegen needs Python 3.11 or later, and $(PYTHON) is not one." \
	    "Name another: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) cannot make virtual environments." \
	    "On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/.made-site: .venv/.made pyproject.toml
	$(PIP) install --editable .
	@touch $@

.venv/.made-%: .venv/.made-site
	$(PIP) install --editable '.[$*]'
	@touch $@

$(NPM_TOOLS): tests/tooling/package-lock.json
	@command -v npm >/dev/null || { \
	  echo "The tests need Node.js and npm, for axe and the HTML checkers." \
	    "On Debian and Ubuntu: apt-get install npm" >&2; exit 1; }
	npm ci --prefix tests/tooling --loglevel=error
	@touch $@
