# The two doors: `make run` and `make test`. Each first makes ready all it needs.
.DEFAULT_GOAL := help
.PHONY: help run test lint types rules tested docs bench clean setup setup-dev

BIN := .venv/bin
EXAMPLE := workbooks/ejemplo-2026-09.xlsx
CODE := apoq_batch tests $(wildcard benchmarks) $(wildcard scripts/*.py)

# `quick` tests, or `all` of them with their coverage, as .ci/run has it.
TESTS ?= quick
PYTEST := $(BIN)/pytest -n auto --dist worksteal

# What all the tests must reach, in per cent of lines and branches.
COVERAGE ?= 95
COVERAGE_CORE ?= 100

# They reach the scripts by the environment, so that no blank or quote in them is harmed.
export WORKBOOK ?=
export PYTHON ?=

help: ## show this list
	@echo "make TARGET, where TARGET is:"
	@sed -n 's/^\([a-z]*\):.*## /  \1\t/p' $(MAKEFILE_LIST) | expand -t 10
	@echo "  make run WORKBOOK=path/to/book.xlsx closes the month of a copy of that workbook."
	@echo "  PYTHON=path chooses the Python; without it, an optimised one if there is any."

run: setup ## close the month of the example (or of WORKBOOK=path), in demo/
	@set -eu; \
	book="$${WORKBOOK:-$(EXAMPLE)}"; \
	if [ ! -f "$$book" ]; then echo "make run: no existe el libro $$book" >&2; exit 2; fi; \
	mkdir -p demo; \
	copy="demo/$$(basename "$$book")"; \
	if [ ! "$$book" -ef "$$copy" ]; then cp "$$book" "$$copy"; fi; \
	code=0; $(BIN)/apoq run "$$copy" || code=$$?; \
	echo; \
	case $$code in \
	0) echo "Listo. Mire los resultados aquí:"; \
	   echo "  las cartas y el resumen:  $$(ls -td demo/salidas/*/ 2>/dev/null | head -n 1)"; \
	   echo "  el libro con sus hojas:   $$copy";; \
	1) echo "El libro tiene errores; arriba está cada uno, con su celda."; \
	   echo "La copia marcada está en la carpeta demo/salidas/. Corrija su libro y repita.";; \
	esac; \
	exit $$code

# The types are checked beside all else, so that no core waits. What Python has compiled is
# kept, whatever the environment says: each worker would compile all tests anew.
unexport PYTHONDONTWRITEBYTECODE

test: setup-dev ## what must hold before a change is taken; with TESTS=all everything
	@$(MAKE) --no-print-directory -j2 types tested

lint: setup-dev ## format, rules, types, arrows between the rooms, generated pages
	@$(MAKE) --no-print-directory -j2 types rules

types:
	@echo "==> mypy"
	@$(BIN)/mypy --no-error-summary $(CODE)

rules:
	@echo "==> ruff format"
	@$(BIN)/ruff format --check .
	@echo "==> ruff check"
	@$(BIN)/ruff check --quiet .
	@echo "==> import-linter"
	@$(BIN)/lint-imports --no-logo --no-cache
	@echo "==> translations"
	@$(BIN)/python scripts/translations.py
	@echo "==> generated pages"
	@$(BIN)/python scripts/docs.py --check

tested: rules
ifeq ($(TESTS),all)
	@echo "==> pytest, every test"
	@$(PYTEST) --thorough --cov --cov-report=
	@echo "==> coverage"
	@$(BIN)/coverage report --fail-under=$(COVERAGE)
	@$(BIN)/coverage report --fail-under=$(COVERAGE_CORE) --include='apoq_batch/core/*'
else
	@echo "==> pytest, the quick tests"
	@$(PYTEST)
endif

docs: setup-dev ## write the generated pages anew
	@$(BIN)/python scripts/docs.py

bench: setup-dev ## measure the speed
	@$(BIN)/python -m benchmarks

clean: ## remove everything that make has made, but not demo/
	@rm -rf .venv .venv.log .mypy_cache .ruff_cache .pytest_cache .hypothesis \
	  .import_linter_cache .coverage .coverage.* htmlcov build dist *.egg-info
	@find apoq_batch tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +

setup:
	@sh scripts/setup.sh run

setup-dev:
	@sh scripts/setup.sh dev
