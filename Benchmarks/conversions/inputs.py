"""The files that are converted, made once from fixed seeds."""
import json
import math
import os
import pathlib
import random
import subprocess

ENDINGS = {"Shapefile": "shp", "GeoJSON": "geojson", "CSV": "csv", "GeoPackage": "gpkg", "FlatGeobuf": "fgb"}
# How ogr2ogr is told what Gridcast sees by itself.
CSV_INPUT = ["-oo", "X_POSSIBLE_NAMES=lon", "-oo", "Y_POSSIBLE_NAMES=lat", "-oo", "AUTODETECT_TYPE=YES",
             "-a_srs", "EPSG:4326"]
KINDS = ["administration", "business", "education", "medical", "office", "park", "residential", "transport"]


def places(count, chance):
    """Names, categories, ranks and positions around 109.5° E, 34.5° N."""
    for number in range(count):
        kind, rank = chance.choice(KINDS), chance.randrange(100)
        yield f"poi{number}", kind, rank, chance.gauss(109.5, 0.08), chance.gauss(34.5, 0.08)


def write_points(path, count):
    """Points with a name, one of eight categories and a rank."""
    with open(path, "w") as file:
        file.write("name,category,rank,lon,lat\n")
        for name, kind, rank, x, y in places(count, random.Random(17)):
            file.write(f"{name},{kind},{rank},{x!r},{y!r}\n")


def write_polygons(path, count):
    """Polygons of 12 corners, about 100 m across, with the same fields."""
    chance = random.Random(18)
    with open(path, "w") as file:
        file.write('{"type":"FeatureCollection","features":[\n')
        for name, kind, rank, x, y in places(count, chance):
            ring = [(x + 5e-4 * chance.uniform(0.6, 1) * math.cos(math.tau * k / 12),
                     y + 5e-4 * chance.uniform(0.6, 1) * math.sin(math.tau * k / 12)) for k in range(12)]
            feature = {"type": "Feature", "properties": {"name": name, "category": kind, "rank": rank},
                       "geometry": {"type": "Polygon", "coordinates": [ring + ring[:1]]}}
            file.write(("" if name == "poi0" else ",") + json.dumps(feature, separators=(",", ":")) + "\n")
        file.write("]}\n")


def made(folder, stem, write, count, first):
    """The files STEM.ENDING in `folder`: `first` by `write`, the others from it by ogr2ogr."""
    source = f"{folder}/{stem}.{first}"
    if not os.path.exists(source):
        write(source, count)
    for ending in ENDINGS.values():
        if not os.path.exists(f"{folder}/{stem}.{ending}") and not (ending == "csv" and first != "csv"):
            subprocess.run(["ogr2ogr", *(CSV_INPUT if first == "csv" else []), f"{stem}.{ending}", f"{stem}.{first}"],
                           cwd=folder, check=True)


def small_layers(folder, count):
    """A folder of `count` Shapefiles with 100 points each."""
    layers = pathlib.Path(folder, "layers")
    if not layers.exists():
        whole = pathlib.Path(folder, "hundred.csv")
        write_points(whole, 100)
        layers.mkdir()
        subprocess.run(["ogr2ogr", *CSV_INPUT, "layers/0000.shp", "hundred.csv"], cwd=folder, check=True)
        for number in range(1, count):
            for ending in ("shp", "shx", "dbf", "prj"):
                layers.joinpath(f"{number:04}.{ending}").write_bytes(layers.joinpath(f"0000.{ending}").read_bytes())
    return layers
