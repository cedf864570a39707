# make demo   sets up what is missing, builds, and shows gctrace at work on a recording of a real program
# make test   all that CI checks: format, a build without warnings, every test, an end-to-end replay
# make build  the release binary alone: .build/release/gctrace
# make help   this text and the rest

SWIFT ?= swift
# Where the demo and the end-to-end check keep their databases.
WORK ?= .build/work
GCTRACE = .build/release/gctrace
RECORDING = fixtures/recordings/docutils-py3.11.7.log.gz
# What Debian calls what we build with; see Package.swift.
PACKAGES = libsqlite3-dev zlib1g-dev libxxhash-dev pkg-config sqlite3 python3-venv
# Our own modules must not reach into each other but as Package.swift says.
BUILD = $(LINKAGE_ENVIRONMENT) $(SWIFT) build -c release --static-swift-stdlib --explicit-target-dependency-import-check error $(LINKAGE)

.PHONY: demo test setup build lint unit endtoend report-test report-check recorder-test conformance pep848 crash memory mutate fuzz
.PHONY: sanitize sanitize-address sanitize-assertions sanitize-recorder bench install clean help
.DEFAULT_GOAL := help

help:
	@sed -n 's/^# make/make/p' Makefile
	@echo 'make recorder-test  the recorder alone, under each installed CPython 3.8 to 3.13; SERIES="3.11 3.12" for those alone'
	@echo 'make conformance N=20  N random logs for each installed CPython 3.8 to 3.15, replayed and really run'
	@echo 'make crash KILLS=300  gctrace killed at random moments, and what it leaves looked at; SEED=2 for other moments'
	@echo 'make memory  what an import takes of memory for logs that are made to take much, gzip bombs among them'
	@echo 'make mutate LOGS=20000  mutated logs through reader, replay and database; SEED=2 for others'
	@echo 'make fuzz FUZZ_SECONDS=3600  a fuzzer at each door, so long at each; TARGETS="reader blocks" for those alone'
	@echo 'make pep848  docs/pep848.md: programs recorded anew, replayed under PEP 848 and the others; needs evaluate.py prepare'
	@echo 'make sanitize  sanitize-address, -assertions and -recorder; the last under CPython 3.11 and 3.13, or SERIES="3.9 3.12"'
	@echo 'make bench  every figure that gctrace is held to, beside CPython 3.11, sqlite3 and a C loop; a quarter of an hour'
	@echo 'make wheels deb tarball  what people install, in .build/wheels and .build/packages; docs/building.md tells more'
	@echo 'make packaging-test  builds these, installs them and uses them'
	@echo 'make python-test  the Python package: types, tests, the notebook'
	@echo 'make report-check  the pages of gctrace report in headless Chromium, with their size and speed at 100,000 collections; SCREENSHOTS=1 keeps pictures'
	@echo 'make docs  the site of the documentation, in .build/site'
	@echo 'make release-check  make test, and what takes the network, root or long: among others a fresh Debian made by debootstrap'
	@echo 'make install PREFIX=/usr/local  copies the binary, and the recorder for it to build'

setup:
	@missing=''; for package in $(PACKAGES); do \
	  dpkg -s $$package >/dev/null 2>&1 || missing="$$missing $$package"; done; \
	if [ -n "$$missing" ] && ! command -v apt-get >/dev/null 2>&1; then \
	  echo "gctrace is built with:$$missing (Debian's names); please install them" >&2; exit 1; fi; \
	if [ -n "$$missing" ]; then \
	  sudo=''; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	  $$sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq --no-install-recommends$$missing; fi
	@command -v $(SWIFT) >/dev/null 2>&1 || { echo 'gctrace is built with Swift 6.2 or later: https://www.swift.org/install' >&2; exit 1; }

include Packaging/packaging.mk

build: setup $(FLOOR)
	$(BUILD) --product gctrace

lint:
	$(SWIFT) format lint --strict --recursive Sources Tests Conformance Guards Benchmarks Package.swift

unit: setup
	$(SWIFT) build --build-tests --explicit-target-dependency-import-check error
	$(SWIFT) test --skip-build

endtoend: build
	@mkdir -p $(WORK); rm -f $(WORK)/endtoend.db
	$(GCTRACE) import --db $(WORK)/endtoend.db $(RECORDING)
	$(GCTRACE) replay --db $(WORK)/endtoend.db
	$(GCTRACE) verify --db $(WORK)/endtoend.db
	sqlite3 $(WORK)/endtoend.db 'PRAGMA integrity_check' | grep -x ok
	test -z "$$(sqlite3 $(WORK)/endtoend.db 'PRAGMA foreign_key_check')"

# The pages of `gctrace report` in a real browser, Debian's chromium. Where there is none the tests say so and hold.
report-test: build
	@python3 Tests/ReportPage/check.py $(GCTRACE) $(WORK)/report --fast

# The same, and size and speed at 100,000 collections; AXE=axe.min.js has axe-core look, too (no part of this repository: npm, or PyPI's axe-core-python).
report-check: build
	AXE='$(AXE)' python3 Tests/ReportPage/check.py $(GCTRACE) $(WORK)/report $(if $(SCREENSHOTS),--screenshots)

# The recorder's own tests; they want gctrace to replay what they record.
recorder-test: build
	@GCTRACE='$(CURDIR)/$(GCTRACE)' sh recorder/tests/run.sh $(WORK)/recorder $(SERIES)

# A few random logs in each interpreter against the release build's replay: unit tests are debug builds.
test: setup lint build unit endtoend report-test recorder-test packaging-test python-test docs
	@$(MAKE) conformance N=5 EVENTS=1000


