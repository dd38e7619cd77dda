# The two commands of the README: `make demo` and `make test`.
ifeq ($(shell uname),Darwin)
export PKG_CONFIG_PATH := $(shell brew --prefix openblas 2>/dev/null)/lib/pkgconfig:$(shell brew --prefix openssl 2>/dev/null)/lib/pkgconfig:$(PKG_CONFIG_PATH)
endif

# An import that Package.swift does not declare is an error.
CHECKED := --explicit-target-dependency-import-check error

.PHONY: build demo test fuzz lanes kills disks differential bench pairs docs format clean \
  description golden whole install deb wheel try-packages qgis-plugin arcgis-toolbox test-qgis test-desktops \
  test-clusters pictures

build:
	@.ci/prepare
	swift build -c release --product gridcast $(CHECKED)

# The main job on a city that Gridcast makes itself.
demo: build
	@rm -rf demo
	.build/release/gridcast sample demo
	.build/release/gridcast run demo/plan.yaml
	@echo
	@echo "The forecast map lies in demo/map/forecast.tif: drag it into QGIS, or add it in ArcGIS."
	@echo "demo/map/plan.qgz opens all maps in QGIS, demo/map/report.html in a browser."

# One release build serves the demo and the tests, which train networks.
test:
	@.ci/prepare gdal-bin proj-bin openssl python3
	swift build -c release --build-tests $(CHECKED)
	swift test -c release --skip-build

# GDAL and what it brings leave memory behind, take in one way and give back in another; what is too large is refused as
# without AddressSanitizer.
ASAN := detect_leaks=0:alloc_dealloc_mismatch=0:allocator_may_return_null=1:max_allocation_size_mb=4000:hard_rss_limit_mb=4000

# Damaged files of every format, as many as FUZZ says, put through every command; those that bring one down are kept in
# fuzz/. With SANITIZE=1 the command is built with AddressSanitizer (GDAL and its like are not).
FUZZ ?= 2400
SANITIZE ?= 0
fuzz:
	@.ci/prepare gdal-bin
	@mkdir -p fuzz
	swift build -c release --build-tests $(CHECKED)
	[ $(SANITIZE) != 1 ] || GRIDCAST_FUZZER=1 swift build -c release --product gridcast --scratch-path .build/fuzzer
	[ $(SANITIZE) != 1 ] || export ASAN_OPTIONS=$(ASAN) GRIDCAST_SANITIZED=1 GRIDCAST_BINARY=$(CURDIR)/.build/fuzzer/release/gridcast; \
	  GRIDCAST_FUZZ=$(FUZZ) GRIDCAST_FUZZ_KEEP=$(CURDIR)/fuzz swift test -c release --skip-build --filter FuzzTests

# Files that libFuzzer makes up, led by which ways through the code they take: each of LANES for SECONDS, with
# AddressSanitizer. What is found lies in fuzz/LANE/found, and `GRIDCAST_LANE=LANE LaneFuzzer FILE` repeats it.
LANES ?= shapefile csv geojson sequence osm pbf wkb xml zip fgb gpkg parquet arrow records bson
SECONDS ?= 600
FUZZER := .build/fuzzer/release/LaneFuzzer
lanes:
	GRIDCAST_FUZZER=1 swift build -c release --product LaneFuzzer --scratch-path .build/fuzzer
	@for lane in $(LANES); do Fuzzing/run $(FUZZER) $$lane $(SECONDS) fuzz/$$lane || failed="$$failed $$lane"; done; \
	  [ -z "$$failed" ] || { echo "findings:$$failed"; exit 1; }

# Jobs that are killed or stopped by signals, KILLS of each; docs/reliability.md says what is looked at.
KILLS ?= 1000
kills:
	@.ci/prepare gdal-bin
	swift build -c release --build-tests $(CHECKED)
	GRIDCAST_KILLS=$(KILLS) swift test -c release --skip-build --filter StopRunsTests

# Outputs that find no room, with every size in steps of STEP bytes over the last 64 KB; docs/reliability.md
# says what is looked at.
STEP ?= 1024
disks:
	@.ci/prepare gdal-bin
	swift build -c release --build-tests $(CHECKED)
	GRIDCAST_DISKS=$(STEP) swift test -c release --skip-build --filter FullDiskTests

