# Campus5G: `make run` plans, prices and exports the sample port; `make test` runs the tests. Both set themselves up.
#   run  test  test-noqt  lint  bench  docs  i18n  clean
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := run

PYTHON ?= python3
VENV := .venv
NOQT := .venv-noqt
PY := $(VENV)/bin/python
PIP_INSTALL = $(PY) -m pip install --quiet --disable-pip-version-check -c constraints.txt
HAS_DISPLAY := $(strip $(DISPLAY)$(WAYLAND_DISPLAY))
export PYTHON

# Debian packages; only those that are missing are installed (.ci/system-packages).
# Qt's own libraries: the xcb and Wayland platforms, OpenGL, fonts, D-Bus, GLib, and Kerberos for QtNetwork.
DEB_PYTHON := python3-venv libexpat1
DEB_QT := libbrotli1 libdbus-1-3 libegl1 libfontconfig1 libfreetype6 libgl1 libglib2.0-0 libgssapi-krb5-2 \
          libwayland-client0 libwayland-cursor0 libwayland-egl1 libx11-6 libx11-xcb1 libxcb-cursor0 libxcb-icccm4 \
          libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-render0 libxcb-shape0 libxcb-shm0 \
          libxcb-sync1 libxcb-util1 libxcb-xfixes0 libxcb-xkb1 libxcb1 libxkbcommon-x11-0 libxkbcommon0 libzstd1
DEB_FONTS := fonts-noto-cjk
DEB_JUDGE := libreoffice-calc poppler-utils

.PHONY: run
run: $(VENV)/.ready-run
	@.ci/system-packages "" "$(DEB_FONTS) $(if $(HAS_DISPLAY),$(DEB_QT))" "Chinese in pictures, the window"
	@mkdir -p out
	$(VENV)/bin/campus5g demo --out out
ifneq ($(HAS_DISPLAY),)
	$(VENV)/bin/campus5g ui out/port.c5g
else
	@echo "No display here, so the window isn't opened. Elsewhere: $(VENV)/bin/campus5g ui out/port.c5g"
endif

# Tests of the window run without a display. LibreOffice judges the workbook; without it those tests are skipped.
.PHONY: test
test: $(VENV)/.ready-dev
	@.ci/system-packages "$(DEB_QT) $(DEB_FONTS)" "$(DEB_JUDGE)" "the tests that recalculate the workbook"
	QT_QPA_PLATFORM=offscreen $(PY) -m pytest $(ARGS)

# planner/ stands alone: its tests in an environment that has everything but Qt.
.PHONY: test-noqt
test-noqt: $(NOQT)/.ready
	$(NOQT)/bin/python -c 'import importlib.util as u; assert not u.find_spec("PySide6"), "PySide6 is here"'
	$(NOQT)/bin/python -m pytest tests/planner planner $(ARGS)

.PHONY: lint
lint: $(VENV)/.ready-dev
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m pyright
	$(VENV)/bin/lint-imports
	$(PY) -m resources.i18n.tool check

.PHONY: bench
bench: $(VENV)/.ready-dev
	@.ci/system-packages "$(DEB_QT)" "$(DEB_FONTS)" "Chinese in pictures"
	QT_QPA_PLATFORM=offscreen $(PY) tests/bench/run.py $(ARGS)

# Screenshots of the guide and the re-plotted figures.
.PHONY: docs
docs: $(VENV)/.ready-dev
	@.ci/system-packages "$(DEB_QT) $(DEB_FONTS)"
	QT_QPA_PLATFORM=offscreen $(PY) docs/build.py $(ARGS)

# Take new strings into the catalogues and list those without a translation.
.PHONY: i18n
i18n: $(VENV)/.ready-dev
	$(PY) -m resources.i18n.tool update
	@$(PY) -m resources.i18n.tool missing

.PHONY: clean
clean:
	rm -rf $(VENV) $(NOQT) out build dist *.egg-info .pytest_cache .ruff_cache .hypothesis .benchmarks .import_linter_cache
	find planner ui resources tests -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment. Installed by name from the registry pip is configured for, in the versions of constraints.txt.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Campus5G needs Python 3.11 or newer ($(PYTHON) is older); name one: make PYTHON=python3.12 ..."; exit 1; }
	@.ci/system-packages "$(DEB_PYTHON)"
	@$(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/.ready-run: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing the Python packages (the first time takes some minutes)"
	@$(PIP_INSTALL) setuptools
	@$(PIP_INSTALL) --no-build-isolation -e '.[ui]'
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready-run
	@$(PIP_INSTALL) --no-build-isolation -e '.[ui,test,test-ui,lint]'
	@touch $@

# Hard links to the packages installed above, then Qt uninstalled: seconds instead of another download.
$(NOQT)/.ready: $(VENV)/.ready-dev
	@rm -rf $(NOQT)
	@$(PY) -m venv --without-pip $(NOQT)
	@site='import sysconfig; print(sysconfig.get_path("purelib"))'; \
	  from=$$($(PY) -c "$$site"); to=$$($(NOQT)/bin/python -c "$$site"); \
	  rm -rf "$$to"; cp -al "$$from" "$$to" 2>/dev/null || { rm -rf "$$to"; cp -a "$$from" "$$to"; }
	@$(PY) -m pip --quiet --python $(NOQT)/bin/python uninstall -y pytest-qt PySide6-Essentials shiboken6
	@touch $@