# How many random logs of how many events for each interpreter, from which seed on; SERIES="3.11 3.12.14" takes those alone.
N ?= 20
EVENTS ?= 2000
SEED ?= 1
conformance: setup $(FLOOR)
	$(BUILD) --product conformance-table
	.build/release/conformance-table $(N) $(EVENTS) $(SEED) $(SERIES)

# The guards: docs/promises.md says what they guard. `make test`, and so CI, runs a little of each (Tests/GuardsTests, half a minute); the
# whole of them takes hours, which CI does not have.
KILLS ?= 300
crash: build
	$(BUILD) --product guard
	.build/release/guard crash --gctrace '$(CURDIR)/$(GCTRACE)' --old-database fixtures/databases/version-1.db \
	  --folder '$(abspath $(WORK))/crash' --kills $(KILLS) --seed $(SEED)

# Where the databases of memory, mutate and fuzz are: in memory, if there is a disk of it. On another each commit waits for the disk.
MEMORY := $(shell test -w /dev/shm && echo /dev/shm || echo /tmp)
memory: build
	python3 Guards/memory.py $(GCTRACE) $(MEMORY)/gctrace-memory

LOGS ?= 20000
mutate: setup
	$(BUILD) --product guard
	@folder=$$(mktemp -d $(MEMORY)/gctrace-mutate-XXXXXX) && \
	if .build/release/guard mutate --folder $$folder --logs $(LOGS) --seed $(SEED); then rm -r $$folder; \
	else echo "the log in hand is $$folder/input.log" >&2; exit 1; fi

# What a run finds new stays in $(WORK)/fuzz, and an input that breaks something beside it: put that into fixtures/fuzz.
TARGETS ?= reader replay blocks store
FUZZ_SECONDS ?= 3600
fuzz: setup
	GCTRACE_FUZZ=1 $(SWIFT) build -c release --sanitize=fuzzer --scratch-path .build/fuzz -Xswiftc -parse-as-library --product fuzz
	@scratch=$$(mktemp -d $(MEMORY)/gctrace-fuzz-XXXXXX); trap 'rm -r $$scratch' EXIT; for target in $(TARGETS); do \
	  mkdir -p $(WORK)/fuzz/$$target; \
	  SWIFT_BACKTRACE=enable=no TARGET=$$target WORK=$$scratch .build/fuzz/release/fuzz -max_len=2500 -timeout=60 \
	    -max_total_time=$(FUZZ_SECONDS) -print_final_stats=1 -artifact_prefix=$(WORK)/fuzz/broken-$$target- \
	    $(WORK)/fuzz/$$target fixtures/fuzz/$$target || exit 1; done

# Half an hour and more on two cores, most of it for the two builds: CI has no time for them. `make test` runs a little of the third part,
# which is built in seconds: the recorder is in C, where a mistake about memory is easiest to make.
sanitize: sanitize-address sanitize-assertions sanitize-recorder

# Every test of Swift, and the programs that it starts, under the address sanitizer with leak detection.
sanitize-address: setup
	ASAN_OPTIONS=detect_leaks=1 LSAN_OPTIONS=suppressions=$(CURDIR)/Guards/leaks.txt $(SWIFT) test --sanitize=address --scratch-path .build/address

# A release build that keeps its assertions, over all logs of fixtures/, mutated ones and, in each interpreter, random ones.
ASSERTING = .build/assertions/release
sanitize-assertions: setup
	@for product in gctrace guard conformance-table; do \
	  $(SWIFT) build -c release --scratch-path .build/assertions -Xswiftc -assert-config -Xswiftc Debug --product $$product || exit 1; done
	sh Guards/assertions.sh $(ASSERTING)/gctrace
	@mkdir -p $(WORK)/mutate && $(ASSERTING)/guard mutate --folder $(WORK)/mutate --logs 1000 --seed $(SEED)
	$(ASSERTING)/conformance-table $(N) 1000 $(SEED) $(SERIES)

sanitize-recorder: setup
	sh recorder/tests/sanitize.sh $(WORK)/recorder-sanitize $(SERIES)

demo: build
	@mkdir -p $(WORK)
	@sh fixtures/demo.sh $(GCTRACE) $(WORK)/demo.db $(RECORDING)

# PEP848="--python 3.13 --program docutils" for less; recorder/evaluation/README.md tells what must be there.
PEP848 ?=
pep848: build
	recorder/evaluation/evaluate.py pep848 $(PEP848)

# BENCH="--largest 100000000 --only length" for more or less; `.build/release/benchmark run --help` has all there is.
BENCH ?=
bench: build
	$(BUILD) --product benchmark
	@mkdir -p $(WORK)
	.build/release/benchmark run --gctrace $(GCTRACE) --folder $(WORK)/bench --json $(WORK)/bench.json $(BENCH)

# Where the recorder's sources go, which gctrace finds from where it lies itself.
SHARE = $(DESTDIR)$(or $(PREFIX),/usr/local)/share/gctrace/recorder
install: build
	install -D $(GCTRACE) $(DESTDIR)$(or $(PREFIX),/usr/local)/bin/gctrace
	cd recorder && find README.md MANIFEST.in install.py pyproject.toml setup.cfg setup.py src -type f \
	  ! -name '*.pyc' ! -name '*.so' ! -path '*.egg-info/*' -exec install -D -m 644 {} '$(abspath $(SHARE))/{}' \;

clean:
	rm -rf .build
