#!/usr/bin/env python3
"""Has Gridcast read every file of Parquet or Arrow in some folders, such as those of Apache's parquet-testing and
arrow-testing, and compares what it makes of each with what pyarrow reads, value for value: apache.py GRIDCAST FOLDER…

A line a file. It ends with 1 where values differ, where a refusal does not name the file, or where Gridcast crashes."""
import collections
import datetime
import decimal
import math
import os
import struct
import subprocess
import sys
import tempfile
import uuid

import geopandas
import pyarrow as pa
import pyarrow.ipc as ipc
import pyarrow.parquet as pq
import shapely

program, *folders = sys.argv[1:]
# Exit codes by which a file is refused in words.
REFUSED = (64, 65, 66, 69)


def told(path):
    """The table that pyarrow reads, or why it does not."""
    try:
        # It reads a file without its end of many nested schemas in hours.
        if path.endswith((".parquet", ".encrypted")): return pq.read_table(path, partitioning=None, coerce_int96_timestamp_unit="us"), None
        with open(path, "rb") as file: start = file.read(6)
        table = (ipc.open_file if start == b"ARROW1" else ipc.open_stream)(path).read_all()
        table.validate(full=True)
        return table, None
    except Exception as error:  # noqa: BLE001
        return None, str(error).splitlines()[0][:90]


def leaves(name, type, array):
    """The columns that become fields: members of groups each, by their names; of what is in lists nothing."""
    if isinstance(type, pa.BaseExtensionType): type, array = type.storage_type, pa.chunked_array([c.storage for c in array.chunks], type.storage_type)
    if pa.types.is_dictionary(type):
        type = type.value_type
        # Of values that are groups or lists nothing is read.
        if pa.types.is_nested(type): return
        array = array.cast(type)
    if pa.types.is_struct(type):
        parts = [chunk.flatten() for chunk in array.chunks]
        for index, member in enumerate(type):
            yield from leaves(name + "." + member.name, member.type, pa.chunked_array([p[index] for p in parts], member.type))
    elif not pa.types.is_nested(type) and not pa.types.is_interval(type): yield name, type, array


def exactly(array, type):
    """The values, moments and times as whole numbers of their unit."""
    if pa.types.is_timestamp(type) or pa.types.is_time64(type) or pa.types.is_date64(type) or pa.types.is_duration(type):
        return array.cast(pa.int64()).to_pylist()
    return array.to_pylist()


UNITS = {"s": 1, "ms": 1000, "us": 10**6, "ns": 10**9}


def micro(value, type):
    """A value as it can be compared with that of a type which is wider or narrower."""
    if value is None: return None
    if pa.types.is_timestamp(type) or pa.types.is_time64(type): return value * 10**6 // UNITS[type.unit]
    if pa.types.is_duration(type): return value
    if pa.types.is_date64(type): return datetime.date(1970, 1, 1) + datetime.timedelta(milliseconds=value)
    if isinstance(value, datetime.time): return ((value.hour * 60 + value.minute) * 60 + value.second) * 10**6 + value.microsecond
    if isinstance(value, uuid.UUID): return str(value)
    if isinstance(value, decimal.Decimal):
        digits = type.scale
        # Whole ones become whole numbers, those of at most 15 digits numbers, and the others texts.
        return int(value) if digits <= 0 and type.precision <= 18 else float(value) if type.precision <= 15 else format(value, "f")
    if isinstance(value, float) and math.isnan(value): return None
    return int(value) if isinstance(value, bool) else value


# Moments from the year 1 to 9999, which a field keeps, in millionths of a second behind the beginning of 1970.
YEARS = range(-62_135_596_800 * 10**6, 253_402_300_800 * 10**6)


def alike(one, other, type):
    if one == other: return True
    if other is None and pa.types.is_timestamp(type): return one not in YEARS
    if isinstance(one, float) and isinstance(other, float): return math.isclose(one, other, rel_tol=1e-15)
    # What is only written otherwise: texts of identifiers, and decimal numbers.
    if isinstance(one, bytes) and isinstance(other, str): return len(one) == 16 and str(uuid.UUID(bytes=one)) == other
    if isinstance(one, str) and isinstance(other, (int, float)): return float(one) == other
    if isinstance(other, str) and isinstance(one, (int, float)): return float(other) == one
    return False


def parts(shape):
    """The points, lines and polygons of a shape: which of them are several of a kind, Gridcast does not keep."""
    if shape.is_empty: return []
    inner = list(getattr(shape, "geoms", ()))
    if inner: return [part for one in inner for part in parts(one)]
    # A height that is no number is written as 0.
    return [shapely.to_wkb(shape, flavor="iso", byte_order=1).replace(struct.pack("<d", math.nan), bytes(8))]


def shapes(values):
    return [None if value is None else parts(shapely.from_wkb(value)) for value in values]


