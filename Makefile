# The tour of the project: `make` lists what there is.

VENV := .venv
PYTHON := $(VENV)/bin/python
WORKERS ?= auto
PORT ?= 8501
TESTS ?= tests workbench --ignore=workbench/store/migrations

.DEFAULT_GOAL := help
.PHONY: help run demo test proof lint bench pictures browser clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/.installed ## start the workbench in your browser, with the demo company the first time
	@$(PYTHON) -m workbench demo --if-missing
	@$(PYTHON) -m streamlit run serve.py --server.port $(PORT) --server.showEmailPrompt false

demo: $(VENV)/.installed ## make the demo company anew; what you did to it is lost
	@$(PYTHON) -m workbench demo

test: $(VENV)/.installed-dev browser ## run every test
	@$(PYTHON) -m pytest $(TESTS) -n $(WORKERS) --dist worksteal

proof: $(VENV)/.installed-dev ## prove that posting is exactly once (an hour); writes docs/scoreboard.md
	@$(PYTHON) -m tests.proof

lint: $(VENV)/.installed-dev ## look for mistakes: ruff and mypy
	@$(PYTHON) -m ruff check
	@$(PYTHON) -m mypy

bench: $(VENV)/.installed-dev ## measure; BENCH_LINES=100000 for a quick look
	@$(PYTHON) -m bench

pictures: $(VENV)/.installed-dev browser ## take the handbook's pictures anew
	@$(PYTHON) -m tests.browser.pictures

clean: ## remove the virtual environment and caches; the books in data/companies stay
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis bench/out

# The stamps: an installation is repeated only when its list of requirements changed.
$(VENV)/.installed: requirements.txt | $(VENV)/bin/python
	@echo "Installing what the workbench needs (about a minute, once)"
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	@echo "Installing what the tests need"
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

$(VENV)/bin/python:
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed; python3 is $$(python3 --version 2>&1)."; exit 1; }
	@python3 -m venv $(VENV)

# The tests in a real browser use Debian's Chromium, not a downloaded one. Without it they are skipped, and say so.
browser:
	@if command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; then :; \
	elif command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
		echo "Installing Debian's Chromium for the browser tests"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	else \
		echo "There is no Chromium here; the browser tests are skipped. On Debian: sudo apt-get install chromium"; \
	fi
