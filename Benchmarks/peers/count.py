"""Counts points per 1 km cell of UTM 49N and category, as a user of each tool would.

Arguments: geopandas | duckdb | sedonadb, and a .shp, .geojson or .csv with lon and lat.
Prints the total, the seconds without the tool's start, and its version, as JSON.
"""

import json
import sys
import time

tool, path = sys.argv[1], sys.argv[2]
is_csv = path.endswith(".csv")
version = __import__(tool).__version__


def with_geopandas():
    import geopandas
    import numpy
    import pandas
    import shapely

    if is_csv:
        table = pandas.read_csv(path, usecols=["category", "lon", "lat"])
        points = geopandas.GeoDataFrame(
            table[["category"]], geometry=shapely.points(table["lon"], table["lat"]), crs=4326)
    else:
        points = geopandas.read_file(path, columns=["category"], use_arrow=True)
    points = points.to_crs(32649)
    west, south, east, north = numpy.floor(points.total_bounds / 1000).astype(int)
    columns, rows = numpy.meshgrid(range(west, east + 1), range(south, north + 1))
    cells = geopandas.GeoDataFrame(
        geometry=shapely.box(
            columns.ravel() * 1000, rows.ravel() * 1000, columns.ravel() * 1000 + 1000,
            rows.ravel() * 1000 + 1000),
        crs=32649)
    joined = points.sjoin(cells, predicate="within")
    return int(joined.groupby(["index_right", "category"]).size().sum())


def with_duckdb():
    import duckdb
    from duckdb_extensions import import_extension

    import_extension("spatial")
    database = duckdb.connect()
    database.execute("LOAD spatial")
    source = {"csv": "(SELECT category, ST_Point(lon, lat) AS geom FROM read_csv('{}'))",
              "shp": "ST_ReadSHP('{}')"}.get(path.rsplit(".", 1)[1], "ST_Read('{}')").format(path)
    return begin(lambda: database.execute(f"""
        WITH moved AS (
          SELECT category, ST_Transform(geom, 'EPSG:4326', 'EPSG:32649', always_xy := true) AS p
          FROM {source})
        SELECT sum(n) FROM (
          SELECT floor(ST_X(p) / 1000), floor(ST_Y(p) / 1000), category, count(*) AS n
          FROM moved GROUP BY ALL)""").fetchone()[0])


def with_sedonadb():
    import sedonadb

    session = sedonadb.connect()
    session.read_pyogrio(path).to_view("points")
    return begin(lambda: session.sql("""
        SELECT sum(n) AS n FROM (
          SELECT floor(ST_X(p) / 1000), floor(ST_Y(p) / 1000), category, count(*) AS n
          FROM (SELECT category, ST_Transform(wkb_geometry, 'EPSG:32649') AS p FROM points)
          GROUP BY 1, 2, 3)""").to_pandas()["n"][0])


def begin(job):
    """Runs a job from which the tool's start is left out."""
    global start
    start = time.perf_counter()
    return job()


start = time.perf_counter()
total = {"geopandas": with_geopandas, "duckdb": with_duckdb, "sedonadb": with_sedonadb}[tool]()
print(json.dumps({"total": int(total), "seconds": time.perf_counter() - start, "version": version}))
