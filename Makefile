# Two commands do everything on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test check bench bench-register lock fmt messages

.venv/base: requirements/base.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/base.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

.venv/dev: requirements/dev.txt .venv/base
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@

demo: .venv/base
	$(BIN)/python tools/compile_messages.py
	$(BIN)/thidua demo

test: .venv/dev
	$(BIN)/python tools/prepare_test_machine.py
	$(MAKE) --no-print-directory check
	$(BIN)/python tools/run_tests.py -n 2 --dist loadfile -m "not alone"
	$(BIN)/python tools/run_tests.py -m alone

check: .venv/dev
	$(BIN)/python tools/compile_messages.py
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/python tools/check_states.py
	$(BIN)/python tools/check_translations.py
	PYTHONPATH=src:. DJANGO_SETTINGS_MODULE=config.settings.test $(BIN)/python manage.py makemigrations --check --dry-run -v 0

bench: .venv/dev
	$(BIN)/python -m benchmarks

bench-register: .venv/dev
	PYTHONPATH=src:. $(BIN)/python -m benchmarks.register

fmt: .venv/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages: .venv/dev
	$(BIN)/python tools/update_messages.py

lock:
	uv pip compile -q --generate-hashes --no-header --no-annotate --python-version 3.11 requirements/base.in -o requirements/base.txt
	uv pip compile -q --generate-hashes --no-header --no-annotate --python-version 3.11 requirements/dev.in -o requirements/dev.txt
