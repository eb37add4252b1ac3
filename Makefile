# Two commands do everything: `make run` and `make test`.
PYTHON ?= python3
ifeq ($(OS),Windows_NT)
  BIN := .venv/Scripts
else
  BIN := .venv/bin
endif
export UV_PROJECT_ENVIRONMENT = .venv

.PHONY: run test bench messages reference clean

run: .venv/ready
	$(BIN)/tayanch demo --data var/demo

test: .venv/ready
	$(BIN)/python -m tests.run

bench: .venv/ready
	$(BIN)/python -m bench

messages: .venv/ready
	$(BIN)/python -m tools.messages --write

reference: .venv/ready
	$(BIN)/python -m tools.law_reference --write

.venv/ready: pyproject.toml uv.lock
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.9"
	$(BIN)/uv sync --frozen --quiet
	$(BIN)/python -c "import pathlib; pathlib.Path('.venv/ready').touch()"

clean:
	rm -rf .venv var
