# The two commands that most people need are `make run` and `make test`; `make` lists all.
# POSIX sh and GNU make; on Windows follow the steps in README.md.

PYTHON ?= python3
HOST ?= 0.0.0.0
PORT ?= 8501
# More arguments for pytest: make test ARGS="-m browser --maxfail 1"
ARGS ?=
# As many tests at a time as there are processors, four at most.
TOGETHER ?= -n auto --maxprocesses 4 --dist worksteal

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check
RUN_STAMP := $(VENV)/.installed-run
DEV_STAMP := $(VENV)/.installed-dev

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test check format requirements benchmarks clean distclean

help: ## Show this list
	@grep -E '^[a-z]+:.*## ' Makefile | sed -e 's/:.*## /	/' | expand -t 14

run: $(RUN_STAMP) ## Start the map on http://localhost:8501 (another port: make run PORT=8600)
	@$(PY) -m assetmap demo --if-missing
	@$(PY) -m assetmap serve --host $(HOST) --port $(PORT)

test: $(DEV_STAMP) ## Run all tests, those in a real browser too
	@ASSETMAP_CHROMIUM="$$($(PY) .ci/find_chromium.py)" && export ASSETMAP_CHROMIUM && \
		$(PY) -m pytest -q $(TOGETHER) $(ARGS)

check: $(DEV_STAMP) ## Check format, lint, types, imports, vendored files, catalogues; run the fast tests
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(PY) -m assetmap.vendor.fetch --check
	$(PY) -m assetmap.locale.compile --check
	$(PY) -m pytest -q $(TOGETHER) -m "not browser and not realdata and not slow" $(ARGS)

format: $(DEV_STAMP) ## Put the code in its standard form and mend what can be mended
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

requirements: $(DEV_STAMP) ## Pin requirements.txt and requirements-dev.txt from the .in files (UPGRADE=1: newest)
	@for name in requirements requirements-dev; do \
		CUSTOM_COMPILE_COMMAND="make requirements" $(VENV)/bin/pip-compile --quiet \
			$(if $(UPGRADE),--upgrade) --strip-extras --no-emit-index-url \
			--no-emit-trusted-host --no-emit-find-links \
			--output-file $$name.txt $$name.in || exit 1; \
	done

benchmarks: $(DEV_STAMP) ## Run every benchmark in benchmarks/
	@for file in benchmarks/*.py; do \
		grep -q '__main__' "$$file" || continue; \
		echo "== $$file"; \
		$(PY) -m "benchmarks.$$(basename "$$file" .py)" || exit 1; \
	done

clean: ## Remove caches (never var/, where the live store is)
	rm -rf .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +

distclean: clean ## Remove caches and the virtual environment, to begin anew
	rm -rf $(VENV)

# One line of Python says which versions fit; its exit code decides. The upper bound is fiona's,
# which has no wheels for Python 3.14 yet.
FITS := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))

$(PY):
	@command -v $(PYTHON) >/dev/null || { \
		echo "assetmap needs Python 3.11, 3.12 or 3.13, and there is no '$(PYTHON)' here." >&2; \
		echo "Install one, or name yours: make run PYTHON=/path/to/python3.12" >&2; exit 1; }
	@$(PYTHON) -c '$(FITS)' || { \
		echo "assetmap needs Python 3.11, 3.12 or 3.13; '$(PYTHON)' is $$($(PYTHON) --version 2>&1)." >&2; \
		for other in python3.13 python3.12 python3.11; do \
			if $$other -c '$(FITS)' 2>/dev/null; then \
				echo "There is a $$other here, so try: make run PYTHON=$$other" >&2; exit 1; \
			fi; \
		done; \
		echo "Install one, then: make run PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "'$(PYTHON)' cannot make a virtual environment." >&2; \
		echo "On Debian or Ubuntu: sudo apt-get install python3-venv" >&2; exit 1; }
	@echo "Making a virtual environment in $(VENV) ..."
	@$(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); exit 1; }

$(RUN_STAMP): requirements.txt | $(PY)
	@echo "Installing what assetmap needs (the first time takes a few minutes) ..."
	@$(PIP) install --quiet --only-binary=:all: -r requirements.txt
	@touch $@

$(DEV_STAMP): requirements.txt requirements-dev.txt | $(PY)
	@echo "Installing what the tests and checks need (the first time takes a few minutes) ..."
	@$(PIP) install --quiet --only-binary=:all: -r requirements.txt -r requirements-dev.txt
	@touch $@ $(RUN_STAMP)
