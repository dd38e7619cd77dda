"""GeoJSON by Python's json module, strictly, and by ogr2ogr."""
import json
import re
import shutil
import subprocess
import sys

from reading import Reading, gdal_count, rounded

DEPTHS = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
GDAL = subprocess.run(["ogr2ogr", "--version"], capture_output=True, text=True).stdout.split(",")[0] \
    if shutil.which("ogr2ogr") else None


def refuse(text):
    raise ValueError(f"{text} is no JSON")


def load(text):
    return json.loads(text, parse_constant=refuse)


class GeoJSONPeer:
    def __init__(self, folder, case):
        self.folder, self.case = folder, case

    @staticmethod
    def versions():
        return [f"Python {sys.version.split()[0]}"] + ([GDAL] if GDAL else [])

    def second_opinion(self):
        """How many features there are, and how many GDAL finds."""
        reading = self.read({"said": ""})
        count = gdal_count(self.folder / self.case["input"])
        return None if count is None else (len(reading.records), count)

    def read(self, run):
        reading = Reading()
        data = (self.folder / self.case["input"]).read_bytes()
        try:
            text = data.decode()
        except UnicodeDecodeError:
            reading.complain("not UTF-8")
            text = data.decode(errors="replace")
        for feature in self.features(text, reading):
            record = canonical(feature)
            # GDAL takes an object without a type for a feature in a collection, but not in a sequence.
            if not self.case["input"].endswith(".geojson") and isinstance(feature, dict) and "type" not in feature:
                record = None
            if record is None:
                reading.lack(f"no feature: {str(feature)[:200]}")
            else:
                reading.records.append(record)
        return reading

    def features(self, text, reading):
        if not self.case["input"].endswith(".geojson"):
            lines = text.split("\x1e") if text.startswith("\x1e") else text.split("\n")
            for line in lines:
                if line.strip(" \t\r\n\x1e"):
                    try:
                        yield load(line.strip(" \t\r\n\x1e"))
                    except ValueError as error:
                        reading.lack(str(error))
            return
        try:
            whole = load(text)
        except ValueError as error:
            reading.lack(str(error))
            return
        if not isinstance(whole, dict) or whole.get("type") != "FeatureCollection" or \
                not isinstance(whole.get("features"), list):
            reading.lack("no collection")
            return
        yield from whole["features"]

    def found(self, run):
        text = (self.folder / run["output"]).read_text()
        return [canonical(load(line)) for line in text.split("\n") if line.strip()]


def canonical(feature):
    """A feature's geometry and known properties; None where it is no feature after RFC 7946."""
    if not isinstance(feature, dict) or feature.get("type", "Feature") != "Feature":
        return None
    # GDAL takes names of members in any case; where there are no properties, what stands beside is taken for them.
    name = next((name for name in feature if name.lower() == "properties"), None)
    properties = feature[name] if name else {
        name: value for name, value in feature.items() if name.lower() not in ("type", "geometry", "bbox", "id")}
    if properties is not None and not isinstance(properties, dict):
        return None
    # One without the member has no shape; how many have none is always told.
    geometry = next((value for name, value in feature.items() if name.lower() == "geometry"), None)
    shape = None
    if geometry is not None:
        shape = canonical_shape(geometry)
        if shape is None:
            return None
    return shape, tuple(sorted((name, canonical_value(value)) for name, value in (properties or {}).items()
                               if value is not None))


def canonical_shape(geometry):
    if not isinstance(geometry, dict) or not isinstance(geometry.get("type"), str) \
            or geometry["type"] not in DEPTHS or "coordinates" not in geometry:
        return None
    kind = geometry["type"]
    coordinates = canonical_positions(geometry["coordinates"], DEPTHS[kind])
    if coordinates is None or "Polygon" in kind and not are_closed(geometry["coordinates"], kind):
        return None
    # Where a layer holds both, single shapes are written as multiple ones of one part.
    if "Multi" not in kind:
        kind, coordinates = "Multi" + kind, [coordinates]
    if kind == "MultiPolygon":
        rings = [ring for area in coordinates for ring in area]
        # A ring may begin and turn otherwise; its corners are the same.
        return kind, tuple(sorted(tuple(sorted(ring[1:])) for ring in rings))
    if kind == "MultiLineString" and any(len(line) < 2 for line in coordinates):
        return None
    return kind, json.dumps(coordinates)


def are_closed(areas, kind):
    rings = areas if kind == "Polygon" else [ring for area in areas for ring in area]
    return all(ring and ring[0] == ring[-1] for ring in rings)


def canonical_positions(value, depth):
    if not isinstance(value, list):
        return None
    if depth == 0:
        if len(value) < 2 or any(isinstance(item, bool) or not isinstance(item, (int, float)) for item in value):
            return None
        # A layer of which some positions have heights has heights of 0 elsewhere.
        return tuple(rounded(item, 12) for item in value[:3 if len(value) > 2 and value[2] else 2])
    items = [canonical_positions(item, depth - 1) for item in value]
    return None if any(item is None for item in items) else items


def canonical_value(value):
    """A value as a text; GDAL makes one type of a field's values, a text of all where they differ."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value) if isinstance(value, int) else \
            str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, str):
        moment = re.fullmatch(r"(\d{4})[-/](\d\d)[-/](\d\d)(?:[T ](\d\d:\d\d:\d\d(?:\.\d+)?)(Z|[+-]\d\d(?::?\d\d)?)?)?", value)
        if moment:
            zone = "Z" if moment[5] in ("Z", "+00", "+00:00") else moment[5]
            return "-".join(moment.groups()[:3]) + (f"T{moment[4]}{zone or ''}" if moment[4] else "")
        if value[:1] in ("[", "{"):
            try:
                return canonical_value(load(value))
            except ValueError:
                return value
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
