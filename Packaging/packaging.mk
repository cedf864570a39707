# Wheels, a Debian package and a tarball for users. Included by the Makefile.

# The CPython series that the recorder has wheels for; those that are found are built.
RECORDER_SERIES ?= 3.8 3.9 3.10 3.11 3.12 3.13 3.14 3.15
WHEELS = .build/wheels
PACKAGING_WORK = .build/work/packaging
# The Python tools that build and check packages, in an environment of their own.
TOOLS = .build/work/tools

# On Linux on x86-64 the binary contains SQLite, zlib and libstdc++, and runs with glibc 2.17 and later; docs/building.md explains how.
# PORTABLE=no links it as the system's compiler does, for distributions that lack the static libraries.
ifeq ($(shell uname -sm),Linux x86_64)
PORTABLE ?= yes
endif
ifeq ($(PORTABLE),yes)
FLOOR = .build/glibc-floor.o
PLATFORM = manylinux_2_17_x86_64
LINKAGE_ENVIRONMENT = PKG_CONFIG_PATH='$(CURDIR)/Packaging/linux/pkgconfig:$(PKG_CONFIG_PATH)'
LINKAGE = -Xswiftc -use-ld=lld --disable-local-rpath -Xlinker -L$(CURDIR)/Packaging/linux/static -Xlinker $(CURDIR)/$(FLOOR) \
  -Xlinker --no-as-needed -Xlinker -l:libpthread.so.0 -Xlinker -l:libdl.so.2
RECORDER_LINKAGE = $(CURDIR)/$(FLOOR) -Wl,--gc-sections -Wl,-s
else
PLATFORM = linux_$(shell uname -m)
endif

$(FLOOR): Packaging/linux/glibc-floor.S
	@mkdir -p .build
	clang -c -o $@ $<

$(TOOLS)/ready: Packaging/requirements.txt
	python3 -m venv --clear $(TOOLS)
	$(TOOLS)/bin/pip install --quiet --disable-pip-version-check -r Packaging/requirements.txt
	@touch $@

.PHONY: wheels packaging-test tree deb tarball

# The command for users, without the symbols that only a debugger reads.
$(PACKAGING_WORK)/gctrace: build
	@mkdir -p $(PACKAGING_WORK)
	strip -o $@ .build/release/gctrace

wheels: $(PACKAGING_WORK)/gctrace $(FLOOR) $(TOOLS)/ready
	@rm -rf $(WHEELS)
	@$(TOOLS)/bin/python Packaging/wheel.py --binary $(PACKAGING_WORK)/gctrace --package python/src/gctrace \
	  --metadata Packaging/METADATA --description README.md --licence LICENSE --tag $(PLATFORM) -o $(WHEELS)
	@sh Packaging/recorder-wheels.sh $(PACKAGING_WORK)/recorder $(WHEELS) $(PLATFORM) '$(RECORDER_LINKAGE)' $(TOOLS) $(RECORDER_SERIES)
	@ls -l $(WHEELS)

# The manual page, from the same definitions as --help, by swift-argument-parser's tool. Its plugin would build everything once more.
MANUAL = $(PACKAGING_WORK)/manual/gctrace.1
$(MANUAL): $(PACKAGING_WORK)/gctrace
	$(SWIFT) build --product generate-manual
	@mkdir -p $(dir $@)
	$$($(SWIFT) build --show-bin-path)/generate-manual $< --output-directory $(dir $@) --section 1 \
	  --date "$$(git log -1 --format=%cs 2>/dev/null || date +%F)"

TREE = $(PACKAGING_WORK)/tree
tree: wheels $(MANUAL)
	@sh Packaging/tree.sh $(PACKAGING_WORK)/gctrace $(WHEELS) $(MANUAL) $(TREE)

deb: tree
	@sh Packaging/deb.sh $(TREE) $(PACKAGING_WORK)/deb .build/packages

tarball: tree
	@sh Packaging/tarball.sh $(TREE) .build/packages

# `make release-check` runs the checks that need the network or much time.
PACKAGING_TESTS = -m 'not release'

# Installs each package as a person would and uses it, from an empty folder and without the network.
packaging-test: wheels deb tarball
	$(TOOLS)/bin/python -m pytest -q -n 2 -p no:cacheprovider $(PACKAGING_TESTS) Packaging/tests --wheels $(WHEELS) --packages .build/packages --series '$(RECORDER_SERIES)'

# The Python package: types, tests, the notebook.
PYTHON_TOOLS = .build/work/python
$(PYTHON_TOOLS)/ready: python/requirements-test.txt
	python3 -m venv --clear $(PYTHON_TOOLS)
	$(PYTHON_TOOLS)/bin/pip install --quiet --disable-pip-version-check -r python/requirements-test.txt
	@touch $@

.PHONY: python-test docs
python-test: wheels $(PYTHON_TOOLS)/ready
	@$(PYTHON_TOOLS)/bin/pip install --quiet --disable-pip-version-check --no-index --no-deps --force-reinstall --find-links $(WHEELS) gctrace-recorder \
	  || echo 'python-test: no recorder for this python3, so the tests that record are skipped'
	cd python && ../$(PYTHON_TOOLS)/bin/mypy --cache-dir ../$(PYTHON_TOOLS)/mypy
	GCTRACE='$(CURDIR)/$(GCTRACE)' $(PYTHON_TOOLS)/bin/python -m pytest -q -n 2 -p no:cacheprovider python/tests

# The site of the documentation, into .build/site; a warning is an error.
docs: $(TOOLS)/ready
	$(TOOLS)/bin/python -m mkdocs build --quiet --strict

# The checks that need the network, root or much time. Run it before a release.
.PHONY: release-check
SUITES ?= bookworm trixie
release-check: test
	$(MAKE) packaging-test PACKAGING_TESTS=
	@command -v debootstrap >/dev/null || apt-get install -y -qq --no-install-recommends debootstrap
	sh Packaging/fresh-debian.sh $(WHEELS) .build/work/fresh $(SUITES)
