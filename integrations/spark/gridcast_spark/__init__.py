"""Gridcast on a Spark cluster, with the bytes that it writes on one machine.

    import gridcast_spark
    report = gridcast_spark.bin(spark, ["/data/pois.csv"], {"category": "function", "output": "counts.tif"})
    report = gridcast_spark.convert(spark, "/data/layers", "/data/moved", {"to": "EPSG:4490"})
    report = gridcast_spark.sweep(spark, "/data/counts.tif", "/data/sweep", {"target": "business"})

Of a count, the driver plans: it splits the inputs and fixes the coordinate system, once for all parts. Executors run the program
`gridcast`, each on its part of a file that all machines see under one path. Parts are added up on the executors,
and the driver writes one raster. Spark repeats what a lost machine was at; what fails by reason of the data ends the
job with Gridcast's own sentence.
"""

from gridcast_spark.counting import bin  # noqa: A004
from gridcast_spark.folders import convert, failed
from gridcast_spark.plan import Plan
from gridcast_spark.program import GridcastError
from gridcast_spark.sweeps import sweep

__all__ = ["GridcastError", "Plan", "bin", "convert", "failed", "sweep"]
