#!/usr/bin/env python3
"""Reads a file of Parquet and what Gridcast made of it by pyarrow, geopandas, DuckDB and SedonaDB, and says whether
they are alike: parquet.py SOURCE OWN. Types may be wider in Gridcast's file; values may not differ."""
import decimal
import sys

import duckdb
import pyarrow.parquet as pq
import sedonadb
from duckdb_extensions import import_extension

source, own = sys.argv[1:]


def plain(value):
    if hasattr(value, "to_pydatetime"): value = value.to_pydatetime()
    if isinstance(value, decimal.Decimal):
        # Whole ones become whole numbers, those of at most 15 digits numbers, and the others texts.
        digits = -value.as_tuple().exponent
        return int(value) if digits == 0 else float(value) if digits < 6 else str(value)
    if isinstance(value, float) and value != value: return None
    return int(value) if isinstance(value, bool) else value


a, b = pq.read_table(source), pq.read_table(own)
shapes = {"geometry", "geom", "bbox"}
for name in a.column_names:
    if name in shapes: continue
    pairs = zip([plain(x) for x in a[name].to_pylist()], [plain(x) for x in b[name].to_pylist()])
    differing = [pair for pair in pairs if pair[0] != pair[1]]
    assert not differing and a.num_rows == b.num_rows, (name, differing[:3])
con = duckdb.connect()
import_extension("spatial", con=con)
con.execute("load spatial")
count = con.sql(f"select count(*) from '{own}'").fetchone()[0]
assert count == a.num_rows
session = sedonadb.connect()
assert session.read_parquet(own).count() == a.num_rows
if b"geo" in (a.schema.metadata or {}):
    import geopandas
    x, y = geopandas.read_parquet(source), geopandas.read_parquet(own)
    assert (x.geometry.to_wkb().fillna(b"") == y.geometry.to_wkb().fillna(b"")).all()
    assert (x.crs is None) == (y.crs is None)
    # Without a word the system is OGC:CRS84, which is EPSG:4326 with its axes as they are in files.
    assert x.crs is None or x.crs.equals(y.crs, ignore_axis_order=True), (x.crs, y.crs)
    column = next(n for n in a.column_names if n in ("geometry", "geom"))
    sums = [con.sql(f"select sum(st_npoints({c})), sum(st_xmax({c})) from '{f}' where not st_isempty({c})").fetchone() for c, f in [(column, source), ("geometry", own)]]
    assert sums[0] == sums[1], sums
    box = b["bbox"].to_pylist()
    for shape, sides in zip(y.geometry, box):
        if shape is None or shape.is_empty:
            assert sides is None
            continue
        exact = shape.bounds
        assert sides["xmin"] <= exact[0] and sides["ymin"] <= exact[1] and sides["xmax"] >= exact[2] and sides["ymax"] >= exact[3]
        assert abs(sides["xmin"] - exact[0]) <= abs(exact[0]) * 1e-6
    frame = session.read_parquet(own).to_pandas()
    assert len(frame) == len(y)
print("alike")
