# The commands of this project; `make help` lists them.
.DEFAULT_GOAL := help
PY := .venv/bin/python
PORT ?= 8000
export PORT
# What Python has compiled is kept, also where the machine's own settings say no: each process begins in half the time.
export PYTHONDONTWRITEBYTECODE :=
PYTEST := $(PY) -m pytest -q -rs
BOTH_CORES := -n 2 --dist loadfile --no-loadscope-reorder

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/ —/'

.venv/.uv:
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed (python3 --version)."; exit 1; }
	@echo "Making .venv …"
	@python3 -m venv .venv
	@$(PY) -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r requirements-uv.txt
	@touch $@

.venv/.installed: .venv/.uv requirements.txt
	@echo "Installing the packages …"
	@.venv/bin/uv pip install -q --python $(PY) --require-hashes -r requirements.txt
	@touch $@

.venv/.tools: .venv/.installed requirements-dev.txt
	@.venv/bin/uv pip install -q --python $(PY) --require-hashes -r requirements-dev.txt
	@touch $@

.venv/.wording: .venv/.installed $(wildcard site/locale/*/LC_MESSAGES/*.po)
	@echo "Compiling the wording …"
	@$(PY) site/wording.py compile
	@touch $@

.venv/.checkers: tests/checkers/package-lock.json
	@if command -v npm >/dev/null; then cd tests/checkers && npm ci --omit=dev --no-progress --silent; \
	 else echo "npm was not found: the Nu HTML checker is left out."; fi
	@touch $@

ready: .venv/.installed .venv/.wording
server: ready ## what a server needs: the same, with all code compiled, since the site's own account cannot write here
	@echo "Compiling the code …"
	@$(PY) -m compileall -q -j 0 forms home portal site
	@$(PY) -m compileall -q -j 0 .venv/lib > /dev/null || true  # some packages bring files that are no Python of ours

.PHONY: help ready server run dev quick test test-sqlite test-journeys test-postgres proof screenshots tables lock wording lint format

run: ready ## the whole site on http://localhost:8000 (PORT=… for another), with demo content the first time
	@$(PY) manage.py serve --demo

dev: ready ## the same with the debugger and reload
	@$(PY) manage.py migrate -v0
	@SITE_MODE=development $(PY) manage.py demo --if-empty
	@SITE_MODE=development $(PY) manage.py worker & worker=$$!; trap "kill $$worker" EXIT; \
	 SITE_MODE=development $(PY) manage.py runserver $(PORT)

lint: .venv/.tools ## style, simple mistakes and types
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check -q .
	@$(PY) -m mypy
	@.venv/bin/djangofmt --check -q templates || { echo "A template is not in the house's look: run make format."; exit 1; }

format: .venv/.tools ## write code and templates in the house's look
	@$(PY) -m ruff check -q --select I --fix-only .
	@$(PY) -m ruff format -q .
	@.venv/bin/djangofmt -q templates

quick: ready .venv/.tools ## lint, and each test that needs neither browser nor PostgreSQL and is not slow (a minute and a half)
	@$(MAKE) -s lint
	@$(PYTEST) $(BOTH_CORES) --examples=1 \
	 -m "not slow and not proof and not screenshots" --ignore=tests/journeys

test: ready .venv/.tools .venv/.checkers ## lint, each test with its first example, a real browser, a real PostgreSQL
	@$(PY) tests/browser_setup.py
	@$(PY) -m tests.migrated & $(MAKE) -s lint; styled=$$?; wait; exit $$styled
	@trap 'trap - INT TERM; kill 0' INT TERM; mkdir -p var; { $(MAKE) -s test-journeys; browser=$$?; $(MAKE) -s test-postgres && exit $$browser; } >var/test.log 2>&1 & \
	 beside=$$!; failed=0; $(MAKE) -s test-sqlite || failed=1; \
	 wait $$beside || failed=1; cat var/test.log; exit $$failed

test-sqlite: ready .venv/.tools ## all that needs no browser
	@echo "On SQLite:"
	@$(PYTEST) $(BOTH_CORES) --examples=1 -m "not proof and not screenshots" --ignore=tests/journeys

test-journeys: ready .venv/.tools .venv/.checkers ## in a real browser
	@echo "In a browser:"
	@$(PYTEST) $(BOTH_CORES) -m "not proof and not screenshots" tests/journeys

test-postgres: ready .venv/.tools ## the rooms' tests on a real PostgreSQL
	@echo "On PostgreSQL:"
	@$(PY) -m tests.on_postgresql

proof: ready .venv/.tools ## the full matrices and the longest crawls, with figures as tables (some hours)
	@$(PY) tests/browser_setup.py
	@if command -v npm >/dev/null; then cd tests/checkers && npm ci --no-progress --silent; fi
	@failed=0; $(PY) -m tests.on_postgresql --all || failed=1; \
	 $(PYTEST) -s --hypothesis-profile=proof -m "proof or hypothesis or matrix" || failed=1; exit $$failed

screenshots: ready .venv/.tools ## every page of the contract at 320 and 1280 px, light and dark, into var/screenshots/
	@$(PY) tests/browser_setup.py
	@$(PY) -m pytest -q -m screenshots

wording: .venv/.tools ## gather new messages into site/locale (needs gettext)
	@$(PY) site/wording.py gather

tables: ready ## write the tables of a first `make run` anew, after several migrations
	@$(PY) -m tests.new_tables

lock: .venv/.uv ## write the hashed lists of packages anew from pyproject.toml
	@.venv/bin/uv pip compile -q --no-header --no-annotate --generate-hashes --universal --python-version 3.11 pyproject.toml -o requirements.txt
	@.venv/bin/uv pip compile -q --no-header --no-annotate --generate-hashes --universal --python-version 3.11 pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt
	@awk '/^uv==/{p=1;print;next} p&&/^ /{print;next} p{exit}' requirements-dev.txt > requirements-uv.txt
