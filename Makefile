# Every target makes its own virtual environment first, when it is missing or older than pyproject.toml.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
DEV := $(VENV)/dev-ready
DOCS := $(VENV)/docs-ready
# How many test files at a time; what each needs once (a browser, a Java machine, tagged articles) stays its own.
JOBS ?= 2
INSTALL := $(BIN)/python -m pip install --quiet --quiet
# Several threads of BLAS on a machine of two cores cost more than they bring.
export OMP_NUM_THREADS ?= 1
export OPENBLAS_NUM_THREADS ?= 1

.PHONY: help demo test notebooks lint bench docs gate long clean

help:  ## say what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(READY): pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(INSTALL) --editable .
	touch $@

# pip reads [dependency-groups] since 25.1, and Python 3.11 brings 23.2.
$(DEV): $(READY)
	$(INSTALL) --upgrade "pip>=25.1"
	$(INSTALL) --editable ".[parquet,html,zstd,plots]" --group dev
	touch $@

$(DOCS): $(DEV)
	$(INSTALL) --group docs
	touch $@

demo: $(READY)  ## tag the example articles, print what was found, write out/report.html
	mkdir -p out
	$(BIN)/vnpolitext tag examples/articles.jsonl --with-text -o out/tagged.jsonl
	$(BIN)/python examples/demo.py out/tagged.jsonl
	$(BIN)/vnpolitext report out/tagged.jsonl -o out/report.html

test: $(DEV)  ## tests, doctests, then the notebooks
	$(BIN)/python -m pytest --numprocesses $(JOBS) --dist loadfile
	$(MAKE) --no-print-directory notebooks

# The kernel of a notebook talks over local sockets, and its libraries warn; the package's own tests allow neither.
notebooks: $(DEV)  ## run every notebook from top to bottom; NBMAKE=--overwrite keeps what they show
	$(BIN)/python -m pytest -o addopts= -o filterwarnings=default -p no:cacheprovider --numprocesses $(JOBS) --nbmake --nbmake-timeout=300 $(NBMAKE) notebooks

lint: $(DEV)  ## style, format, types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

gate: $(DEV)  ## accuracy on annotated articles against the pinned floors
	$(BIN)/python tests/eval_gate.py

long: $(DEV)  ## the property tests with many more examples
	HYPOTHESIS_PROFILE=long $(BIN)/python -m pytest

BENCH_ARTICLES ?= $(firstword $(wildcard ../shared/bench/articles300.jsonl.gz) examples/articles.jsonl)

bench: $(DEV)  ## speed and memory, with the peers; BENCH_ARTICLES=FILE for articles of your own
	$(BIN)/python -m benchmarks --articles $(BENCH_ARTICLES)

docs: $(DOCS)  ## build the documentation into site/
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

clean:  ## remove what the other targets made
	rm -rf $(VENV) out site
