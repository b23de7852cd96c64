# What can be made: `make help`. Stamps in .venv remember what is installed, so that warm calls cost nothing.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# Compiled modules are kept, whatever the environment says: each start would compile them anew.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
HERE := liaison tests manage.py

.PHONY: help install demo dev test coverage check types style format lock messages generated bench scale screenshots

help:  ## Show what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

install: .venv/dev  ## Install Liaison and every tool into .venv

demo: .venv/run  ## Load the demonstration company and serve it
	@exec $(BIN)/liaison run --demo

dev: .venv/dev  ## The same for developers: error pages, and a restart when the code changes
	@LIAISON_DEBUG=1 exec $(BIN)/liaison run --demo --reload

# One worker more than there are cores: much of what they do is waiting.
SIDE_BY_SIDE := -n $(shell cores=$$(getconf _NPROCESSORS_ONLN); echo $$((cores < 4 ? cores + 1 : 4))) --dist worksteal
# Apple's make knows no .SHELLFLAGS, so that each pipe says itself that it fails with what it is fed by.
test: .venv/dev  ## Run every test
	@.ci/packages
	@mkdir -p build
	set -o pipefail; $(BIN)/python -m pytest -q $(SIDE_BY_SIDE) --ignore=tests/browser --ignore=tests/scale $(TESTS) | tee build/tests.log
	@set -o pipefail; if compgen -G 'tests/browser/test_*.py' >/dev/null; then \
	  $(BIN)/python -m pytest -q $(SIDE_BY_SIDE) -p no:schemathesis tests/browser | tee build/browser.log; fi
	@grep -hE '^(=+ )?[0-9]+ (passed|failed).* in ' build/tests.log build/browser.log 2>/dev/null || true

coverage: .venv/dev  ## Which branches the tests (without a browser) pass through
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -q $(SIDE_BY_SIDE) --ignore=tests/browser --ignore=tests/scale
	$(BIN)/coverage combine -q
	$(BIN)/coverage report --sort=cover
	@$(BIN)/coverage json -q -o build/coverage.json
	@$(BIN)/python -c 'import json, sys; share = json.load(open("build/coverage.json"))["totals"]["percent_branches_covered"]; print(f"Branches alone: {share:.1f} %, at least 95 %"); sys.exit(share < 95)'

check: .venv/dev  ## Lint, types, directions, migrations, generated files
	@$(MAKE) -j2 types style

types: .venv/dev
	$(BIN)/mypy --no-error-summary

style: .venv/dev
	@mkdir -p build/check
	$(BIN)/ruff check -q $(HERE)
	$(BIN)/ruff format -q --check $(HERE)
	$(BIN)/djlint --quiet --lint liaison/web/templates
	$(BIN)/lint-imports --no-logo
	LIAISON_HOME=$(CURDIR)/build/check $(BIN)/python -W ignore manage.py makemigrations --check --dry-run -v 1
	$(BIN)/python -m tests.house.catalogues --check
	@LIAISON_HOME=$(CURDIR)/build/check $(BIN)/python -m liaison.api | diff -q - docs/api/openapi.json >/dev/null || \
	  { echo "docs/api/openapi.json differs from the code: make generated"; exit 1; }

format: .venv/dev  ## Format the code
	$(BIN)/ruff check -q --fix-only $(HERE)
	$(BIN)/ruff format $(HERE)

COMPILE := $(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11
lock: .venv/dev  ## Compile the pinned requirements from pyproject.toml (LOCK="--upgrade" takes newer ones)
	$(COMPILE) $(LOCK) --extra embedded pyproject.toml -o requirements/run.txt
	$(COMPILE) $(LOCK) --all-extras -c requirements/run.txt pyproject.toml -o requirements/dev.txt
	$(COMPILE) $(LOCK) --group pyproject.toml:install -o requirements/install.txt

messages: .venv/dev  ## Gather the words to translate, and compile the translations
	$(BIN)/python -m tests.house.catalogues

generated: .venv/dev  ## Write what is generated: the description of the API, which test holds which rule, names in other languages
	LIAISON_HOME=$(CURDIR)/build/check $(BIN)/python -m liaison.api > docs/api/openapi.json
	$(BIN)/python -m tests.house.rules
	$(BIN)/python -m tests.house.names

bench: .venv/dev  ## Measure the main jobs on a scratch database
	$(BIN)/liaison bench

scale: .venv/dev  ## Hold segments, sending and letters against their budgets at 100,000 lines (takes a while)
	$(BIN)/python -m pytest -q -n 0 -s tests/scale

screenshots: .venv/dev  ## Make the pictures of the documentation from the demonstration company
	$(BIN)/python -m tests.browser.screenshots

# Made anew as well when its Python is gone, as after an upgrade of the system or a move.
.venv/python: requirements/install.txt $(shell test -x $(BIN)/python || echo FORCE)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; name it with make PYTHON=…"; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/install.txt
	@touch $@

FORCE:

INSTALL = $(BIN)/uv pip install -q --compile-bytecode --require-hashes -r $(1) || $(BIN)/python -m pip install -q --require-hashes -r $(1)
OURSELVES = $(BIN)/python -m pip install -q --disable-pip-version-check --no-build-isolation --no-deps -e .

.venv/run: .venv/python requirements/run.txt pyproject.toml
	@echo "Installing what Liaison runs with …"
	@if ! test .venv/dev -nt requirements/run.txt || ! test .venv/dev -nt pyproject.toml; then \
	  { $(call INSTALL,requirements/run.txt); } && $(OURSELVES); fi
	@touch $@

.venv/dev: .venv/python requirements/run.txt requirements/dev.txt pyproject.toml
	@echo "Installing Liaison and its tools …"
	@$(call INSTALL,requirements/dev.txt)
	@$(OURSELVES)
	@touch $@ .venv/run