# Damaged files, FILES of each of four formats, read by Gridcast and by other programs; where they differ without
# a word, the files are kept in differential/ (docs/reliability.md). PEERS may be a Python with pandas.
FILES ?= 600
SEED ?= 15
differential:
	@.ci/prepare gdal-bin python3 osmium-tool
	@mkdir -p differential
	swift build -c release --build-tests $(CHECKED)
	GRIDCAST_DIFFERENTIAL=$(FILES) GRIDCAST_DIFFERENTIAL_SEED=$(SEED) GRIDCAST_DIFFERENTIAL_KEEP=$(CURDIR)/differential \
	  GRIDCAST_PEERS=$$([ -x "$(PEERS)" ] && echo "$(PEERS)" || echo python3) \
	  swift test -c release --skip-build --filter DifferentialTests; \
	  status=$$?; tail -n 2 differential/*/figures.txt; exit $$status

# Times everything beside what users would pick instead, and writes docs/benchmarks.md. PEERS is a Python
# with Benchmarks/peers/requirements.txt (and torch); BENCH_OSM an OSM PBF.
PEERS ?= .build/peers/bin/python
bench: build
	@[ -x "$(PEERS)" ] || { python3 -m venv .build/peers && .build/peers/bin/pip install -q -r Benchmarks/peers/requirements.txt; }
	swift build -c release --package-path Benchmarks
	@mkdir -p .build/bench
	Benchmarks/.build/release/Bench .build/release/gridcast $(PEERS) .build/bench docs/benchmarks.md

# Times conversions beside ogr2ogr, and writes docs/conversions.md with its picture: SECTIONS are pairs (of five vector
# formats), utm (the same, moved), polygons and folder (of a thousand layers); others stay as they were measured.
ROUNDS ?= 5
SECTIONS ?=
pairs: build
	@.ci/prepare gdal-bin
	@[ -x "$(PEERS)" ] || { python3 -m venv .build/peers && .build/peers/bin/pip install -q -r Benchmarks/peers/requirements.txt; }
	$(PEERS) Benchmarks/conversions .build/release/gridcast .build/pairs docs/conversions.md $(ROUNDS) $(SECTIONS)

# The pages of the libraries' documentation, in .build/docs-Gridcast and .build/docs-Neural.
docs:
	@.ci/prepare
	for target in Gridcast Neural; do \
	  GRIDCAST_DOCS=1 swift package --allow-writing-to-directory .build/docs-$$target \
	    generate-documentation --target $$target --warnings-as-errors --output-path .build/docs-$$target || exit 1; \
	done

# What forms in desktops are made of; DescribeTests say when it has changed.
description: build
	.build/release/gridcast describe --json > integrations/description.json

# What help and messages say, word for word; GoldenTests say when they have changed.
golden:
	@.ci/prepare gdal-bin proj-bin
	swift build -c release --build-tests $(CHECKED)
	GRIDCAST_GOLDEN=1 swift test -c release --skip-build --filter GoldenTests
	git --no-pager diff --stat -- Tests/GridcastCLITests/Golden

# Packages are made of the ordinary build, which has Swift's own libraries in it where the toolchain has them for that.
whole: build
	@! ldd .build/release/gridcast | grep -q libswift || { echo "this build needs Swift's libraries, which packages do not \
	bring: build without GRIDCAST_DYNAMIC, by a toolchain with swift_static" >&2; exit 1; }

# Installs the command with manual, completions, plan files' type and the plug-in for QGIS; DESTDIR for packages.
PREFIX ?= /usr/local
install: whole
	integrations/package/install .build/release/gridcast "$(DESTDIR)" "$(PREFIX)"

# Packages, in PACKAGES, of the same bytes whenever they are made from the same commit.
PACKAGES ?= .build/packages
deb wheel qgis-plugin arcgis-toolbox: export SOURCE_DATE_EPOCH := $(or $(SOURCE_DATE_EPOCH),$(shell git log -1 --format=%ct 2>/dev/null || echo 0))
deb: whole
	integrations/package/deb .build/release/gridcast $(PACKAGES)

# A wheel for pip; with BUNDLE=1 it carries all libraries that it needs (needs patchelf).
BUNDLE ?= 0
wheel: whole
	python3 integrations/python/wheel.py .build/release/gridcast $(PACKAGES) $(if $(filter 1,$(BUNDLE)),--bundle)

# Each is made twice, and installed on a bare Debian, where a whole job is done; needs root and debootstrap.
try-packages:
	rm -rf $(PACKAGES)
	$(MAKE) deb wheel BUNDLE=1
	$(MAKE) deb wheel BUNDLE=1 PACKAGES=$(PACKAGES)/again
	for package in $(PACKAGES)/*.deb $(PACKAGES)/*.whl; do \
	  cmp $$package $(PACKAGES)/again/$$(basename $$package) && integrations/package/try $$package || exit 1; \
	done
	rm -r $(PACKAGES)/again

qgis-plugin:
	python3 integrations/package/archive.py integrations/qgis/gridcast_qgis $(PACKAGES)/gridcast_qgis.zip LICENSE

arcgis-toolbox:
	python3 integrations/package/archive.py integrations/arcgis $(PACKAGES)/gridcast_arcgis.zip LICENSE \
	  integrations/description.json integrations/shared/gridcast_runner.py integrations/shared/gridcast_forms.py

# The plug-in in a QGIS without a window, where there is one; QGIS_PYTHON is the Python that has it.
QGIS_PYTHON ?= /usr/bin/python3
test-qgis: build
	@$(QGIS_PYTHON) -c 'import qgis.core' 2>/dev/null || { echo "skipped: this machine has no QGIS for $(QGIS_PYTHON)"; exit 0; }; \
	  $(QGIS_PYTHON) -m unittest discover -s integrations/qgis/tests -t integrations/qgis

# The toolbox of ArcGIS over a stand-in, and the Python package.
test-desktops: build test-qgis
	python3 -m unittest discover -s integrations/arcgis/tests
	python3 -m unittest discover -s integrations/python/tests

# The package for Spark on a real cluster on this machine, where SPARK_PYTHON has pyspark and there is Java, and the
# scripts for GNU parallel and Slurm.
SPARK_PYTHON ?= python3
test-clusters: build
	$(SPARK_PYTHON) -m unittest discover -s integrations/spark/tests
	$(SPARK_PYTHON) -m unittest discover -s integrations/scripts/tests

# The pictures of docs/ that show what comes out, where there are Chromium and QGIS.
pictures: build
	docs/pictures .build/release/gridcast

format:
	swift format --in-place --recursive Package.swift Sources Tests Fuzzing

clean:
	rm -rf .build demo fuzz differential
