# `make` prints what there is; every target's sentence stands behind its name.
#
# .venv holds what the locks pin. Its stamps say what was installed and when, so that pip runs only after a lock or
# pyproject.toml has changed.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install -q -q --disable-pip-version-check --no-input
ASSETS := tracker/static/vendor/manifest.json

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help serve install assets test check lint types format migration messages lock seed wheel bench nightly \
	screenshots
export m

help: ## Print every target with its sentence.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

serve: $(VENV)/serve.stamp $(ASSETS) ## Start the tracker, after setting up what it needs (PORT=8001, ARGS="--production").
	@exec $(BIN)/tracker serve $(if $(PORT),--port "$(PORT)") $(ARGS)

install: $(VENV)/dev.stamp $(ASSETS) ## Install everything that running and developing need into .venv.

assets: $(ASSETS) ## Fetch the scripts of others that pages load, as package-lock.json pins them.

test: $(VENV)/dev.stamp $(ASSETS) ## Run the tests, on SQLite and PostgreSQL (ARGS="-k dates tests/values").
	@PYTHON=$(BIN)/python tests/install_postgresql.sh
	@PYTHON=$(BIN)/python tests/install_chromium.sh
	@$(BIN)/python -m pytest -n 2 $(ARGS)

check: lint types test ## Run everything that has to pass before a commit.

lint: $(VENV)/dev.stamp ## Check style, format and which layer imports which.
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet || { echo "These files are not formatted: run make format." >&2; exit 1; }
	@$(BIN)/lint-imports --no-logo

types: $(VENV)/dev.stamp ## Check the types.
	@$(BIN)/mypy

format: $(VENV)/dev.stamp ## Format the code, and mend what ruff can mend.
	@$(BIN)/ruff check --fix-only --quiet
	@$(BIN)/ruff format --quiet

migration: $(VENV)/dev.stamp ## Write a migration from what the models now say (m="Add labour events").
	@test -n "$$m" || { echo 'Say what it does: make migration m="Add labour events"' >&2; exit 2; }
	@scratch=$$(mktemp -d) && trap 'rm -rf "$$scratch"' EXIT && \
	unset TRACKER_DATABASE_URL && export TRACKER_INSTANCE_PATH="$$scratch" && \
	$(BIN)/alembic upgrade head && $(BIN)/alembic revision --autogenerate -m "$$m"

messages: $(VENV)/dev.stamp ## Collect the texts marked for translation into tracker/translations/.
	@pot=$$(mktemp) && trap 'rm -f "$$pot"' EXIT && \
	$(BIN)/pybabel -q extract -F pyproject.toml -k lazy --no-location --sort-output -o "$$pot" . && \
	$(BIN)/pybabel -q update -i "$$pot" -d tracker/translations --no-fuzzy-matching --ignore-obsolete \
	--ignore-pot-creation-date -w 120 && \
	sed -i -E '/^"(Project-Id-Version|Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By|MIME-Version)/d' \
	tracker/translations/*/LC_MESSAGES/messages.po

lock: $(VENV)/dev.stamp ## Pin pyproject.toml's dependencies with their hashes (UPGRADE=1 takes newer versions).
	@$(COMPILE) --extra build -o requirements.lock
	@$(COMPILE) --extra build --extra dev -o requirements-dev.lock
	@$(LOCK) --group node -o requirements-node.lock

LOCK = $(BIN)/uv pip compile --generate-hashes --no-emit-index-url --universal \
	--python-version 3.11 -q --custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade)
COMPILE = $(LOCK) pyproject.toml

seed: $(VENV)/serve.stamp ## Load seeds/ into the database: adds what was never there, changes nothing else.
	@$(BIN)/tracker seed $(ARGS)

wheel: $(VENV)/serve.stamp $(ASSETS) ## Build dist/tracker-….whl, which brings all it needs, seeds and all.
	@rm -f dist/tracker-*.whl
	@$(BIN)/python -m hatchling build -t wheel -d dist

bench: $(VENV)/dev.stamp $(ASSETS) ## Measure speed and memory against the limits (ARGS="--milestones 100000").
	@PYTHON=$(BIN)/python tests/install_chromium.sh
	@$(BIN)/python -m tests.bench $(ARGS)

screenshots: $(VENV)/dev.stamp $(ASSETS) ## Take the pictures in the README anew.
	@PYTHON=$(BIN)/python tests/install_chromium.sh
	@$(BIN)/python -m tests.browser.screenshots

nightly: $(VENV)/dev.stamp $(ASSETS) ## Run the long tests.
	@PYTHON=$(BIN)/python tests/install_postgresql.sh
	@PYTHON=$(BIN)/python tests/install_chromium.sh
	@$(BIN)/python -m pytest -n 2 -m nightly $(ARGS)


# An environment only works in the folder it was made in, with the Python it was made by: else it is made anew.
HERE := $(shell test -x $(BIN)/python && cat $(VENV)/made-in 2>/dev/null)
ifneq ($(HERE),$(CURDIR))
.PHONY: $(VENV)/made-in
endif

$(VENV)/made-in:
	@command -v "$(PYTHON)" >/dev/null || { \
		echo "Python 3.11 or newer is needed: install it, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 or newer is needed, and $(PYTHON) is $$("$(PYTHON)" -V 2>&1 | cut -d' ' -f2):" \
			"install one, or name it: make $(MAKECMDGOALS) PYTHON=python3.11" >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "Python's venv module is missing: install the package python3-venv." >&2; exit 1; }
	@"$(PYTHON)" -m venv --clear $(VENV)
	@printf '%s\n' "$(CURDIR)" >$@

$(VENV)/serve.stamp: $(VENV)/made-in requirements.lock pyproject.toml
	@echo "Installing the tracker's dependencies into $(VENV) (the first time takes about a minute)." >&2
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

# requirements-dev.lock holds all of requirements.lock: whoever has it can serve too.
$(VENV)/dev.stamp: $(VENV)/made-in requirements.lock requirements-dev.lock pyproject.toml
	@echo "Installing the development dependencies into $(VENV) (the first time takes about a minute)." >&2
	@$(PIP) --require-hashes -r requirements-dev.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $(VENV)/serve.stamp $@

# Most machines have npm, though not always one that reads our lock; for the others PyPI has it.
$(ASSETS): package.json package-lock.json tracker/web/vendor.py | $(VENV)/made-in
	@echo "Fetching the scripts that pages load (package.json)." >&2
	@npm --version 2>/dev/null | awk -F. '{ exit !($$1 >= 7) } END { if (!NR) exit 1 }' || \
		$(PIP) --require-hashes -r requirements-node.lock || { $(NO_ASSETS); }
	@test ! -x $(BIN)/npm || PATH="$(CURDIR)/$(BIN):$$PATH"; \
		npm ci --no-audit --no-fund --loglevel=error >/dev/null || { $(NO_ASSETS); }
	@$(BIN)/python tracker/web/vendor.py node_modules

NO_ASSETS = echo "Scripts that pages load could not be fetched (why stands above). They come from npm's registry, once:" \
	"see to the network or to npm's settings, then run make assets." >&2; exit 1
