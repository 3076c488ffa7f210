# Everything here runs on a fresh Debian 12 with Swift 6.3; `setup` installs what else is needed.

PROMPT ?= a red balloon rises over the sea
# What talks over sockets and watches the clock does not run beside what takes every processor for seconds: the arithmetic, and the crowds that
# the stores are tried with.
STORE_TESTS := 'PostgresStore|SQLiteStore|StoreConformance'
TIMED_TESTS := 'AssetStorage|CallbackDelivery|GuardedFetch|StudioServer|StudioWorker'
SWIFT_FLAGS := -c release --explicit-target-dependency-import-check error

.PHONY: help setup build demo serve test test-browser studio-pictures bench format lint clean

help:
	@echo "make demo     install what is missing, build, and make demo.mp4 from a prompt"
	@echo "make serve    build, and serve the Kling API on http://127.0.0.1:8080"
	@echo "make build    build .build/release/kinora"
	@echo "make test     run the tests"
	@echo "make test-browser  try the studio in Chromium; Docs/studio.md says what it needs"
	@echo "make bench    measure operations, growth with size, and whole models beside diffusers where Python has it"
	@echo "make format   format the Swift sources;  make lint checks them"
	@echo "make setup    install the system packages that are missing"

setup:
	@Scripts/setup

build: setup
	swift build $(SWIFT_FLAGS) --product kinora

demo: build
	@.build/release/kinora generate "$(PROMPT)" --seed 7 --output demo.mp4
	@echo "The clip is in $(CURDIR)/demo.mp4"

serve: build
	@.build/release/kinora serve

test: setup
	Scripts/with-postgres swift test $(SWIFT_FLAGS) --filter $(STORE_TESTS)
	swift test $(SWIFT_FLAGS) --skip-build --filter $(TIMED_TESTS)
	swift test $(SWIFT_FLAGS) --skip-build --skip $(STORE_TESTS) --skip $(TIMED_TESTS)
	@cd Training && if python3 -c "import accelerate, diffusers, ftfy, pytest; from toybox.world.things import cutout; cutout('dog')" 2>/dev/null; \
	then python3 -m pytest -q tests; \
	else echo "The tests of Training are left out: they need its requirements.txt and fonts-noto-color-emoji"; fi

test-browser: build
	python3 -m pytest -q -p no:cacheprovider Tests/Browser

studio-pictures: build
	python3 -m pytest -q -p no:cacheprovider Tests/Browser/pictures.py

bench: build
	swift build -c release --package-path Benchmarks
	@Benchmarks/.build/release/operations
	@Benchmarks/.build/release/scaling .build/release/kinora
	@if python3 -c "import torch, diffusers, transformers, sentencepiece" 2>/dev/null; \
	then Benchmarks/beside_diffusers.py .build/release/kinora; \
	else echo; echo "Beside diffusers: not measured, as Python has no torch, diffusers, transformers and sentencepiece."; fi

format:
	swift format --in-place --recursive --parallel Package.swift Sources Tests Benchmarks

lint:
	swift format lint --strict --recursive --parallel Package.swift Sources Tests Benchmarks

clean:
	rm -rf .build Benchmarks/.build demo.mp4
