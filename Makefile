.DEFAULT_GOAL := help
.PHONY: help setup run test check fix lock seed bench stats

PYTHON ?= python3
PORT ?= 8000
export PORT

BIN := .venv/bin
# The first line any Python understands; the second needs one that is new enough.
SET_UP = $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	|| { echo "Portal SPBE needs Python 3.11 or newer, which $(PYTHON) is not:" \
		"name one that is, as in \`make run PYTHON=python3.11\`."; exit 1; }; \
	$(PYTHON) -I spbe_portal/bootstrap.py
COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --no-strip-extras --no-emit-index-url \
	--no-emit-find-links --no-emit-trusted-host
# Settings for tools that read them but touch no server; set-up writes the file.
SETTINGS = env $$(cat var/setup/environment)
PRODUCTION = $(SETTINGS) HTTPS=True ALLOWED_HOSTS=spbe.example.go.id BASE_URL=https://spbe.example.go.id \
	DATABASE_URL=postgresql://portal@postgres/portal TRUSTED_PROXY_COUNT=1 \
	SECRET_KEY=check-only-7hJ2kQ9wXz4LmN8vB3cR6tY1uP5sD0fGaEoIiUyTrEw

help:  ## Say what each target does
	@awk 'BEGIN {FS = ":.*## "} /^[a-z]+:.*## / {printf "  %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup:  ## Make .venv, install locked packages, collect the static files
	@$(SET_UP)

run: setup  ## Serve the demo on http://localhost:8000 until Ctrl-C; PORT=8001 for another port
	@$(BIN)/python -m spbe_portal.run

test:  ## Every test, the browser ones too; T=tests/assessments for a part
	@$(SET_UP) test
	@$(BIN)/python -m spbe_portal.testing $(T)

check: setup  ## What CI refuses, in the order that fails fastest; changes nothing
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/djlint templates --check --lint
	$(SETTINGS) $(BIN)/python manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(SETTINGS) $(BIN)/mypy .

fix: setup  ## Format and repair what can be repaired
	$(BIN)/ruff check --fix --exit-zero .
	$(BIN)/ruff format .
	-$(BIN)/djlint templates --reformat --quiet

lock: setup  ## Compile requirements*.in and package.json to their locks
	$(COMPILE) --output-file=requirements.txt requirements.in
	$(COMPILE) --allow-unsafe --output-file=requirements-dev.txt requirements-dev.in
	npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved

seed: setup  ## Build the demo province in the portal that `make run` serves
	@$(BIN)/python manage.py seed_demo

bench: setup  ## Measure the targets of speed and write their figures
	@$(BIN)/python -m bench

stats: setup  ## File, function and template sizes against their budget
	@$(BIN)/python -m tests.budget
