# Everything stays in this folder: the environment in .venv/, the model and the index in index/data/.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-cache-dir --quiet
VRAAG ?= Een leerling kijkt me nooit aan als ik met hem praat

.PHONY: vraag test check lint types gate bench handleiding hook kaart clean

vraag: .venv/ready ## set up, build the model and the index, answer a first situation
	@$(BIN)/handelwijzer vraag "$(VRAAG)"

test: .venv/ready-dev ## set up and run the tests
	$(BIN)/python -m pytest

check: lint types test gate ## everything that CI runs

lint: .venv/ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/handelwijzer artikel controleer --strikt

types: .venv/ready-dev
	$(BIN)/mypy

gate: .venv/ready ## the promised figures of retrieval, on the dev split
	$(BIN)/handelwijzer evalueer evaluation/datasets/situaties --systeem hybride --poort evaluation/expected.json

bench: .venv/ready ## measure the budgets beside the plain stack, into docs/benchmarks.md
	$(BIN)/python -m evaluation.bench

handleiding: .venv/ready ## make the screens of docs/handleiding.md anew
	$(BIN)/python docs/screens.py

hook: .venv/ready ## check the knowledge base at every commit that touches it
	git config core.hooksPath .githooks
	@echo "Aan: voor elke commit met iets uit kb/ worden de artikelen nagekeken. Uit: git config --unset core.hooksPath"

kaart: .venv/ready-dev ## take the picture of a conversation card anew, in docs/ (needs Chromium)
	$(BIN)/python docs/picture.py

.venv/ready: pyproject.toml
	@echo "Omgeving klaarzetten in .venv (eenmalig, enkele minuten)..."
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(PIP) install --editable .
	@touch $@

.venv/ready-dev: .venv/ready
	@$(PIP) install --editable ".[dev]"
	@touch $@

clean: ## remove the environment, the model and the index
	rm -rf .venv index/data
