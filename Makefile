# Two commands for a newcomer: make run, make test. Everything else is for working on the code.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)

.PHONY: run test test-fast lint types floors bench evaluate lock

run: $(VENV)/installed
	@$(PY) manage.py migrate -v 0
	@if [ -z "$$DATABASE_URL" ]; then $(PY) manage.py demo; fi
	@exec $(PY) manage.py serve

test: $(VENV)/installed-dev
	@CHECKS=all tests/run

test-fast: $(VENV)/installed-dev
	@CHECKS=fast tests/run

lint: $(VENV)/installed-dev
	ruff check . && ruff format --check .

types: $(VENV)/installed-dev
	mypy

floors: $(VENV)/installed-dev
	lint-imports

bench: $(VENV)/installed-dev
	@found=$$($(PY) -m tests.services) && eval "$$found" && $(PY) -m bench

# EVALUATION_DATA is the folder of the labelled files.
evaluate: $(VENV)/installed-dev
	@$(PY) -m bench.detection

lock: $(VENV)/installed-dev
	$(PY) -m pip install -q uv
	uv pip compile -q --generate-hashes --python-version 3.11 requirements.in -o requirements.txt
	uv pip compile -q --generate-hashes --python-version 3.11 requirements-dev.in -o requirements-dev.txt

$(VENV)/bin/python:
	@echo "Making $(VENV) …"
	@$(PYTHON) -m venv $(VENV)

# Stamped, so that only a changed lock installs again.
$(VENV)/installed: requirements.txt | $(VENV)/bin/python
	@echo "Installing the locked requirements …"
	@$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt $(VENV)/installed
	@echo "Installing what the tests need …"
	@$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@
