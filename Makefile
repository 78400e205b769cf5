# make demo: the main job on the embedded mail domain.  make test: lint and every test.  make lint: lint alone.  make soak: every fault in every world.

PYTHON := $(shell sh scripts/find-python 3.13 3.12 3.11)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready

.PHONY: demo test lint tests soak clean

demo: $(STAMP)
	$(BIN)/python -m maildoctor.demo

test: lint tests

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy --platform win32 maildoctor checks
	$(BIN)/mypy --platform darwin maildoctor checks
	$(BIN)/lint-imports

tests: $(STAMP)
	sh scripts/run-tests

$(STAMP): pyproject.toml
	@test -n "$(PYTHON)" || { echo "maildoctor needs Python 3.11 or newer with the venv module" >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $(STAMP)

clean:
	rm -rf $(VENV) .venv-* build dist *.egg-info

soak: $(STAMP)
	$(BIN)/python -m tests.mutations.everything
