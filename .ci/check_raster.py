"""Checks what `gdalinfo -json` says of the demo's forecast."""
import json
import sys

info = json.load(sys.stdin)
names = [band["description"] for band in info["bands"]]
assert names == ["observed", "pred_oof", "predicted", "change"], names
assert all(band["noDataValue"] == -9999 for band in info["bands"])
for band in info["bands"]:
    assert "STATISTICS_MINIMUM" in band["metadata"][""], band
assert info["geoTransform"][1] == 1000 and info["geoTransform"][5] == -1000
assert 'ID["EPSG",32649]' in info["coordinateSystem"]["wkt"]
print("forecast.tif: 4 bands, nodata, statistics, EPSG:32649")