def compared(theirs, own, path):
    """What differs."""
    primary = None
    if b"geo" in (theirs.schema.metadata or {}):
        frame = geopandas.read_parquet(path) if path.endswith(".parquet") else geopandas.read_feather(path)
        primary = frame.geometry.name
        name = next(n for n in (primary, "geometry") if n in own.column_names)
        x, y = shapes([None if g is None else shapely.to_wkb(g, flavor="iso") for g in frame.geometry]), shapes(own[name].to_pylist())
        if x != y: return "shapes of %s differ: %s" % (name, [p for p in zip(x, y) if p[0] != p[1]][:1]), []
        system = geopandas.GeoDataFrame.from_arrow(own).crs
        if (frame.crs is None) != (system is None) or not (frame.crs is None or frame.crs.equals(system, ignore_axis_order=True)):
            return "the system is %s, not %s" % (system, frame.crs), []
    if theirs.num_rows != own.num_rows: return "%d rows and not %d" % (own.num_rows, theirs.num_rows), []
    names, missing = collections.Counter(), []
    for index, field in enumerate(theirs.schema):
        if field.name == primary: continue
        for name, type, array in leaves(field.name, field.type, theirs.column(index)):
            names[name] += 1
            if names[name] > 1: name += "_%d" % names[name]
            if name not in own.column_names:
                if "geometry" in own.column_names and pa.types.is_binary(type) and "." not in name:
                    try: x, y = shapes(exactly(array, type)), shapes(own["geometry"].to_pylist())
                    except Exception: missing.append(name); continue  # noqa: BLE001
                    if x != y: return "shapes of %s differ: %s" % (name, [p for p in zip(x, y) if p[0] != p[1]][:1]), missing
                else: missing.append(name)
                continue
            kind = own.schema.field(name).type
            x, y = [micro(v, type) for v in exactly(array, type)], [micro(v, kind) for v in exactly(own[name], kind)]
            if pa.types.is_binary(type) and name in ("geometry", "geom"):
                x, y = shapes(x), shapes(y)
            differing = [(a, b) for a, b in zip(x, y) if not alike(a, b, type)]
            if differing: return "%s differs (%s, %s): %s" % (name, type, kind, differing[:2]), missing
    return None, missing


def read(path):
    """What came of a file, in a word, and more about it."""
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "own.arrow")
        described = subprocess.run([program, "info", path], capture_output=True, timeout=120)
        done = subprocess.run([program, "convert", path, "-o", out, "--allow-loss"], capture_output=True, timeout=300)
        said = done.stderr.decode("utf-8", "replace").strip()
        for one in (described, done):
            if one.returncode not in (0,) + REFUSED: return "CRASH", "%d %s" % (one.returncode, one.stderr.decode()[-300:])
        table, why = told(path)
        if done.returncode:
            if os.path.basename(path) not in said: return "UNNAMED", said
            sentence = said.splitlines()[0].replace("gridcast: error: ", "").replace(path + ": ", "")
            return "refused" if table is None else "refuses", sentence
        if table is None: return "reads", why
        own = ipc.open_file(out).read_all()
        own.validate(full=True)
        difference, missing = compared(table, own, path)
        if difference: return "DIFFERS", difference
        return "alike", "%d rows, %d columns%s" % (own.num_rows, own.num_columns, missing and "; not read: " + ", ".join(missing[:6]) or "")


results = collections.Counter()
for folder in folders:
    paths = [os.path.join(at, name) for at, _, names in os.walk(folder) for name in names]
    for path in sorted(paths):
        if path.endswith((".json.gz", ".md")): continue
        if not path.endswith((".parquet", ".encrypted", ".arrow", ".arrow_file", ".stream", ".feather", ".arrows", ".ipc")) and "fuzzing" not in path and "arrow-ipc" not in path:
            continue
        link = None
        try:
            with open(path, "rb") as file: start = file.read(8)
            # Streams whose names do not tell so get one that does.
            if start[:4] == b"PAR1" or start[:4] == b"PARE": ending = ".parquet"
            elif start[:6] == b"ARROW1": ending = ".arrow"
            else: ending = ".arrows"
            seen = path
            if not path.endswith(ending):
                link = os.path.join(tempfile.mkdtemp(), os.path.basename(path) + ending)
                os.symlink(path, link)
                seen = link
            try: word, more = read(seen)
            except subprocess.TimeoutExpired: word, more = "HANGS", ""
        finally:
            if link:
                os.unlink(link)
                os.rmdir(os.path.dirname(link))
        results[word] += 1
        print("%-8s %s: %s" % (word, os.path.relpath(path, folder), more.replace("\n", " ")[:400]), flush=True)
print(", ".join("%d %s" % (count, word) for word, count in sorted(results.items())))
sys.exit(any(word.isupper() for word in results))
