# SPDX-License-Identifier: Apache-2.0
# Every target makes the environment first; the second time that costs nothing.

BIN := .venv/bin
ARGS ?=
N ?= 1000
HALL_DEATHS ?= 1000
VISITORS ?= 20000
KILLS ?= 100
DEATHS ?= 20
BYTES ?= 2000000
SCRIPTS ?= 1000
REQUESTS ?= 500
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint soak bench year firmware screenshots clean

help:  ## Show what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup:  ## Install Debian packages and the pinned Python environment (.venv)
	@tools/setup.sh

demo: setup  ## Open a whole hall on this machine (ARGS="--help" tells more)
	@$(BIN)/hallflow demo $(ARGS)

lint: setup  ## Check style, types and import rules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

test: lint  ## Lint, then run every test (ARGS="-k ticket" runs some)
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(ARGS)

soak: setup  ## Play many simulated days with faults (N=100000 seeds), a city's day, and dying halls
	@$(BIN)/python -m tests.sim --seeds $(N) $(ARGS)
	@$(BIN)/python -m tests.sim --deaths $(HALL_DEATHS)
	@$(BIN)/python -m tests.sim 1 --hall city --visitors $(VISITORS)
	@$(BIN)/python -m tests.drivers.fuzz $(BYTES)
	@$(BIN)/python -m tests.drivers.board_script $(SCRIPTS)
	@$(BIN)/python -m tests.web.fuzz $(REQUESTS)
	@$(BIN)/python -m tests.sim.kills --kills $(KILLS)

bench: setup  ## Measure, each figure beside a floor from the same run; let the hall die at a kiosk (DEATHS=20)
	@$(BIN)/python -m bench $(ARGS)
	@test -n "$(ARGS)" || $(BIN)/python -m tests.sim.deaths --deaths $(DEATHS)

year: setup  ## Make a year of a big hall (5,000,000 tickets) in build/year for the bench
	@$(BIN)/python -m bench.year build/year $(ARGS)

firmware: setup  ## Build the pads' firmware into build/firmware, print flash and RAM
	@$(MAKE) --no-print-directory -C firmware_bridge/firmware

screenshots: setup  ## Draw every screen and page, in Chinese and English
	@$(BIN)/python -m tests.screens $(ARGS)
	@$(BIN)/python -m tests.web.pictures screenshots

clean:  ## Remove everything that can be made again, .venv too
	@rm -rf .venv build dist hallflow.egg-info .pytest_cache .mypy_cache .ruff_cache \
		.import_linter_cache .hypothesis screenshots
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
