# `make help` lists the goals. Each sets up what it needs, once, into .venv and node_modules.

PYTHON ?= python3
# More for the command behind a goal, as in: make test ARGS="-k crawler"   make serve ARGS=--open
ARGS ?=
# Processes that run the tests: a number, or auto for one a core. Many tests wait most of the time.
JOBS ?= 4
# The versions of what sitegen depends on: locked (by constraints.txt), or the lowest or the newest
# that pyproject.toml allows. Each has a virtual environment of its own: make lint VERSIONS=newest
VERSIONS ?= locked

ifeq ($(VERSIONS),locked)
VENV := .venv
CONSTRAINTS := constraints.txt
else
VENV := .venv-$(VERSIONS)
CONSTRAINTS := $(VENV)/constraints.txt
endif

RUN := $(VENV)/bin/python -m
# The second name is for the build backend, which older releases of pip find under the first.
PIP := PIP_CONSTRAINT=$(CONSTRAINTS) PIP_BUILD_CONSTRAINT=$(CONSTRAINTS) \
  $(RUN) pip --disable-pip-version-check --quiet
# Writes one set of versions for every system and Python; names no address and no path.
LOCK := .venv/bin/uv pip compile pyproject.toml --universal --quiet --no-progress --no-config \
  --no-emit-index-url --annotation-style line --custom-compile-command "make lock"
TESTED := --extra browser --extra build --extra lint --extra test
NPM_TOOLS := tests/tooling/node_modules/.package-lock.json

# The tests start Python some hundred times, and compile sitegen and themselves once.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help site serve test test-unit test-slow coverage test-lowest test-newest import-score \
  lint format lock bench screenshots dist clean newest

help: ## list the goals
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

site: $(VENV)/.made-site ## build the demo digest into public/
	$(RUN) sitegen build $(ARGS)

serve: $(VENV)/.made-site ## preview the demo digest while you write
	$(RUN) sitegen serve $(ARGS)

test: $(VENV)/.made-test $(VENV)/.made-browser $(NPM_TOOLS) ## run the tests, in a real browser too
	@sh tests/tooling/install-browser
	$(RUN) pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder $(TIER) $(ARGS)

test-unit: $(VENV)/.made-test ## run the quick tests, which need neither a browser nor npm
	$(RUN) pytest -n auto --maxprocesses $(JOBS) -m unit $(ARGS)

test-slow: TIER := --slow
test-slow: test ## run every test, with the full numbers of random steps

coverage: TIER := --cov
coverage: export COVERAGE_FILE := $(CURDIR)/.coverage
coverage: $(VENV)/.made-coverage test ## run the tests, and list the lines that they leave out

test-lowest: ## run every test with the lowest versions that pyproject.toml allows
	@$(MAKE) --no-print-directory test VERSIONS=lowest

test-newest: ## run every test with the newest versions that pyproject.toml allows
	@$(MAKE) --no-print-directory test VERSIONS=newest

import-score: $(VENV)/.made-test ## measure what sitegen reads off the pages and dumps of its suite
	$(RUN) tests.importing.score.score $(ARGS)

lint: $(VENV)/.made-lint $(VENV)/.made-test ## check style, types and imports
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy
	$(VENV)/bin/lint-imports --no-cache

format: $(VENV)/.made-lint ## mend style where ruff can
	$(RUN) ruff check --fix .
	$(RUN) ruff format .

lock: .venv/bin/uv ## write the newest versions into constraints.txt
	$(LOCK) --all-extras --upgrade --output-file constraints.txt

bench: $(VENV)/.made-bench ## time sitegen beside Hugo, Pelican and Eleventy
	$(RUN) benchmarks $(ARGS)

screenshots: $(VENV)/.made-test $(VENV)/.made-browser ## take screenshots of every kind of page into docs/screenshots/
	@sh tests/tooling/install-browser
	$(RUN) tests.site.screenshots $(ARGS)

dist: $(VENV)/.made-release ## build the wheel and the sdist into dist/, and check them
	rm -rf dist
	$(RUN) build --no-isolation
	$(RUN) twine check --strict dist/*
	$(RUN) check_wheel_contents dist/*.whl

# Every path is spelled out: a variable that is empty by mistake must not empty a folder.
clean: ## delete what the other goals made, but not public/
	rm -rf .venv .venv-lowest .venv-newest dist
	rm -rf tests/tooling/node_modules benchmarks/eleventy/node_modules
	rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage .coverage.*
	find sitegen tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps: each is newer than pyproject.toml and the constraints when what they ask for is installed.
.venv/.made .venv-lowest/.made .venv-newest/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "sitegen needs Python 3.11 or later, and $(PYTHON) is not one." \
	    "Name another: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) cannot make virtual environments." \
	    "On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(@D)
	@touch $@

# The demo digest draws share images.
$(VENV)/.made-site: $(VENV)/.made $(CONSTRAINTS) pyproject.toml
	$(PIP) install --editable '.[images]'
	@touch $@

$(VENV)/.made-%: $(VENV)/.made-site
	$(PIP) install --editable '.[$*]'
	@touch $@

# uv resolves the versions; it takes no part in what is locked by them.
.venv/bin/uv: .venv/.made
	.venv/bin/python -m pip --disable-pip-version-check --quiet install --upgrade uv
	@touch $@

.venv-lowest/constraints.txt: .venv/bin/uv .venv-lowest/.made pyproject.toml
	$(LOCK) $(TESTED) --resolution lowest-direct --output-file $@

# What is newest changes without us, so it is looked up each time.
.venv-newest/constraints.txt: .venv/bin/uv .venv-newest/.made newest
	$(LOCK) $(TESTED) --upgrade --output-file $@

$(NPM_TOOLS): tests/tooling/package-lock.json
	@command -v npm >/dev/null || { \
	  echo "The tests need Node.js and npm, for axe and the HTML checkers." \
	    "On Debian and Ubuntu: apt-get install npm" >&2; exit 1; }
	npm ci --prefix tests/tooling --loglevel=error
	@touch $@
