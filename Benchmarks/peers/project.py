"""Moves points from WGS 84 to UTM 49N by PROJ's proj_trans_generic. Argument: how many."""

import json
import sys
import time

import numpy
import pyproj

count = int(sys.argv[1])
random = numpy.random.default_rng(1)
x, y = random.uniform(109.2, 109.8, count), random.uniform(34.3, 34.8, count)
move = pyproj.Transformer.from_crs(4326, 32649, always_xy=True)
move.transform(x[:10], y[:10])
start = time.perf_counter()
move.transform(x, y, inplace=True)
print(json.dumps({
    "total": count, "seconds": time.perf_counter() - start,
    "version": f"PROJ {pyproj.proj_version_str} by pyproj {pyproj.__version__}"}))
