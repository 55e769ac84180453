# Two commands are all there is to know: `make run` and `make test`.
# The first that really runs and is new enough: a version manager's shim may exist and refuse to start.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done)
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: run test check fast format install install-dev services clean

run: $(VENV)/.installed  ## set up if needed, then serve http://127.0.0.1:$(PORT)
	@PORT=$(PORT) $(BIN)/python manage.py serve

test: $(VENV)/.installed-dev services  ## everything: style, types, tests, browser
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/pytest -n $${TEST_PROCESSES:-2} --dist loadfile --reruns 1 -rR  # one more try, told in the summary

check: $(VENV)/.installed-dev  ## style and types only
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

fast: $(VENV)/.installed-dev  ## tests without browser, services and the slow ones
	$(BIN)/pytest -n $${TEST_PROCESSES:-2} --dist loadfile -m "not browser and not services and not slow"

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix . && $(BIN)/ruff format .

install: $(VENV)/.installed
install-dev: $(VENV)/.installed-dev

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "LuminaBI needs Python 3.11 or newer, and none was found. Run: make run PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing. On Debian or Ubuntu: sudo apt-get install python3-venv"; exit 1; }

$(VENV)/.installed: requirements.txt | $(VENV)/bin/python
	@echo "Installing what LuminaBI needs into $(VENV) (once) …"
	@$(BIN)/python -m pip install --quiet -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	@echo "Installing what the tests need into $(VENV) (once) …"
	@$(BIN)/python -m pip install --quiet -r requirements-dev.txt
	@touch $@

services:
	@sh tests/install_services.sh

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache
