#!/usr/bin/env python3
"""Reads a file of Parquet, and the file and the stream of Arrow that Gridcast made of it, by pyarrow and geopandas, and
says whether they are alike: arrow.py SOURCE FILE STREAM. Types may be wider in what Gridcast made; values may not differ."""
import decimal
import sys

import geopandas
import pyarrow.ipc as ipc
import pyarrow.parquet as pq

source, file, stream = sys.argv[1:]


def plain(value):
    if hasattr(value, "to_pydatetime"): value = value.to_pydatetime()
    if isinstance(value, decimal.Decimal):
        # Whole ones become whole numbers, those of at most 15 digits numbers, and the others texts.
        digits = -value.as_tuple().exponent
        return int(value) if digits == 0 else float(value) if digits < 6 else str(value)
    if isinstance(value, float) and value != value: return None
    return int(value) if isinstance(value, bool) else value


told = pq.read_table(source)
whole = ipc.open_file(file).read_all()
passed = ipc.open_stream(stream).read_all()
whole.validate(full=True)
passed.validate(full=True)
assert whole.equals(passed) and whole.num_rows == told.num_rows
for name in told.column_names:
    if name in ("geometry", "bbox"): continue
    pairs = zip([plain(x) for x in told[name].to_pylist()], [plain(x) for x in whole[name].to_pylist()])
    differing = [pair for pair in pairs if pair[0] != pair[1]]
    assert not differing, (name, differing[:3])
if b"geo" in (told.schema.metadata or {}):
    x, y = geopandas.read_parquet(source), geopandas.GeoDataFrame.from_arrow(whole)
    assert (x.geometry.to_wkb().fillna(b"") == y.geometry.to_wkb().fillna(b"")).all()
    assert (x.crs is None) == (y.crs is None)
    assert x.crs is None or x.crs.equals(y.crs, ignore_axis_order=True), (x.crs, y.crs)
print("alike")
