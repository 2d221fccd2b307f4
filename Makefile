# Thermite's commands; `make help` lists them.
export THERMITE_CACHE ?= $(HOME)/.cache/thermite
export CARGO_TARGET_DIR ?= $(THERMITE_CACHE)/target
SF ?= 1
ITERATIONS ?= 1
ENGINES ?= spark,thermite
QUERIES ?= all
MASTER ?= local[2]
DRIVER_MEMORY ?= 4g
VENV := $(THERMITE_CACHE)/venv

.PHONY: help tpch test jar check fmt venv clean

help: ## List the commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

jar: ## Build the distributable jar (native library in release mode inside)
	@dev/build.sh

venv: ## Create the Python environment of the benchmarks
	@dev/venv.sh

tpch: jar venv ## Run TPC-H on vanilla Spark and on Thermite: SF= ITERATIONS= ENGINES= QUERIES= MASTER=
	@$(VENV)/bin/python benchmarks/run.py --scale $(SF) --iterations $(ITERATIONS) \
	  --engines $(ENGINES) --queries $(QUERIES) --master '$(MASTER)' --memory $(DRIVER_MEMORY)

test: ## Run every test, Rust, Scala and Python
	@dev/test.sh

check: ## Formats, lints, file sizes, names
	@dev/check.sh

fmt: ## Format the Rust code
	@cargo fmt --all

clean: ## Remove what the build made in this folder
	@rm -rf spark/target benchmarks/__pycache__
