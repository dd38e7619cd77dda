"""A real standalone cluster on this machine: a master and two workers, of which one is killed."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
PROGRAM = os.environ.get("GRIDCAST", os.path.join(ROOT, ".build", "release", "gridcast"))
# How many points each input has; 1,000,000 make the two millions of the documentation.
POINTS = int(os.environ.get("GRIDCAST_SPARK_POINTS", "100000"))

try:
    import pyspark
    MISSING = None if shutil.which("java") else "there is no Java here (Debian: openjdk-17-jre-headless)"
except ImportError:
    MISSING = "there is no pyspark here (pip install pyspark)"
if MISSING is None and not os.path.exists(PROGRAM):
    MISSING = "the program is not built: %s" % PROGRAM


def free_port():
    """A port that nothing listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


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
        kinds = ["shop", "office", "school", "\"food, and\ndrink\"", "bus", "bank", "park"]
        with open(cls.csv, "w") as file:
            file.write("lon,lat,kind,weight\n")
            for row in range(POINTS):
                # The last kind comes in the last tenth only, so most parts lack it.
                kind = kinds[row * 31 % (7 if row > POINTS * 0.9 else 6)]
                file.write("%.6f,%.6f,%s,%.3f\n" % (
                    109 + row * 0.618034 % 1, 34 + row * 0.414214 % 1, kind, row % 977 / 7))
        cls.shp = cls.path("points.shp")
        cls.gridcast("convert", cls.csv, "-o", cls.shp)
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
        import gridcast_spark

        one = json.loads(self.gridcast(
            "bin", self.csv, self.shp, "--category", "kind", "-o", self.path("one.tif"),
            "--cells", self.path("one.csv"), "--json"))
        begun = self.counted()

        def kill():
            wait(lambda: self.counted() >= begun + 10, 120, "the tenth part")
            self.cluster.kill(self.cluster.processes[1])

        killer = threading.Thread(target=kill)
        killer.start()
        many = gridcast_spark.bin(self.spark, [self.csv, self.shp], {
            "category": "kind", "parts": 40, "program": self.slow, "output": self.path("many.tif"),
            "cells": self.path("many.csv")})
        killer.join()
        self.assertIsNotNone(self.cluster.processes[1].poll(), "the worker is gone")
        self.assertGreaterEqual(self.counted() - begun, 40)
        self.same("one.tif", "many.tif")
        self.same("one.csv", "many.csv")
        self.same("one.qml", "many.qml")
        self.assertEqual(one["read"], 2 * POINTS)
        for report in (one, many):
            report.pop("outputs")
        self.assertEqual(one, many)
        self.cluster.add("worker-3")

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
