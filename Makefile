# Everything from a checkout. Needs Python 3.11, pip and make; the rest is installed into .venv.
PYTHON ?= python3
ARGS ?=
# Some tests wait while others reckon.
WORKERS ?= $(shell expr 2 + $$(nproc 2>/dev/null || echo 2))
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help demo test check bench torture format pins clean

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/run.stamp: requirements.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what Porchlight needs into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt $(VENV)/run.stamp
	@echo "Installing the tools for tests and checks into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

demo: $(VENV)/run.stamp ## The bot at work on a stand-in Telegram and Discord (ARGS=--script: the story, headless)
	@$(BIN)/porchlight demo $(ARGS)

test: $(VENV)/dev.stamp ## Run the suite, real PostgreSQL included, on every core
	@$(BIN)/pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

check: $(VENV)/dev.stamp ## The gate: style, types, walls between the rooms
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@PYTHONPATH=. $(BIN)/lint-imports

bench: $(VENV)/dev.stamp ## Ratios against bare library calls in the same run, into bench.json
	@$(BIN)/python -m tests.bench $(ARGS)

torture: $(VENV)/dev.stamp ## The long runs, for hours (ARGS=--quick: for minutes)
	@PYTHONPATH=. $(BIN)/python -m tests.torture.everything $(ARGS)

format: $(VENV)/dev.stamp ## Let the formatter have its way
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

pins: ## Pin the dependencies of pyproject.toml anew, with hashes
	@test -x .venv-pins/bin/pip-compile || ($(PYTHON) -m venv .venv-pins && .venv-pins/bin/pip install --quiet pip-tools)
	@.venv-pins/bin/pip-compile --quiet --generate-hashes --strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --build-deps-for=editable --extra=dev -o requirements-dev.txt pyproject.toml
	@.venv-pins/bin/pip-compile --quiet --generate-hashes --strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --build-deps-for=editable -c requirements-dev.txt -o requirements.txt pyproject.toml

clean: ## Remove what was installed and cached
	@rm -rf $(VENV) .venv-pins .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
