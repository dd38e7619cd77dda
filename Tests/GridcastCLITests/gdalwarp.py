"""gdalwarp of a GDAL that comes as a library only: python3 gdalwarp.py LIBRARY OPTIONS SOURCE TARGET."""
import ctypes
import os
import sys

library, *options, source, target = sys.argv[1:]
gdal = ctypes.CDLL(library, mode=os.RTLD_LOCAL | os.RTLD_LAZY | os.RTLD_DEEPBIND)
for name in ["GDALOpenEx", "GDALWarpAppOptionsNew", "GDALWarp"]:
    getattr(gdal, name).restype = ctypes.c_void_p
gdal.GDALAllRegister()
words = [word.encode() for word in options] + [None]
settings = ctypes.c_void_p(gdal.GDALWarpAppOptionsNew((ctypes.c_char_p * len(words))(*words), None))
opened = ctypes.c_void_p(gdal.GDALOpenEx(source.encode(), 2, None, None, None))
warped = gdal.GDALWarp(target.encode(), None, 1, ctypes.byref(opened), settings, None)
gdal.GDALClose(ctypes.c_void_p(warped))
sys.exit(0 if warped else 1)
