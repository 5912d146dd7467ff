# Agreement Studio. `make demo` plays one agreement from facts to signatures; `make test` runs every check.
# Each target installs what it needs: as root through apt, otherwise it prints the one line to run and stops.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.DELETE_ON_ERROR:

# Compiled modules make every start a second quicker, also where the environment would not keep them.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OPEN ?= 1

# What the desk needs from the system (Qt's own libraries and a font), and what only tests and packaging need.
APT_DESK := libglib2.0-0 libgl1 libegl1 libxkbcommon0 libfreetype6 libfontconfig1 libdbus-1-3 libxcb-cursor0 \
  libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0 fonts-dejavu-core
# A target names all that it needs, so that who may not install sees one line, once.
APT_TEST := $(APT_DESK) libreoffice-writer python3-uno poppler-utils openssl qpdf mupdf-tools xvfb xauth softhsm2
# PDFBox Preflight with what it needs on a newer Java.
APT_CHECKERS := $(APT_TEST) default-jre-headless libpdfbox2-java libactivation-java libjaxb-api-java libcommons-logging-java \
  libcommons-io-java
# Debian keeps the library form of its Python, which a bundle carries, in a package of its own.
LIBPYTHON = $(shell $(PYTHON) -c 'import sys; print("libpython%d.%d" % sys.version_info[:2] if sys.prefix == "/usr" else "")')
APT_PACKAGE = $(APT_DESK) dpkg-dev binutils $(LIBPYTHON)

.PHONY: demo run test check checkers signatures bench align corpus fuzz-returns fuzz-verify rules returns families merges kills screenshots package wheel lock clean

demo: .make/desk-libs .make/prepared
	@$(BIN)/python -m studio demo demo --force
	if [ "$(OPEN)" != 0 ] && [ -t 1 ] && [ -n "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ]; then
	  $(BIN)/python -m studio demo/york.agreements
	fi

run: .make/desk-libs .make/prepared
	@$(BIN)/python -m studio

test: .make/test-tools .make/venv-dev .make/prepared
	@$(MAKE) --no-print-directory check
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -n 2 --dist loadscope $(PYTEST)

check: .make/venv-dev
	@$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python packaging/check_house.py

# What other programs find in our PDFs, before and after signing (docs/checkers.md).
checkers: .make/checker-tools .make/venv-dev
	@PYTHONPATH=tests:tests/documents:tests/signing:. $(BIN)/python packaging/checkers.py

# Which program knows which signature (docs/signature-tools.md).
signatures: .make/test-tools .make/venv-dev
	@PYTHONPATH=tests:tests/signing:. $(BIN)/python packaging/signature_matrix.py docs/signature-tools.md

bench: .make/test-tools .make/venv-dev
	@$(BIN)/python packaging/bench.py

# Returns without marks: how many paragraphs are put into the right clause at 5, 15, 30, 50 % edited.
align: .make/venv-dev
	@PYTHONPATH=tests/returns $(BIN)/python packaging/bench_align.py

returns: .make/test-tools .make/venv-dev
	@$(BIN)/python packaging/make_returns.py

# Files that LibreOffice edited in each kind of way, and its own readings of them: what the reader is tested on.
corpus: .make/test-tools .make/venv-dev
	@$(BIN)/python packaging/make_corpus.py

fuzz-returns: .make/venv-dev
	@$(BIN)/python packaging/fuzz_returns.py --minutes $${MINUTES:-20}

# Signed files mutated, guided by coverage: only verdicts come out, and never a good one for what nobody signed.
fuzz-verify: .make/venv-dev
	@PYTHONPATH=tests:tests/signing $(BIN)/python packaging/fuzz_verify.py --minutes $${MINUTES:-20}

rules: .make/venv-dev
	@$(BIN)/python packaging/rule_files.py build/rules

families: .make/venv-dev
	@RUNS=$${RUNS:-2000} $(BIN)/python -m pytest -q --hypothesis-show-statistics tests/library/test_library_family.py

# Random merges of 1 to 12 reviewers: nothing lost, nothing invented, order does not matter, proofs hold.
merges: .make/venv-dev
	@MERGES=$${MERGES:-10000} DOCX_MERGES=$${DOCX_MERGES:-1000} $(BIN)/python -m pytest -q \
	  tests/circulation/test_circulation_random.py tests/circulation/test_circulation_docx.py

kills: .make/venv-dev
	@KILLS=200 $(BIN)/python -m pytest -q -s tests/store tests/steps -k kill

screenshots: .make/desk-libs .make/venv-dev
	@QT_QPA_PLATFORM=offscreen $(BIN)/python packaging/screenshots.py

wheel: .make/venv-dev
	@$(BIN)/python -m hatchling build -t wheel -d dist

# A folder and a .deb in dist/; what Qt needs of the system becomes what the .deb depends on.
package: .make/package-tools .make/venv-dev
	@$(BIN)/python packaging/build_linux.py --depends "$(APT_DESK)"

lock: .make/venv
	@$(BIN)/uv pip compile --universal --generate-hashes --no-header --all-extras pyproject.toml -o requirements.lock

clean:
	@rm -rf build dist demo .make $(VENV)

# The shipped texts, read and compiled once; one that has changed since is read again when it is needed.
.make/prepared: .make/venv $(shell find clauses templates studio -newer .make/prepared -name '*.[mpy]*' -not -path '*/__pycache__/*' 2>/dev/null)
	@$(BIN)/python packaging/prepare.py
	touch $@

define apt_install
	missing=""
	# Names that an installed package provides count too: newer systems have libglib2.0-0t64 for libglib2.0-0.
	have=$$(dpkg-query -W -f='$${db:Status-Abbrev} $${Package} $${Provides}\n' | sed -n 's/^ii *//p' | tr ' ,' '\n\n')
	for p in $(1); do grep -qxF -e "$$p" <<<"$$have" || missing="$$missing $$p"; done
	if [ -n "$$missing" ]; then
	  if [ "$$(id -u)" = 0 ]; then
	    echo "Installing$$missing"
	    apt-get -qq update
	    DEBIAN_FRONTEND=noninteractive apt-get -qq -y install --no-install-recommends $$missing >.make/apt.log 2>&1 || { tail -5 .make/apt.log; exit 1; }
	  else
	    echo "These packages are missing. Run this line once, then make again:"
	    echo "  sudo apt-get install --no-install-recommends$$missing"
	    exit 1
	  fi
	fi
endef

.make/desk-libs: Makefile
	@mkdir -p .make
	if command -v dpkg-query >/dev/null; then
	$(call apt_install,$(APT_DESK))
	fi
	touch $@

.make/test-tools: Makefile
	@mkdir -p .make
	if command -v dpkg-query >/dev/null; then
	$(call apt_install,$(APT_TEST))
	fi
	touch $@

.make/checker-tools: Makefile
	@mkdir -p .make
	if command -v dpkg-query >/dev/null; then
	$(call apt_install,$(APT_CHECKERS))
	fi
	touch $@

.make/package-tools: Makefile
	@mkdir -p .make
	if command -v dpkg-query >/dev/null; then
	$(call apt_install,$(APT_PACKAGE))
	fi
	touch $@

# The environment: locked with hashes; uv comes through pip. Running needs everything but the tools of `dev`.
.make/venv: requirements.lock packaging/install.py
	@mkdir -p .make
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/python packaging/install.py run
	touch $@

.make/venv-dev: .make/venv
	@$(BIN)/python packaging/install.py all
	touch $@
