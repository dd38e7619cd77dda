"""Times every pair of vector formats beside ogr2ogr, and writes docs/conversions.md with its picture.

    python3 pairs.py GRIDCAST FOLDER PAGE [ROUNDS] [COUNT]

FOLDER takes the inputs and outputs. Needs ogr2ogr and matplotlib.
"""
import os
import pathlib
import random
import resource
import statistics
import subprocess
import sys
import time

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

ENDINGS = {"Shapefile": "shp", "GeoJSON": "geojson", "CSV": "csv", "GeoPackage": "gpkg", "FlatGeobuf": "fgb"}
CSV_INPUT = ["-oo", "X_POSSIBLE_NAMES=lon", "-oo", "Y_POSSIBLE_NAMES=lat", "-oo", "AUTODETECT_TYPE=YES",
             "-a_srs", "EPSG:4326"]


def points(path, count):
    """Points around 109.5° E, 34.5° N with a name, one of eight categories and a rank, from a fixed seed."""
    chance = random.Random(17)
    kinds = ["administration", "business", "education", "medical", "office", "park", "residential", "transport"]
    with open(path, "w") as file:
        file.write("name,category,rank,lon,lat\n")
        for number in range(count):
            x, y = chance.gauss(109.5, 0.08), chance.gauss(34.5, 0.08)
            file.write(f"poi{number},{chance.choice(kinds)},{chance.randrange(100)},{x!r},{y!r}\n")


def seconds(command, folder, name):
    """The wall and processor seconds of a command whose output does not exist yet."""
    for old in pathlib.Path(folder).glob(f"{name}.*"):
        old.unlink()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    gridcast, folder, page = os.path.abspath(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3])
    rounds = int(sys.argv[4]) if len(sys.argv) > 4 else 5
    count = int(sys.argv[5]) if len(sys.argv) > 5 else 1_000_000
    os.makedirs(folder, exist_ok=True)
    table = f"{folder}/in.csv"
    if not os.path.exists(table):
        points(table, count)
    for ending in set(ENDINGS.values()) - {"csv"}:
        if not os.path.exists(f"{folder}/in.{ending}"):
            subprocess.run(["ogr2ogr", *CSV_INPUT, f"in.{ending}", "in.csv"], cwd=folder, check=True)

    results = {}
    for source, first in ENDINGS.items():
        for target, last in ENDINGS.items():
            own = [gridcast, "convert", f"in.{first}", "-o", f"own.{last}", "--quiet"]
            theirs = ["ogr2ogr", *(CSV_INPUT if first == "csv" else []),
                      *(["-lco", "GEOMETRY=AS_XY"] if last == "csv" else []), f"theirs.{last}", f"in.{first}"]
            times = [(seconds(own, folder, "own"), seconds(theirs, folder, "theirs")) for _ in range(rounds)]
            medians = [statistics.median(t[who][kind] for t in times) for who in (0, 1) for kind in (0, 1)]
            results[source, target] = medians
            print(source, target, *(f"{value:.2f}" for value in medians), flush=True)

    version = subprocess.run(["ogr2ogr", "--version"], capture_output=True, text=True).stdout.split(",")[0]
    lines = [
        "# Every pair of formats beside ogr2ogr", "",
        f"{count:,} points with three fields; seconds of whole processes, medians of {rounds} in turn, writing to the "
        f"disk included on Gridcast's side; {os.cpu_count()} cores, {version}. Made by `make pairs`.", "",
        "![How many times as fast as ogr2ogr](conversions.png)", "",
        "| from | to | Gridcast, s | ogr2ogr, s | times as fast | of the processor, s | ogr2ogr's |",
        "|---|---|---|---|---|---|---|",
    ]
    for (source, target), (own, cpu, theirs, their_cpu) in results.items():
        lines.append(f"| {source} | {target} | {own:.2f} | {theirs:.2f} | {theirs / own:.1f} | {cpu:.2f} | {their_cpu:.2f} |")
    notes = pathlib.Path(__file__).with_name("pairs.md").read_text()
    page.write_text("\n".join(lines) + "\n\n" + notes)

    names = list(ENDINGS)
    ratios = [[results[a, b][2] / results[a, b][0] for b in names] for a in names]
    figure, axes = plt.subplots(figsize=(6.4, 4.6), dpi=140)
    image = axes.imshow(ratios, cmap="viridis", vmin=1)
    axes.set_xticks(range(5), names, rotation=20)
    axes.set_yticks(range(5), names)
    axes.set_xlabel("to")
    axes.set_ylabel("from")
    axes.set_title("How many times as fast as ogr2ogr")
    middle = max(map(max, ratios)) / 2
    for row, values in enumerate(ratios):
        for column, value in enumerate(values):
            axes.text(column, row, f"{value:.1f}", ha="center", va="center",
                      color="black" if value > middle else "white")
    figure.colorbar(image)
    figure.tight_layout()
    figure.savefig(page.with_suffix(".png"))


main()
