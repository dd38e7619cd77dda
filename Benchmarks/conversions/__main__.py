"""Times conversions beside ogr2ogr, and writes docs/conversions.md with its picture.

    python3 Benchmarks/conversions GRIDCAST FOLDER PAGE [ROUNDS] [SECTION …]

FOLDER takes inputs, outputs and results.json, which keeps what was measured: sections that are not named stay as
they were. Needs ogr2ogr and matplotlib.
"""
import json
import os
import pathlib
import sys

import inputs
import page
import timing

COUNT = 1_000_000
SYSTEM = "EPSG:32649"


def pairs(gridcast, stem, endings, moved=False):
    for source, first in endings.items():
        for target, last in endings.items():
            own = [gridcast, "convert", f"{stem}.{first}", "-o", f"own.{last}", "--quiet"]
            theirs = ["ogr2ogr", *(inputs.CSV_INPUT if first == "csv" else []),
                      *(["-lco", "GEOMETRY=AS_XY"] if last == "csv" else []), f"theirs.{last}", f"{stem}.{first}"]
            if moved:
                own += ["--to", SYSTEM]
                # GeoJSON is in another system than its standard's only where one asks for it.
                theirs += ["-t_srs", SYSTEM, *(["-lco", "RFC7946=NO"] if last == "geojson" else [])]
            yield source, target, own, theirs


def jobs(section, gridcast, folder):
    """Each job of a section: from, to, and both commands."""
    if section in ("pairs", "utm"):
        inputs.made(folder, "points", inputs.write_points, COUNT, "csv")
        yield from pairs(gridcast, "points", inputs.ENDINGS, moved=section == "utm")
    elif section == "polygons":
        inputs.made(folder, "polygons", inputs.write_polygons, COUNT, "geojson")
        yield from pairs(gridcast, "polygons", {name: inputs.ENDINGS[name] for name in ("Shapefile", "GeoPackage", "GeoJSON")})
    else:
        inputs.small_layers(folder, 1000)
        loop = f'mkdir theirs; for f in layers/*.shp; do n=${{f##*/}}; ogr2ogr -t_srs {SYSTEM} theirs/${{n%.shp}}.gpkg $f; done'
        yield ("1,000 Shapefiles of 100 points", "GeoPackage",
               [gridcast, "reproject", "layers", "--to", SYSTEM, "--out", "own", "--format", "gpkg", "--quiet"],
               ["sh", "-c", loop])


def main():
    gridcast, folder, target = os.path.abspath(sys.argv[1]), sys.argv[2], sys.argv[3]
    rounds = int(sys.argv[4]) if len(sys.argv) > 4 else 5
    os.makedirs(folder, exist_ok=True)
    kept = pathlib.Path(folder, "results.json")
    results = json.loads(kept.read_text()) if kept.exists() else {}
    for section in sys.argv[5:] or page.TITLES:
        rows = []
        for source, last, own, theirs in jobs(section, gridcast, folder):
            rows.append([source, last, *timing.in_turn(own, theirs, folder, rounds), rounds])
            print(section, source, last, *(f"{value:.2f}" for value in rows[-1][2:8]), flush=True)
        results[section] = rows
        kept.write_text(json.dumps(results, indent=1))
    page.write(target, results, COUNT)


main()
