"""OpenStreetMap's XML by expat and by osmium-tool, which must agree; shapes put together here."""
import re
import shutil
import subprocess
import sys
import xml.parsers.expat

from reading import Reading

OSMIUM = subprocess.run(["osmium", "--version"], capture_output=True, text=True).stdout.split("\n")[0] \
    if shutil.which("osmium") else None
# GDAL's osmconf.ini: what makes a closed way an area.
AREAS = set("aeroway amenity boundary building craft geological historic landuse leisure military natural office "
            "place shop sport tourism".split())
MEMBERS = {"node": "n", "way": "w", "relation": "r"}


class OSMPeer:
    def __init__(self, folder, case):
        self.folder, self.case = folder, case
        self.kinds = {"n": {}, "w": {}, "r": {}}
        self.error = None
        self.parse()

    @staticmethod
    def versions():
        return [f"Python {sys.version.split()[0]}"] + ([OSMIUM] if OSMIUM else [])

    def parse(self):
        """Takes what stands before the first fault, as Gridcast does."""
        state = {"object": None, "depth": 0}

        def start(name, attributes):
            state["depth"] += 1
            if name in MEMBERS and state["depth"] == 2:
                state["object"] = (MEMBERS[name], attributes, [], {})
            elif name in MEMBERS:
                self.error = self.error or "an object within another"
            elif state["object"] is None:
                return
            elif name == "tag":
                state["object"][3].setdefault(attributes.get("k"), attributes.get("v"))
            elif name == "nd":
                state["object"][2].append(("n", attributes.get("ref"), ""))
            elif name == "member":
                state["object"][2].append(
                    (MEMBERS.get(attributes.get("type")), attributes.get("ref"), attributes.get("role", "")))

        def end(name):
            state["depth"] -= 1
            if state["depth"] == 1 and state["object"]:
                self.add(*state["object"])
                state["object"] = None

        parser = xml.parsers.expat.ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler = start, end
        try:
            parser.Parse((self.folder / self.case["input"]).read_bytes(), True)
        except (xml.parsers.expat.ExpatError, LookupError) as error:
            self.error = str(error)

    def add(self, kind, attributes, members, tags):
        try:
            identity = int(attributes["id"])
            version = attributes.get("version", "")
            version = int(version) if version.isdigit() else 0
        except (KeyError, ValueError):
            self.error = self.error or f"an object without id: {attributes}"
            return
        if attributes.get("visible") == "false" or attributes.get("action") == "delete":
            return
        old = self.kinds[kind].get(identity)
        if old is None or version >= old[0]:
            self.kinds[kind][identity] = (version, attributes, members, tags)

    def place(self, identity):
        node = self.kinds["n"].get(identity)
        try:
            place = float(node[1]["lon"]), float(node[1]["lat"])
        except (TypeError, KeyError, ValueError):
            return None
        if not (abs(place[0]) <= 180 and abs(place[1]) <= 90):
            return None
        return tuple(round(number, 7) for number in place)

    def line(self, way):
        """The places of a way, or None where one is missing."""
        places = [self.place(int(ref)) if re.fullmatch(r"[+-]?\d+", ref or "") else None for _, ref, _ in way[2]]
        return places if places and None not in places else None

    def second_opinion(self):
        """How many objects expat and osmium read; None where osmium refuses the file or is not there."""
        if not OSMIUM:
            return None
        told = subprocess.run(["osmium", "cat", "--no-progress", "-f", "opl", self.folder / self.case["input"]],
                              capture_output=True)
        if told.returncode:
            return None
        lines = {(line[:1], line.split(b" ")[0]) for line in told.stdout.split(b"\n") if line}
        return sum(len(kind) for kind in self.kinds.values()), len(lines)

    def read(self, run):
        reading = Reading()
        if self.error:
            reading.lack(self.error)
        if any(self.place(identity) is None for identity in self.kinds["n"]):
            reading.complain("a node without a place")
        layer = run["output"].split("-")[1].split(".")[0]
        for record in getattr(self, layer)(reading):
            reading.records.append(record)
        reading.records.sort(key=str)
        return reading

    def points(self, reading):
        for identity, (_, _, _, tags) in self.kinds["n"].items():
            if self.place(identity) is None:
                reading.lack(f"node {identity} without a place")
            elif tags:
                yield str(identity), known(tags), self.place(identity)

    @staticmethod
    def is_area(way):
        refs = [ref for _, ref, _ in way[2]]
        return len(refs) >= 3 and refs[0] == refs[-1] and bool(AREAS & set(way[3]))

    def lines(self, reading):
        for identity, way in self.kinds["w"].items():
            places = self.line(way)
            if not way[3] or self.is_area(way):
                continue
            if places is None or len(places) < 2:
                reading.lack(f"way {identity} is incomplete")
            else:
                yield str(identity), known(way[3]), tuple(places)

    def multipolygons(self, reading):
        for identity, way in self.kinds["w"].items():
            places = self.line(way)
            if not self.is_area(way):
                continue
            if places is None or len(places) < 4:
                reading.lack(f"way {identity} is incomplete")
            else:
                yield str(identity), known(way[3]), segments([places])
        for identity, (_, _, members, tags) in self.kinds["r"].items():
            if tags.get("type") not in ("multipolygon", "boundary"):
                continue
            ways = [self.kinds["w"].get(int(ref)) if re.fullmatch(r"[+-]?\d+", ref or "") else None
                    for kind, ref in dict.fromkeys((kind, ref) for kind, ref, _ in members) if kind == "w"]
            lines = [self.line(way) if way else None for way in ways]
            if not lines or None in lines or not is_closed(lines):
                reading.lack(f"relation {identity} is incomplete")
            else:
                yield str(identity), known(tags), segments(lines)

    def found(self, run):
        from peer_geojson import load
        records = []
        for line in (self.folder / run["output"]).read_text().split("\n"):
            if not line.strip():
                continue
            feature = load(line)
            tags = {key: value for key, value in feature["properties"].items()
                    if value is not None and key not in ("osm_id", "osm_way_id", "other_tags")}
            identity = feature["properties"]["osm_id"] or feature["properties"]["osm_way_id"]
            shape = feature["geometry"]
            if shape["type"] == "Point":
                places = position(shape["coordinates"])
            elif shape["type"] == "LineString":
                places = tuple(position(item) for item in shape["coordinates"])
            else:
                areas = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
                places = segments([[position(item) for item in ring] for area in areas for ring in area])
            records.append((identity, known(tags), places))
        return sorted(records, key=str)


def position(item):
    return round(item[0], 7), round(item[1], 7)


def known(tags):
    return tuple(sorted((str(key), str(value)) for key, value in tags.items()))


def segments(lines):
    """The edges of rings, whatever way they are put together."""
    edges = set()
    for line in lines:
        for edge in zip(line, line[1:]):
            if edge[0] != edge[1]:
                edges ^= {tuple(sorted(edge))}
    return tuple(sorted(edges))


def is_closed(lines):
    ends = {}
    for line in lines:
        if line[0] != line[-1]:
            for end in (line[0], line[-1]):
                ends[end] = ends.get(end, 0) + 1
    return all(count % 2 == 0 for count in ends.values())
