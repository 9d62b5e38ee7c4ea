# Every target does its own set-up in .venv, on a Debian 12 or 13 with python3, python3-venv, make and git.
# make install · make demo · make test · make e2e · make test-deploy · make bench · make soak · make recordings · make texts · make lint · make lock · make audit

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOCKED := --require-hashes --no-build-isolation
WORKERS ?= $(shell nproc)
PYTEST := $(BIN)/python -m pytest
# The tests start hundreds of processes of ours: what is compiled is kept, whatever the caller's shell says.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := install
.PHONY: install demo test e2e test-deploy bench soak recordings texts lint format lock audit clean chromium sipp boxes
.DELETE_ON_ERROR:

install: $(VENV)/installed

demo: install
	$(BIN)/astreinte demo

# A short set of real calls where a FreeSWITCH is found (else they skip, and say why), then everything that needs none.
# One after the other: what computes beside them spoils the sound that telephones hear on a small machine.
test: $(VENV)/installed-test chromium
	@$(PYTEST) tests/e2e tests/adapter tests/unit/prompts tests/unit/store/settings/test_snapshot.py tests/browser/test_demo.py -m "(short and e2e) or timed" -n $(WORKERS) --dist loadfile $(ARGS); calls=$$?; \
	$(PYTEST) -m "not live and not e2e and not deploy and not timed" -n $(WORKERS) --dist loadscope --no-loadscope-reorder $(ARGS) && test $$calls -eq 0

# The whole matrix of real calls; labs in parallel, each on ports of its own.
e2e: $(VENV)/installed-test sipp
	$(PYTEST) tests/e2e -m e2e -n $(WORKERS) --dist worksteal $(ARGS)

# A bare Debian with a systemd of its own, made a box by Ansible; as root. DEBIAN=trixie for another than this machine's.
test-deploy: $(VENV)/installed-test boxes
	ASTREINTE_DEBIAN=$(DEBIAN) nice -n 19 $(PYTEST) tests/deploy -m deploy --durations=0 $(ARGS)

# Measured beside its peers, alone on the machine; BENCH="--scenario answer --calls 600 --rate 60" for another load.
bench: $(VENV)/installed-test $(VENV)/bench/installed sipp
	$(BIN)/python -m tests.bench.peers $(BENCH)

# Hours of calls at random, under faults; what is lost or left is told, and is an error.
HOURS ?= 2
SEED ?= 1
soak: $(VENV)/installed-test
	$(BIN)/python -m tests.bench.soak --hours $(HOURS) --seed $(SEED)

# The recordings that ship, of sentences that have none yet; VOICE="make --again", figures, numbers, "samples FOLDER".
VOICE ?= make
recordings: $(VENV)/voice/installed
	@.ci/need espeak-ng espeak-ng "les enregistrements de la voix neuronale"
	PYTHONPATH="$(CURDIR)" $(VENV)/voice/bin/python -m tests.bench.voice $(VOICE)

# The sentences of the site for translators, after one was written or changed: web/texts/site.pot.
texts: $(VENV)/installed-test
	$(BIN)/python -m tests.texts

lint: $(VENV)/installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	cd deploy/ansible && PATH="$(CURDIR)/$(BIN):$$PATH" ansible-lint --offline -q

format: $(VENV)/installed-test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

chromium:
	@.ci/need chromium chromium "les essais dans un navigateur"

boxes:
	@.ci/need systemd-nspawn systemd-container "les essais d'installation"
	@.ci/need debootstrap debootstrap "les essais d'installation"
	@.ci/need sshd openssh-server "les essais d'une copie de sauvegarde hors de la machine"
	@.ci/need rsync rsync "les essais d'une copie de sauvegarde hors de la machine"

sipp:
	@.ci/need sipp sip-tester "les essais avec SIPp"

$(VENV)/made:
	@.ci/need-python $(PYTHON)
	$(PYTHON) -m venv $(VENV)
	@touch $@

# greenswitch is a source distribution in pure Python: it is built with the locked tools of build.lock, like the project.
$(VENV)/installed: $(VENV)/made requirements/build.lock requirements/run.lock pyproject.toml
	$(PIP) --require-hashes -r requirements/build.lock
	$(PIP) $(LOCKED) -r requirements/run.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/installed-test: $(VENV)/installed requirements/test.lock requirements/deploy.lock
	$(PIP) $(LOCKED) -r requirements/test.lock
	$(PIP) $(LOCKED) -r requirements/deploy.lock
	@$(PYTEST) --collect-only --quiet >/dev/null 2>&1 || true  # compiled once, not by seven workers; a mistake is told by the tests
	@touch $@

# genesis, a peer, with all that it brings: in an environment of its own.
$(VENV)/bench/installed: $(VENV)/made requirements/bench.lock
	$(PYTHON) -m venv $(VENV)/bench
	$(VENV)/bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.lock
	@touch $@

# The neural voice and a program's ear: in an environment of its own, 500 MB.
$(VENV)/voice/installed: $(VENV)/made requirements/voice.lock
	$(PYTHON) -m venv $(VENV)/voice
	$(VENV)/voice/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/voice.lock
	@touch $@

# Lock again after a change of pyproject.toml; `make lock UPGRADE=--upgrade` takes the newest versions.
lock: $(VENV)/made
	$(PYTHON) -m venv $(VENV)/lock
	$(VENV)/lock/bin/pip install --quiet --disable-pip-version-check uv
	cd requirements && UV="../$(VENV)/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header $(UPGRADE)" && \
	$$UV --extra test ../pyproject.toml --output-file test.lock && \
	$$UV ../pyproject.toml --constraint test.lock --output-file run.lock && \
	$$UV --extra apprise ../pyproject.toml --constraint test.lock --output-file apprise.lock && \
	$$UV --extra transcription ../pyproject.toml --constraint test.lock --output-file transcription.lock && \
	$$UV deploy.in --constraint test.lock --output-file deploy.lock && \
	$$UV build.in --constraint test.lock --output-file build.lock && \
	$$UV bench.in --output-file bench.lock && \
	$$UV voice.in --constraint test.lock --output-file voice.lock && \
	$$UV --extra voix ../pyproject.toml --constraint test.lock --constraint voice.lock --output-file voix.lock

# Known vulnerabilities of what a box installs, and of what tests and deploys it; asks a registry of advisories on the Internet.
# AUDIT="--vulnerability-service osv" asks another. A package that nobody could be asked about is a failure.
audit: $(VENV)/made
	$(PYTHON) -m venv $(VENV)/audit
	$(VENV)/audit/bin/pip install --quiet --disable-pip-version-check pip-audit
	for lock in run apprise voix transcription build test deploy bench voice; do $(VENV)/audit/bin/pip-audit --strict --require-hashes --disable-pip --no-deps $(AUDIT) \
		--requirement requirements/$$lock.lock || exit 1; done

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist
