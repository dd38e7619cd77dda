"""Counts a million points of GeoParquet, of the same Shapefile, and by DuckDB's spatial extension, in turn.

    python3 Benchmarks/parquet.py [ROUNDS]

Needs geopandas, pyogrio, DuckDB with its extension spatial (duckdb_extensions) and the program. Whole processes; medians
of all rounds but the first: seconds, user CPU seconds, both beside the Shapefile, and of DuckDB the query alone.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.environ.get("GRIDCAST", os.path.join(ROOT, ".build", "release", "gridcast"))
COUNT = 1_000_000
QUERY = """
import duckdb, time
from duckdb_extensions import import_extension
c = duckdb.connect()
import_extension("spatial", con=c)
c.execute("load spatial")
start = time.time()
c.sql("select k, floor(st_x(geometry) / 0.005), floor(st_y(geometry) / 0.005), count(*) from '%s' group by 1, 2, 3").fetchall()
print(time.time() - start)
"""


def make():
    """Writes the points in all forms."""
    import geopandas
    import numpy
    import pyogrio
    import shapely

    random = numpy.random.default_rng(1)
    kinds = numpy.array(["shop", "school", "bank", "park"])[random.integers(0, 4, COUNT)]
    places = shapely.points(109.3 + random.random(COUNT) * 0.4, 34.2 + random.random(COUNT) * 0.3)
    frame = geopandas.GeoDataFrame({"k": kinds, "id": numpy.arange(COUNT)}, geometry=places, crs="OGC:CRS84")
    frame.to_parquet("snappy.parquet", schema_version="1.1.0")
    frame.to_parquet("zstd.parquet", schema_version="1.1.0", row_group_size=COUNT // 10, compression="zstd")
    frame.to_parquet("native.parquet", schema_version="1.1.0", geometry_encoding="geoarrow")
    pyogrio.write_dataframe(frame, "points.shp")
    subprocess.run([PROGRAM, "convert", "points.shp", "-o", "own.parquet", "--quiet"], check=True)


def main():
    """Runs all in turn, and prints a line for each."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 8
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        make()
        commands = {name: [PROGRAM, "bin", name, "--cell", "500m", "--category", "k", "-o", "o.tif", "--overwrite"]
                    for name in ("points.shp", "snappy.parquet", "zstd.parquet", "native.parquet", "own.parquet")}
        for name in ("snappy.parquet", "zstd.parquet"):
            commands["DuckDB, " + name] = [sys.executable, "-c", QUERY % name]
        taken = {name: [] for name in commands}
        for number in range(rounds):
            for name, command in commands.items():
                before, start = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime, time.time()
                told = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
                wall, user = time.time() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
                if number:
                    taken[name].append((wall, user, float(told) if "DuckDB" in name else 0))
        os.chdir(ROOT)
    medians = {name: [statistics.median(column) for column in zip(*rows)] for name, rows in taken.items()}
    base = medians["points.shp"]
    for name, (wall, user, query) in medians.items():
        print("%-24s %.3f s (%.2f)  user %.3f s (%.2f)%s" % (
            name, wall, wall / base[0], user, user / base[1], "  query %.3f s" % query if query else ""))


if __name__ == "__main__":
    main()
