"""Counts points that each part makes up for itself, on a Spark cluster of a master and two workers on this machine.

    python3 Benchmarks/cluster.py 10000000 100000000

Needs pyspark and the program. Nothing is stored but a part at a time: awk writes its points to the standard input of
`gridcast bin`, and what is added up are parts. For each number of points it prints the seconds, and the greatest resident
set of any process of `gridcast`. The sum of the cells is checked.
"""

import json
import math
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SPARK = os.path.join(ROOT, "integrations", "spark")
sys.path[:0] = [SPARK, os.path.join(SPARK, "tests")]
# Points of a part.
SIZE = 1_000_000
POINTS = """BEGIN {
  split("shop office school food bus bank park", kinds, " ")
  print "lon,lat,kind"
  for (row = from; row < to; row++)
    printf "%.6f,%.6f,%s\\n", 109 + (row * 0.6180339887) % 1, 34 + (row * 0.4142135624) % 1, kinds[row % 7 + 1]
}"""


def counted(first, last, program):
    """The part of the points from one number to another, and the greatest resident set in kB."""
    made = subprocess.Popen(["awk", "-v", "from=%d" % first, "-v", "to=%d" % last, POINTS], stdout=subprocess.PIPE)
    part = subprocess.run([program, "bin", "-", "--category", "kind", "--cell", "500m", "--to", "EPSG:32649", "--partial",
                           "-", "--quiet"], stdin=made.stdout, stdout=subprocess.PIPE, check=True).stdout
    made.stdout.close()
    if made.wait() != 0:
        raise RuntimeError("awk failed")
    return part, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss


def added(parts, program):
    """The sum of some parts, and the greatest resident set in kB."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number, (part, _) in enumerate(parts):
            files.append(os.path.join(folder, "%d.part" % number))
            with open(files[-1], "wb") as file:
                file.write(part)
        whole = subprocess.run([program, "merge"] + files + ["--partial", "-", "--quiet"], stdout=subprocess.PIPE,
                               check=True).stdout
    greatest = max(memory for _, memory in parts)
    return whole, max(greatest, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)


def main():
    """Starts a cluster, and counts."""
    import test_cluster

    program = os.path.abspath(test_cluster.PROGRAM)
    folder = tempfile.mkdtemp(prefix="gridcast-cluster-")
    cluster = test_cluster.Cluster(folder)
    try:
        spark = cluster.session()
        context = spark.sparkContext
        # The first task takes the start of the executors.
        context.parallelize(range(2), 2).count()
        for count in map(int, sys.argv[1:] or ["10000000"]):
            begun = time.time()
            parts = [(first // SIZE, first, min(first + SIZE, count)) for first in range(0, count, SIZE)]
            width = max(1, math.isqrt(len(parts)))
            sums = (
                context.parallelize(parts, len(parts))
                .map(lambda part: (part[0] // width, counted(part[1], part[2], program)))
                .groupByKey(-(-len(parts) // width))
                .map(lambda group: added(list(group[1]), program)).collect())
            output = os.path.join(folder, "%d.tif" % count)
            files = []
            for number, (part, _) in enumerate(sums):
                files.append(os.path.join(folder, "%d.part" % number))
                with open(files[-1], "wb") as file:
                    file.write(part)
            report = json.loads(subprocess.run([program, "merge"] + files + ["-o", output, "--json"],
                                               stdout=subprocess.PIPE, check=True).stdout)
            if report["counted"] != count:
                raise RuntimeError("%d counted of %d" % (report["counted"], count))
            print("%d points in %d parts: %.1f s, %.0f MB" % (
                count, len(parts), time.time() - begun, max(memory for _, memory in sums) / 1000), flush=True)
        spark.stop()
    finally:
        cluster.end()
        shutil.rmtree(folder, True)


if __name__ == "__main__":
    main()
