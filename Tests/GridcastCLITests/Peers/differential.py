#!/usr/bin/env python3
"""Reads damaged files as other programs do, and holds what Gridcast made of them against it: differential.py FOLDER.

FOLDER/cases.json lists the files and what Gridcast said and returned. A difference is fine where it was announced: by an exit
code other than 0, or by a sentence that counts what was lost or changed. The last lines are the figures; the exit code is 1 where
something differs without a word, or where a sound file was refused or taken for damaged. What the peers read stands in
peer_csv.py, peer_geojson.py, peer_osm.py and peer_shapefile.py. Needs Python alone; uses pandas, pyosmium's osmium-tool and
ogr2ogr where they are installed."""
import collections
import json
import pathlib
import re
import sys

from peer_csv import CSVPeer
from peer_geojson import GeoJSONPeer
from peer_osm import OSMPeer
from peer_shapefile import ShapefilePeer

PEERS = {"csv": CSVPeer, "geojson": GeoJSONPeer, "osm": OSMPeer, "shapefile": ShapefilePeer}
NUMBER = r"(\d[\d,]*)"


class Announced:
    """What Gridcast said of what it lost or changed."""

    # Each names how many features are missing.
    LOST = [rf"^  (?:lost: )?{NUMBER} lost: ", rf"^  lost: {NUMBER} (?:node|way|relation|feature|object)",
            rf"{NUMBER} (?:ways?|relations?) (?:and|incomplete)", rf"and {NUMBER} (?:ways?|relations?) incomplete",
            rf"{NUMBER} (?:ways?|relations?) left out", rf"{NUMBER} lost: "]
    # Reading ended: how many are missing nobody can know.
    ENDED = [r"reading ended early"]
    # Values are not what the file says.
    CHANGED = [r"parsed incompletely", rf"{NUMBER} (?:moments? of field|values? of moments)", rf"{NUMBER} texts? not in", r"GDAL says: ",
               r"with an empty geometry", r"\.dbf is missing",
               r"values? (?:is|are) no", r"records? of the \.dbf damaged", r"the \.dbf", r"with a damaged record",
               r"with a shape that is none", r"it is no JSON in line", r"where something stands behind",
               r"it is not in UTF-8", r"passed over", r"not understood", r"which no place on the Earth has",
               r"cut off within a character", r"texts are in (?!UTF-8)", r"turned to longitudes", r"  lost: (?!\d)"]

    def __init__(self, said):
        self.lost = 0
        for line in said.splitlines():
            for pattern in self.LOST:
                found = re.search(pattern, line)
                if found:
                    self.lost += int(found[1].replace(",", ""))
                    if pattern == self.LOST[0]:
                        break
        self.ended = any(re.search(pattern, said) for pattern in self.ENDED)
        self.changed = any(re.search(pattern, said, re.M) for pattern in self.CHANGED)
        self.anything = self.lost > 0 or self.ended or self.changed


def align(expected, found):
    """What of two lists, in their order, has no partner in the other: the longest common part is matched."""
    rows, columns = len(expected), len(found)
    best = [[0] * (columns + 1) for _ in range(rows + 1)]
    equal = [[e == f for f in found] for e in expected]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + 1 if equal[i][j] else 0)
    missing, extra, i, j = [], [], 0, 0
    while i < rows and j < columns:
        if equal[i][j] and best[i][j] == best[i + 1][j + 1] + 1:
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            missing.append(expected[i])
            i += 1
        else:
            extra.append(found[j])
            j += 1
    return missing + expected[i:], extra + found[j:]


def judge(peer, case, run):
    """One of equal, announced, refused, fault, needless; and why."""
    reading = peer.read(run)
    second = peer.second_opinion() if reading.is_sound and "taken as" not in run["said"].replace("taken as WGS", "") \
        and "index was rebuilt" not in run["said"] else None
    if second is not None and second[0] != second[1]:
        return "fault", f"the peers differ: {second}"
    announced = Announced(run["said"])
    if run["code"] != 0:
        if run["code"] not in (64, 65, 66):
            return "fault", f"exit code {run['code']}"
        # A file without a record, such as one of zero bytes, is rather a mishap than a layer without features.
        if not reading.records:
            return "refused", "no record"
        return ("needless", "refused") if reading.is_sound else ("refused", reading.complaint)
    found = peer.found(run)
    missing, extra = align(reading.records, found)
    if not missing and not extra:
        if reading.is_sound:
            return ("needless", "told a loss that is none") if announced.lost else ("equal", "")
        if announced.anything:
            return "announced", ""
        return ("fault", f"silent of: {reading.complaint}") if reading.lacks else ("equal", "")
    why = f"{len(missing)} missing {missing[:1]}\n   {len(extra)} extra {extra[:1]}\n   peer: {reading.complaint}"
    # What is cut off in the middle of a feature is neither here nor there.
    if len(extra) > 0 and not announced.anything:
        return "fault", why
    if len(missing) > announced.lost + len(extra) and not announced.ended:
        return "fault", why
    # No place on the Earth has such a longitude.
    if reading.is_sound and not extra and "coordinates are not degrees" not in run["said"]:
        return "needless", "told a loss that is none: " + why
    return "announced", ""


def main():
    folder = pathlib.Path(sys.argv[1])
    cases = json.loads((folder / "cases.json").read_text())
    figures = collections.Counter()
    versions = set()
    for case in cases:
        peer = PEERS[case["format"]](folder / case["name"], case)
        verdicts = []
        for run in case["runs"]:
            verdict, why = judge(peer, case, run)
            verdicts.append(verdict)
            if verdict in ("fault", "needless"):
                print(f"{verdict}: {case['format']} {case['name']} ({case['seed']}: {case['damage']}) {run['output']}:\n   {why}\n"
                      f"   said: {run['said'].strip()[:700]}")
        for verdict in ("fault", "needless", "refused", "announced", "equal"):
            if verdict in verdicts:
                figures[verdict] += 1
                break
        versions |= set(peer.versions())
    print(f"{cases[0]['format']}: {len(cases)} files; " + ", ".join(
        f"{figures[verdict]} {verdict}" for verdict in ("equal", "announced", "refused", "needless", "fault")))
    print("peers: " + ", ".join(sorted(versions)))
    sys.exit(1 if figures["fault"] or figures["needless"] else 0)


main()
