"""Shapefiles after ESRI's paper and the dBASE III format, by Python's struct, and by ogr2ogr."""
import datetime
import re
import struct
import sys

from peer_geojson import GDAL, canonical_shape, canonical_value, load
from reading import ANY, Reading, gdal_count

CODECS = {"CP936": "gb18030", "BIG5": "big5hkscs"}
KINDS = {1: "Point", 3: "LineString", 5: "Polygon", 8: "MultiPoint"}


class ShapefilePeer:
    def __init__(self, folder, case):
        self.folder, self.case = folder, case

    @staticmethod
    def versions():
        return [f"Python {sys.version.split()[0]}"] + ([GDAL] if GDAL else [])

    def bytes(self, ending):
        path = self.folder / f"a.{ending}"
        return path.read_bytes() if path.exists() else None

    def second_opinion(self):
        """How many features there are, and how many GDAL finds."""
        reading = self.read({"said": ""})
        count = gdal_count(self.folder / self.case["input"])
        return None if count is None else (len(reading.records), count)

    def read(self, run):
        reading = Reading()
        shapes = self.shapes(reading)
        rows = self.rows(run, reading)
        if rows is None:
            rows = [{}] * len(shapes)
        if len(rows) != len(shapes):
            reading.lack(f"{len(shapes)} shapes, {len(rows)} rows")
        for index, shape in enumerate(shapes):
            row = rows[index] if index < len(rows) else {}
            if row is not None:
                reading.records.append((shape, Row(row)))
        return reading

    def shapes(self, reading):
        """The shapes one behind the other; where that breaks off, by the index."""
        data, index = self.bytes("shp"), self.bytes("shx")
        if len(data) < 100 or struct.unpack(">i", data[:4])[0] != 9994:
            reading.lack("no Shapefile")
            return []
        if struct.unpack("<i", data[28:32])[0] != 1000 or struct.unpack("<i", data[32:36])[0] not in KINDS:
            reading.complain("another version or kind")
        if struct.unpack(">i", data[24:28])[0] * 2 != len(data):
            reading.complain("another length than the header's")
        kind = struct.unpack("<i", data[32:36])[0]
        shapes, place = [], 100
        while place + 8 <= len(data):
            number, words = struct.unpack(">ii", data[place:place + 8])
            if number != len(shapes) + 1 or words < 2 or place + 8 + words * 2 > len(data):
                reading.complain(f"a damaged record at {place}")
                break
            shapes.append(shape(data[place + 8:place + 8 + words * 2], kind, reading))
            place += 8 + words * 2
        if place != len(data):
            reading.complain(f"bytes behind the records at {place}")
        if place != len(data) and index is None:
            reading.lack(f"a damaged record at {place}")
        if index is not None and place != len(data):
            for number in range(len(shapes), (len(index) - 100) // 8):
                start, words = struct.unpack(">ii", index[100 + number * 8:108 + number * 8])
                # What the index says of a record counts, where it is the one of that number.
                is_there = start >= 50 and data[start * 2:start * 2 + 4] == struct.pack(">i", number + 1)
                shapes.append(shape(data[start * 2 + 8:start * 2 + 8 + words * 2] if is_there else b"", kind, reading))
        return shapes

    def rows(self, run, reading):
        """The rows of the table: None for one that is deleted, and no list where there is no table."""
        data = self.bytes("dbf")
        if data is None:
            return None
        if len(data) < 33:
            reading.lack("no table")
            return None
        count, start, width = struct.unpack("<IHH", data[4:12])
        fields, place, used = [], 32, 1
        while place + 32 <= min(start, len(data)) and data[place] != 13:
            name, kind, size, decimals = struct.unpack("<11sc4xBB14x", data[place:place + 32])
            fields.append((name.split(b"\0")[0], kind.decode("latin-1"), used, size))
            if kind not in b"CNFDL":
                reading.lack(f"a field of type {kind}")
            used += size
            place += 32
        if used != width or start != place + 1:
            reading.lack("a table whose header contradicts itself")
            return [ANYROW] * count if count < 10000 else []
        if len(data) - start - count * width not in (0, 1):
            reading.complain("a table of another length")
        if data[0] & 7 != 3:
            reading.complain("another version of table")
        codec = self.codec(run, data, reading)
        rows = []
        for number in range(min(count, 10000)):
            record = data[start + number * width:start + (number + 1) * width]
            if len(record) < width:
                reading.lack("a table that is cut")
                rows.append(ANYROW)
                continue
            if record[:1] == b"*":
                reading.lack("a deleted record")
                rows.append(None)
                continue
            if record[:1] != b" ":
                reading.complain("a record neither there nor deleted")
            rows.append({name.decode(codec, "replace"): value(record[at:at + size], kind, codec, reading)
                         for name, kind, at, size in fields})
        return rows

    def codec(self, run, data, reading):
        cpg = self.bytes("cpg")
        told = re.search(r"texts are in ([\w-]+),? by", run["said"])
        if cpg != b"UTF-8":
            reading.complain("another .cpg")
        return CODECS.get(told[1], told[1]) if told else "utf-8"

    def found(self, run):
        records = []
        for line in (self.folder / run["output"]).read_text().split("\n"):
            if line.strip():
                feature = load(line)
                geometry = feature["geometry"]
                records.append((canonical_shape(geometry) if geometry else None, Row(
                    {name: canonical_value(value) for name, value in feature["properties"].items()})))
        return records


class Row:
    """Values by name; what is unknown or empty is not there."""

    def __init__(self, values):
        self.values = {name: value for name, value in values.items() if value is ANY or value not in (None, "")}

    def __eq__(self, other):
        if any(isinstance(row.values.get("", None), dict) for row in (self, other)):
            return True
        names = set(self.values) | set(other.values)
        return all(ANY in (self.values.get(name), other.values.get(name))
                   or self.values.get(name) == other.values.get(name) for name in names)

    def __repr__(self):
        return str(self.values)


ANYROW = {"": {}}


def shape(part, wanted, reading):
    """A shape of a record's bytes, or ANY where they are damaged."""
    try:
        kind, = struct.unpack("<i", part[:4])
        if kind == 0:
            return None
        if kind != wanted or kind not in KINDS:
            raise ValueError
        if kind == 1:
            if len(part) != 20:
                raise ValueError
            place = struct.unpack("<2d", part[4:20])
            if not all(abs(number) < 1e300 for number in place):
                raise ValueError
            return canonical_shape({"type": "Point", "coordinates": list(place)})
        count, total = struct.unpack("<2i", part[36:44])
        if count == total == 0:
            return None
        if count < 1 or total < 2 or len(part) != 44 + 4 * count + 16 * total:
            raise ValueError
        starts = list(struct.unpack(f"<{count}i", part[44:44 + 4 * count])) + [total]
        if starts[0] != 0 or any(a >= b for a, b in zip(starts, starts[1:])):
            raise ValueError
        numbers = struct.unpack(f"<{2 * total}d", part[44 + 4 * count:])
        if not all(abs(number) < 1e300 for number in numbers):
            raise ValueError
        places = [list(pair) for pair in zip(numbers[::2], numbers[1::2])]
        parts = [places[a:b] for a, b in zip(starts, starts[1:])]
        made = canonical_shape({"type": "MultiLineString", "coordinates": parts} if kind == 3
                               else {"type": "Polygon", "coordinates": parts})
        if made is None:
            raise ValueError
        return made
    except (struct.error, ValueError):
        reading.lack("a damaged shape")
        return ANY


def value(data, kind, codec, reading):
    """A value of a table; ANY where it is none of its type."""
    if kind == "C":
        # The bytes behind a 0 are no text.
        if data.split(b"\0")[0].rstrip(b" ") != data.rstrip(b" \0"):
            reading.lack("a byte of 0 in a text")
            return ANY
        try:
            return data.split(b"\0")[0].decode(codec).rstrip(" ")
        except UnicodeDecodeError:
            reading.lack(f"a text that is not {codec}")
            return ANY
    text = data.decode("latin-1").strip(" \0")
    if not text or kind in "NF" and set(text) == {"*"} or kind == "L" and text == "?" \
            or kind == "D" and set(text) == {"0"}:
        return None
    if kind in "NF" and re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", text):
        return canonical_value(float(text)) if re.search(r"[.eE]", text) else canonical_value(int(text))
    if kind == "L" and text in "TtYyFfNn":
        return "true" if text in "TtYy" else "false"
    if kind == "D" and re.fullmatch(r"\d{8}", text):
        try:
            return datetime.date(int(text[:4]), int(text[4:6]), int(text[6:])).isoformat()
        except ValueError:
            pass
    reading.lack(f"no value of type {kind}: {text}")
    return ANY
