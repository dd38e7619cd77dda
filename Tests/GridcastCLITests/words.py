#!/usr/bin/env python3
"""Prints what a reader sees of a report, a QGIS project or a style, a text a line.

  words.py REPORT.html | PROJECT.qgz | STYLE.qml

Of a report that is its texts and what is told beside pictures, what its scripts say, and the map to explore; what is
drawn in its pictures is not read. Standard library only."""

import base64
import html
import json
import re
import sys
import xml.etree.ElementTree
import zipfile
import zlib


def element(page, name):
    """What an element that a script reads holds; nothing where the page has none."""
    found = re.search(r'id="%s"[^>]*>(.*?)</script>' % name, page, re.S)
    return found and found[1]


def report(path):
    with open(path, encoding="utf-8") as file:
        page = file.read()
    shown = re.sub(r"<script.*?</script>|<style.*?</style>", "", page, flags=re.S)
    yield from re.findall(r'(?:alt|title|aria-label)="([^"]*)"', shown)
    yield from re.split(r"<[^>]*>", shown)
    yield from json.loads(element(page, "words")).values()
    for raster in json.loads(element(page, "rasters")):
        yield raster["name"]
        yield from raster["bands"]
    packed = element(page, "explorer-data")
    if packed:
        model = json.loads(zlib.decompress(base64.b64decode(packed)))
        for view in model["views"]:
            yield from [view["title"], view["quantity"]] + view["labels"] + [time["label"] for time in view["times"]]
        yield from [mark[2] for overlay in model["overlays"] for mark in overlay["marks"] if len(mark) > 2]


def project(path):
    with zipfile.ZipFile(path) as archive:
        tree = xml.etree.ElementTree.fromstring(archive.read("project.qgs"))
    for group in tree.iter("layer-tree-group"):
        yield group.get("name", "")
    for layer in tree.iter("layer-tree-layer"):
        yield layer.get("name", "")
        yield from [option.get("value", "") for option in layer.iter("Option") if option.get("name") == "legend/title-label"]
    for item in tree.iter("LayoutItem"):
        # What stands between brackets is worked out by QGIS.
        yield re.sub(r"\[%.*?%\]", "", item.get("labelText", ""))


def style(path):
    tree = xml.etree.ElementTree.parse(path)
    for kind in ("range", "category", "item", "paletteEntry"):
        yield from [entry.get("label", "") for entry in tree.iter(kind)]


kinds = {".html": report, ".qgz": project, ".qml": style}
for told in kinds[re.search(r"\.\w+$", sys.argv[1])[0]](sys.argv[1]):
    for line in html.unescape(told).splitlines():
        if line.strip():
            print(line.strip())
