#!/usr/bin/env python3
"""Runs an exported model in onnxruntime: onnx_forward.py MODEL.onnx CELLS.csv. The cells have row, column, the bands that go in (`shop`, and
where a neighbourhood is looked at its parts, `shop-1` and so on), and `predicted` by Gridcast, of several functions in their order; they are of a raster no larger than one window, so that nothing is blended. Prints the greatest difference from
`predicted`, as a share of the greatest value."""
import csv, json, sys
import numpy as np, onnx, onnxruntime

model = onnx.load(sys.argv[1])
onnx.checker.check_model(model, full_check=True)
metadata = {entry.key: entry.value for entry in model.metadata_props}
session = onnxruntime.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
with open(sys.argv[2]) as file:
    rows = list(csv.DictReader(file))
wanted = np.array([[float(value) for name, value in r.items() if name.endswith("predicted")] for r in rows])
if metadata["kind"] == "cells":
    around = json.loads(metadata["neighbourhood"])
    parts = 1 + len(around["rings"]) + len(around["gaussians"])
    columns = [f"{name}-{part}" if part else name for part in range(parts) for name in json.loads(metadata["features"])]
    counts = np.array([[float(r[name]) for name in columns] for r in rows], np.float32)
    predicted = session.run(None, {"counts": counts})[0]
else:
    wanted = wanted[:, 0]
    names = json.loads(metadata.get("bands", "null")) or [metadata["band"] if "band" in metadata else "count"]
    place = np.array([(int(r["row"]), int(r["column"])) for r in rows])
    if "window" in metadata:  # a window that is larger than the raster begins in its south-western corner
        window = int(metadata["window"])
        side = (window + 7) // 8 * 8
        shape = (side, side)
        place[:, 0] += window - 1 - place[:, 0].max()
    else:
        shape = tuple(place.max(0) + 1)
    before = np.zeros((1, len(names), *shape), np.float32)
    for index, name in enumerate(names):
        before[0, index, place[:, 0], place[:, 1]] = [float(r[name]) for r in rows]
    predicted = session.run(None, {"before": before})[0][0, 0][place[:, 0], place[:, 1]]
print(np.abs(predicted - wanted).max() / np.abs(wanted).max())
