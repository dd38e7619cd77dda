"""A GeoTIFF of 5,000 x 5,000 heights with a hole: python3 raster.py OUTPUT."""
import os
import subprocess
import sys

import numpy

output = sys.argv[1]
side = 5000
noise = numpy.random.default_rng(1).normal(0, 0.5, (side, side))
y, x = numpy.mgrid[0:side, 0:side].astype("f4")
heights = numpy.sin(x / 97) * numpy.cos(y / 131) * 300 + numpy.sin(x / 13 + y / 17) * 20 + 800 + noise
heights = numpy.round(heights * 10) / 10
heights[1000:1400, 2000:2300] = -9999
stem = output.removesuffix(".tif")
heights.astype("<f4").tofile(stem + ".bil")
with open(stem + ".hdr", "w") as header:
    header.write(
        f"nrows {side}\nncols {side}\nnbands 1\nnbits 32\npixeltype float\nlayout bil\nbyteorder I\n"
        "ulxmap 108.00025\nulymap 34.99975\nxdim 0.0005\nydim 0.0005\nnodata -9999\n"
    )
packed = ["COMPRESS=DEFLATE", "PREDICTOR=3", "TILED=YES", "BLOCKXSIZE=512", "BLOCKYSIZE=512"]
options = [word for option in packed for word in ("-co", option)]
subprocess.run(
    ["gdal_translate", "-q", "-a_srs", "EPSG:4326", "-a_nodata", "-9999", *options, stem + ".bil", output],
    check=True,
)
os.remove(stem + ".bil")
os.remove(stem + ".hdr")
