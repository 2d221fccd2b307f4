# Thermite's commands; `make help` lists them.
export THERMITE_CACHE ?= $(HOME)/.cache/thermite
export CARGO_TARGET_DIR ?= $(THERMITE_CACHE)/target
SUITE ?= tpch
SF ?= 1
ITERATIONS ?= 1
ENGINES ?= spark,thermite
QUERIES ?= all
MASTER ?= local[2]
DRIVER_MEMORY ?= 4g
MINUTES ?= 10
export SUITE SF ITERATIONS ENGINES QUERIES MASTER DRIVER_MEMORY COLD RESULTS

.PHONY: help bench tpch test fuzz jar check fmt venv clean

help: ## List the commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

jar: ## Build the distributable jar (native library in release mode inside)
	@dev/build.sh

venv: ## Create the Python environment of the benchmarks
	@dev/venv.sh

bench: ## Run a suite on engines in turn: SUITE= SF= ITERATIONS= ENGINES= QUERIES= MASTER= DRIVER_MEMORY= COLD= RESULTS=
	@dev/bench.sh

tpch: SUITE = tpch
tpch: bench ## Run TPC-H, on vanilla Spark and on Thermite

test: ## Run every test, Rust, Scala and Python
	@dev/test.sh

fuzz: ## Run random expressions for MINUTES= minutes, with seeds of the clock
	@dev/fuzz.sh $(MINUTES)

check: ## Formats, lints, file sizes, names
	@dev/check.sh

fmt: ## Format the Rust code
	@cargo fmt --all

clean: ## Remove what the build made in this folder
	@rm -rf spark/target spark/target-3.5 benchmarks/__pycache__
