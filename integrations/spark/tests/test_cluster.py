"""A real standalone cluster on this machine: a master and two workers, of which one is killed."""

import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
PROGRAM = os.environ.get("GRIDCAST", os.path.join(ROOT, ".build", "release", "gridcast"))
# How many points each input has; 2,000,000 are those of the documentation.
POINTS = int(os.environ.get("GRIDCAST_SPARK_POINTS", "100000"))
# The formats of inputs that are cut into parts, with what is asked of them beside the category.
FORMATS = {"csv": {}, "shp": {}, "pbf": {"layer": "points"}, "parquet": {}}

try:
    import pyarrow.parquet as pq
    import pyspark
    MISSING = None if shutil.which("java") else "there is no Java here (Debian: openjdk-17-jre-headless)"
except ImportError:
    MISSING = "there is no pyspark or pyarrow here (pip install pyspark pyarrow)"
if MISSING is None and not os.path.exists(PROGRAM):
    MISSING = "the program is not built: %s" % PROGRAM


def free_port():
    """A port that nothing listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def write_pbf(path, points):
    """Writes an OSM PBF, sorted, with a node for each point: millionths of a degree east and north, and its kind."""
    def varint(number):
        out = bytearray()
        while number > 127:
            out.append(number & 127 | 128)
            number >>= 7
        out.append(number)
        return bytes(out)

    def field(number, body):
        return varint(number << 3 | 2) + varint(len(body)) + body

    def deltas(numbers):
        return b"".join(varint(n << 1 if n >= 0 else (-n << 1) - 1)
                        for n in (b - a for a, b in zip([0] + numbers, numbers)))

    with open(path, "wb") as file:
        def write(kind, content):
            blob = varint(2 << 3) + varint(len(content)) + field(3, zlib.compress(content, 1))
            head = field(1, kind.encode()) + varint(3 << 3) + varint(len(blob))
            file.write(struct.pack(">I", len(head)) + head + blob)

        write("OSMHeader", field(4, b"OsmSchema-V0.6") + field(4, b"DenseNodes") + field(5, b"Sort.Type_then_ID"))
        for start in range(0, len(points), 8000):
            block = points[start:start + 8000]
            texts = ["", "kind"] + sorted({kind for _, _, kind in block})
            codes = {text: varint(1) + varint(index) + b"\0" for index, text in enumerate(texts)}
            dense = field(1, deltas(list(range(start + 1, start + 1 + len(block)))))
            dense += field(8, deltas([north * 10 for _, north, _ in block]))
            dense += field(9, deltas([east * 10 for east, _, _ in block]))
            dense += field(10, b"".join(codes[kind] for _, _, kind in block))
            write("OSMData", field(1, b"".join(field(1, text.encode()) for text in texts)) + field(2, field(2, dense)))


class Cluster:
    """A master and two workers with a core each, as processes of their own."""

    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        self.master = "spark://127.0.0.1:%d" % self.port
        home = os.path.dirname(pyspark.__file__)
        self.environment = dict(
            os.environ, SPARK_HOME=home, SPARK_LOCAL_IP="127.0.0.1", SPARK_NO_DAEMONIZE="1",
            PYSPARK_PYTHON=sys.executable, SPARK_WORKER_DIR=os.path.join(folder, "work"))
        os.environ.update(SPARK_LOCAL_IP="127.0.0.1", PYSPARK_PYTHON=sys.executable)
        self.processes = [self.start("master", "org.apache.spark.deploy.master.Master", [
            "--host", "127.0.0.1", "--port", str(self.port), "--webui-port", str(free_port())])]
        wait(lambda: answers(self.port), 60, "the master")
        for name in ("worker-1", "worker-2"):
            self.add(name)

    def add(self, name):
        """Starts a worker."""
        self.processes.append(self.start(name, "org.apache.spark.deploy.worker.Worker", [
            "--host", "127.0.0.1", "--port", str(free_port()), "--webui-port", str(free_port()), "-c", "1", "-m", "1g",
            "-d", os.path.join(self.folder, name), self.master]))
        log = os.path.join(self.folder, name + ".log")
        wait(lambda: "Successfully registered with master" in content(log), 60, name)

    def start(self, name, what, arguments):
        """Starts a process in a group of its own, which its executors belong to."""
        with open(os.path.join(self.folder, name + ".log"), "w") as log:
            return subprocess.Popen(
                [os.path.join(self.environment["SPARK_HOME"], "bin", "spark-class"), what] + arguments,
                env=self.environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True)

    def kill(self, process):
        """Ends a process of ours and its executors, without warning."""
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def end(self):
        """Ends all."""
        for process in reversed(self.processes):
            self.kill(process)

    def session(self):
        """A session on this cluster."""
        from pyspark.sql import SparkSession

        return (
            SparkSession.builder.master(self.master).appName("test").config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1").config("spark.executor.memory", "600m")
            .config("spark.executor.cores", "1").config("spark.ui.showConsoleProgress", "false")
            .config("spark.log.level", "OFF").getOrCreate())


def content(path):
    """The text of a file; none where there is no file."""
    if not os.path.exists(path):
        return ""
    with open(path) as file:
        return file.read()


def answers(port):
    """Whether something listens at a port."""
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def wait(is_there, seconds, what):
    """Waits until something is there."""
    end = time.time() + seconds
    while not is_there():
        if time.time() > end:
            raise AssertionError("%s did not come" % what)
        time.sleep(0.1)


@unittest.skipIf(MISSING, "skipped: %s" % MISSING)
class ClusterTests(unittest.TestCase):
    """What the cluster writes and reports is what one machine writes and reports."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="gridcast-spark-test-")
        cls.addClassCleanup(shutil.rmtree, cls.folder, True)
        cls.cluster = Cluster(cls.folder)
        cls.addClassCleanup(cls.cluster.end)
        cls.csv = cls.path("points.csv")
        places = []
        kinds = ["shop", "office", "school", "\"food, and\ndrink\"", "bus", "bank", "park"]
        with open(cls.csv, "w") as file:
            file.write("lon,lat,kind,weight\n")
            for row in range(POINTS):
                # The last kind comes in the last tenth only, so most parts lack it.
                kind = kinds[row * 31 % (7 if row > POINTS * 0.9 else 6)]
                east, north = round((109 + row * 0.618034 % 1) * 1e6), round((34 + row * 0.414214 % 1) * 1e6)
                places.append((east, north, kind.replace("\"", "")))
                file.write("%.6f,%.6f,%s,%.3f\n" % (east / 1e6, north / 1e6, kind, row % 977 / 7))
        cls.shp = cls.path("points.shp")
        cls.gridcast("convert", cls.csv, "-o", cls.shp)
        write_pbf(cls.path("points.osm.pbf"), places)
        cls.files = {"csv": cls.csv, "shp": cls.shp, "pbf": cls.path("points.osm.pbf"),
                     "parquet": cls.path("points.parquet")}
        # A row group for each part.
        own = cls.path("own.parquet")
        cls.gridcast("convert", cls.csv, "-o", own)
        pq.write_table(pq.read_table(own), cls.files["parquet"], row_group_size=-(-POINTS // 40))
        # A program that tells that it counts, and takes its time.
        cls.log = cls.path("log")
        cls.slow = cls.path("slow")
        with open(cls.slow, "w") as file:
            file.write("#!/bin/sh\n[ \"$1\" != bin ] || { echo . >>'%s'; sleep 0.3; }\nexec '%s' \"$@\"\n" % (
                cls.log, PROGRAM))
        os.chmod(cls.slow, 0o755)
        cls.spark = cls.cluster.session()
        cls.addClassCleanup(cls.spark.stop)

    @classmethod
    def path(cls, name):
        return os.path.join(cls.folder, name)

    @classmethod
    def gridcast(cls, *arguments):
        done = subprocess.run([PROGRAM] + list(arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if done.returncode != 0:
            raise AssertionError(done.stderr.decode())
        return done.stdout

    def same(self, first, second):
        with open(self.path(first), "rb") as one, open(self.path(second), "rb") as other:
            self.assertTrue(one.read() == other.read(), "%s and %s differ" % (first, second))

    def counted(self):
        return len(content(self.log)) // 2

    def test_a_worker_is_killed_and_the_bytes_are_the_same(self):
        for name, options in FORMATS.items():
            with self.subTest(name):
                self.counts_with_a_killed_worker(name, options)

    def counts_with_a_killed_worker(self, name, options):
        import gridcast_spark

        words = [word for option, value in options.items() for word in ("--" + option, value)]
        one = json.loads(self.gridcast(
            "bin", self.files[name], "--category", "kind", "-o", self.path(name + "-one.tif"), "--cells",
            self.path(name + "-one.csv"), "--json", *words))
        begun = self.counted()
        doomed = self.cluster.processes[-1]

        def kill():
            wait(lambda: self.counted() >= begun + 10, 120, "the tenth part")
            self.cluster.kill(doomed)

        killer = threading.Thread(target=kill)
        killer.start()
        told = []
        many = gridcast_spark.bin(self.spark, self.files[name], dict(
            options, category="kind", parts=40, program=self.slow, output=self.path(name + "-many.tif"),
            cells=self.path(name + "-many.csv")), lambda done, parts: told.append((done, parts)))
        killer.join()
        self.assertIsNotNone(doomed.poll(), "the worker is gone")
        parts = told[-1][1]
        self.assertGreaterEqual(parts, 13 if name == "pbf" else 38)
        self.assertGreaterEqual(self.counted() - begun, parts)
        self.assertEqual([done for done, _ in told], sorted({done for done, _ in told}))
        self.same(name + "-one.tif", name + "-many.tif")
        self.same(name + "-one.csv", name + "-many.csv")
        self.same(name + "-one.qml", name + "-many.qml")
        self.assertEqual(one["read"], POINTS)
        for report in (one, many):
            report.pop("outputs")
        self.assertEqual(one, many)
        self.cluster.add("worker-after-" + name)

    def test_a_data_frame_is_counted_as_the_file_is(self):
        import gridcast_spark
        from pyspark.sql import functions as made

        self.gridcast("bin", self.csv, "--to", "EPSG:32649", "--category", "kind", "-o", self.path("frame-one.tif"), "--cells",
                      self.path("frame-one.csv"))
        plan = {"to": "EPSG:32649", "category": "kind", "program": PROGRAM, "overwrite": True,
                "output": self.path("frame-many.tif"), "cells": self.path("frame-many.csv")}
        frame = self.spark.read.csv(self.csv, header=True, inferSchema=True, multiLine=True, escape="\"").coalesce(1)
        frame = frame.repartition(7, "weight").sortWithinPartitions("weight", "lon").cache()
        told = []
        report = gridcast_spark.bin(self.spark, frame, plan, lambda done, parts: told.append((done, parts)))
        self.assertEqual(report["read"], POINTS)
        self.assertEqual(told[-1], (7, 7))
        self.same("frame-one.csv", "frame-many.csv")
        self.same("frame-one.tif", "frame-many.tif")
        # Shapes in well-known binary, and partitions in which nothing is.
        shapes = frame.where("lon > 109.9").select("kind", made.udf(
            lambda x, y: bytearray(struct.pack("<bIdd", 1, 1, x, y)), "binary")("lon", "lat").alias("geometry"))
        report = gridcast_spark.bin(self.spark, shapes.union(shapes.where("kind = 'none'")), dict(
            plan, **{"from": "EPSG:4326"}))
        self.assertEqual(report["read"], frame.where("lon > 109.9").count())
        # Partitions of the same rows count as often as they are there.
        few = frame.limit(100).coalesce(1).cache()
        report = gridcast_spark.bin(self.spark, few.union(few).union(few), plan)
        self.assertEqual((report["read"], report["counted"]), (300, 300))
        with self.assertRaises(ValueError):
            gridcast_spark.bin(self.spark, frame, {"output": self.path("no.tif")})
        # What is no position ends the job with the program's sentence.
        with self.assertRaises(gridcast_spark.GridcastError) as caught:
            gridcast_spark.bin(self.spark, frame.select("kind"), plan)
        self.assertIn(caught.exception.code, (64, 65))

    def test_a_folder_is_converted_while_a_worker_is_killed(self):
        import gridcast_spark

        os.mkdir(self.path("layers"))
        for number in range(24):
            with open(self.path("layers/l%02d.csv" % number), "w") as file:
                file.write("lon,lat,n\n" + "".join("%.4f,34.5,%d\n" % (109 + row / 1000, row) for row in range(50 + number)))
        with open(self.path("layers/bad.shp"), "w") as file:
            file.write("no Shapefile")
        one = subprocess.run([PROGRAM, "reproject", self.path("layers"), "--to", "EPSG:4490", "--format", "geojson", "--out",
                              self.path("moved-one"), "--json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        slow = self.path("slow-reproject")
        with open(slow, "w") as file:
            file.write("#!/bin/sh\necho . >>'%s'; sleep 0.3\nexec '%s' \"$@\"\n" % (self.log, PROGRAM))
        os.chmod(slow, 0o755)
        begun = self.counted()
        doomed = self.cluster.processes[-1]

        def kill():
            wait(lambda: self.counted() >= begun + 3, 120, "the third share")
            self.cluster.kill(doomed)

        killer = threading.Thread(target=kill)
        killer.start()
        told = []
        many = gridcast_spark.convert(
            self.spark, self.path("layers"), self.path("moved-many"),
            {"to": "EPSG:4490", "format": "geojson", "parts": 8, "program": slow},
            lambda done, all_shares: told.append((done, all_shares)))
        killer.join()
        self.cluster.add("worker-after-convert")
        self.assertEqual(told[-1], (8, 8))
        expected = json.loads(one.stdout)
        self.assertEqual([os.path.basename(row["output"]) for row in many],
                         [os.path.basename(row["output"]) for row in expected])
        self.assertEqual([row["error"] for row in gridcast_spark.failed(many)],
                         [row["error"] for row in gridcast_spark.failed(expected)])
        self.assertEqual(len(gridcast_spark.failed(many)), 1)
        names = sorted(name for name in os.listdir(self.path("moved-one")) if name.endswith(".geojson"))
        self.assertEqual(len(names), 24)
        for name in names:
            self.same("moved-one/" + name, "moved-many/" + name)

    def test_a_sweep_spread_by_trials(self):
        import gridcast_spark

        self.gridcast("bin", self.csv, "--category", "kind", "--cell", "10km", "-o", self.path("coarse.tif"))
        options = {"target": "shop", "features": ["office", "bus"], "study": True, "epochs": 5, "folds": 3,
                   "nodes": ["3,5,7"], "rates": "0.02,0.05", "momenta": "0.3,0.5"}
        words = ["--target", "shop", "--features", "office", "bus", "--study", "--epochs", "5", "--folds", "3", "--nodes", "3,5,7",
                 "--rates", "0.02,0.05", "--momenta", "0.3,0.5"]
        one = json.loads(self.gridcast("sweep", "bp", self.path("coarse.tif"), *words, "-o", self.path("sweep-one"), "--json"))
        told = []
        many = gridcast_spark.sweep(self.spark, self.path("coarse.tif"), self.path("sweep-many"),
                                    dict(options, parts=3, program=PROGRAM), lambda *done: told.append(done))
        self.assertEqual([done[0] for done in told if done[1] == done[2]], ["nodes", "activations", "rates"])
        for name in ("trials.csv", "best.yaml"):
            self.same("sweep-one/" + name, "sweep-many/" + name)
        self.assertEqual(many["resumed"], many["trials"])
        for report in (one, many):
            report.pop("resumed")
            report.pop("files")
        self.assertEqual(one, many)

    def test_weights_and_a_plan_by_command(self):
        self.gridcast("bin", self.csv, "--weight", "weight", "--cell", "2km", "-o", self.path("weights-one.tif"))
        with open(self.path("plan.json"), "w") as file:
            json.dump({"inputs": ["points.csv"], "weight": "weight", "cell": "2km", "output": "weights.tif", "parts": 9,
                       "program": PROGRAM}, file)
        done = subprocess.run(
            [sys.executable, "-m", "gridcast_spark", "run", self.path("plan.json"), "--master", "local[2]", "--conf",
             "spark.ui.enabled=false"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
            env=dict(os.environ, PYTHONPATH=os.path.dirname(HERE)))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["read"], POINTS)
        self.same("weights-one.tif", "weights.tif")

    def test_bad_data_end_the_job_with_the_sentence(self):
        import gridcast_spark

        bad = self.path("bad.csv")
        with open(self.csv) as whole, open(bad, "w") as file:
            lines = whole.read(2_000_000).splitlines(True)[:20_000]
            lines[15_000] = "nowhere,34.5,shop,1\n"
            file.writelines(lines)
        one = subprocess.run([PROGRAM, "bin", bad, "-o", self.path("bad.tif")], stderr=subprocess.PIPE)
        with self.assertRaises(gridcast_spark.GridcastError) as caught:
            gridcast_spark.bin(self.spark, bad, {"parts": 8, "program": PROGRAM, "output": self.path("bad.tif")})
        self.assertEqual(caught.exception.code, one.returncode)
        self.assertIn(caught.exception.message, one.stderr.decode())
        self.assertIn("position that is not understood", caught.exception.message)
        self.assertFalse(os.path.exists(self.path("bad.tif")))

    def test_a_program_that_is_not_there(self):
        import gridcast_spark

        # The driver has it, the executors have not.
        half = self.path("half")
        with open(half, "w") as file:
            file.write("#!/bin/sh\n[ \"$1\" != bin ] || { echo 'gridcast: error: no GDAL here' >&2; exit 69; }\n"
                       "exec '%s' \"$@\"\n" % PROGRAM)
        os.chmod(half, 0o755)
        with self.assertRaises(gridcast_spark.GridcastError) as caught:
            gridcast_spark.bin(self.spark, self.csv, {"parts": 2, "program": half, "output": self.path("no.tif")})
        self.assertEqual((caught.exception.code, caught.exception.message), (69, "no GDAL here"))


if __name__ == "__main__":
    unittest.main()
