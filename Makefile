# greenpark: make run | test | bench | lint | serve | help | clean

SHELL := /bin/bash
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do command -v $$p && break; done)
BIN := .venv/bin
STAMP := .venv/.installed
YARDSTICKS := .venv/.yardsticks
WORKERS ?= 2
APT_INSTALL := DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends
CAN_MAKE_VENV = $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null
PLANS := scenarios/lanzhou/baseline.yaml scenarios/lanzhou/green-plan.yaml

.DEFAULT_GOAL := help
.PHONY: help run test bench bench-peers lint serve clean browser kernels

help:  ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 16

run: $(STAMP)  ## Simulate today's park and the green plan for a year, and compare them
	@echo "==> Simulating $(PLANS) (finished runs are not run again)"
	$(BIN)/greenpark batch $(PLANS) --jobs 2
	@echo "==> Comparing with today's park"
	$(BIN)/greenpark compare $(PLANS) --html runs/compare.html
	@echo
	@echo "==> The same comparison as a page:   runs/compare.html"
	@echo "==> To explore it in the browser:    make serve"

test: $(STAMP) $(YARDSTICKS)  ## Lint, type check and test
	@$(MAKE) --no-print-directory -j 3 browser lint kernels
	@echo "==> Running the tests on $(WORKERS) processes"
	$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder -q

# Compiled once here, beside the type check, instead of when the first test asks.
kernels: $(STAMP)
	@echo "==> Compiling the kernels"
	@$(BIN)/greenpark run small --set period.days=1 --force --out .venv/.kernels >/dev/null

lint: $(STAMP)  ## Check style and types
	@echo "==> Checking style"
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@echo "==> Checking types"
	$(BIN)/mypy

bench: $(STAMP) $(YARDSTICKS)  ## Measure speed against the yardsticks and bounds
	@echo "==> Measuring speed"
	$(BIN)/python -m benchmarks.check

bench-peers: $(STAMP)  ## Run other simulators on their own work, and ours on the same
	@echo "==> Comparing with other simulators, each in an environment of its own under .peers/"
	$(BIN)/python -m benchmarks.peers

serve: $(STAMP)  ## Choose, run and compare scenarios in the browser (Ctrl+C ends it)
	$(BIN)/greenpark serve

clean:  ## Remove the virtual environment and everything generated, but no runs
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find sim dashboard benchmarks tests -name __pycache__ -prune -exec rm -rf {} +

# The browser tests skip themselves, and say why, where no chromium can be had.
browser:
	@if command -v chromium >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "==> Installing chromium and Chinese fonts for the browser tests"; \
	    { apt-get update -qq && $(APT_INSTALL) chromium fonts-noto-cjk >/dev/null; } \
	    || echo "==> Could not install chromium: the browser tests will be skipped"; \
	else \
	    echo "==> No chromium: the browser tests will be skipped (apt-get install chromium fonts-noto-cjk)"; \
	fi

# The rows of a library that cannot be had say "not run", and why.
$(YARDSTICKS): $(STAMP)
	@echo "==> Installing the libraries that the benchmarks compare with (PySAM, hplib)"
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[bench]' \
	    || echo "==> Could not install them: their benchmarks will not be run"
	@touch $@

$(STAMP): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "No python3 found: please install Python 3.11 or newer" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	    || { echo "$(PYTHON) is $$($(PYTHON) -V 2>&1): Python 3.11 or newer is needed (make PYTHON=/path/to/python3.11)" >&2; exit 1; }
	@$(CAN_MAKE_VENV) || if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "==> Installing python3-venv, which Debian keeps apart from Python"; \
	    apt-get update -qq && $(APT_INSTALL) python3-venv >/dev/null || true; \
	fi
	@$(CAN_MAKE_VENV) || { echo "$(PYTHON) cannot make virtual environments: please run 'apt-get install python3-venv' first" >&2; exit 1; }
	@echo "==> Making the virtual environment .venv with $$($(PYTHON) -V) and installing greenpark into it"
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@
