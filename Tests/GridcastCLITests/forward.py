#!/usr/bin/env python3
"""Reproduces a forecast of Gridcast with NumPy alone: forward.py MODEL.safetensors CELLS.csv PREDICTED. The cells are those that
`gridcast forecast --cells` wrote, of a raster no larger than one window, so that nothing is blended. Prints the greatest difference from
the column PREDICTED, as a share of the greatest value."""
import csv, json, struct, sys
import numpy as np


def read(path):
    try:
        from safetensors.numpy import load_file, safe_open
        with safe_open(path, "np") as file:
            return load_file(path), file.metadata()
    except ImportError:  # the layout is simple enough
        data = open(path, "rb").read()
        size = struct.unpack("<Q", data[:8])[0]
        header = json.loads(data[8:8 + size])
        metadata = header.pop("__metadata__")
        types = {"F32": "<f4", "I64": "<i8"}
        tensors = {}
        for name, entry in header.items():
            a, b = entry["data_offsets"]
            tensors[name] = np.frombuffer(data[8 + size + a:8 + size + b], types[entry["dtype"]]).reshape(entry["shape"])
        return tensors, metadata


def convolution(x, w, b, stride):  # x [rows, columns, inputs], w [kernel, kernel, inputs, outputs], one pixel of zeros around x
    k = w.shape[0]
    x = np.pad(x, ((1, 1), (1, 1), (0, 0)))
    rows, columns = (x.shape[0] - k) // stride + 1, (x.shape[1] - k) // stride + 1
    out = np.zeros((rows, columns, w.shape[3])) + b
    for i in range(k):
        for j in range(k):
            out += x[i:i + stride * rows:stride, j:j + stride * columns:stride] @ w[i, j]
    return out


def deconvolution(x, w, b):  # w [inputs, 4, 4, outputs], stride 2, one pixel cut off all around
    rows, columns = x.shape[:2]
    out = np.zeros((2 * rows + 2, 2 * columns + 2, w.shape[3]))
    for i in range(4):
        for j in range(4):
            out[i:i + 2 * rows:2, j:j + 2 * columns:2] += x @ w[:, i, j]
    return out[1:-1, 1:-1] + b


path, cells, column = sys.argv[1:4]
tensors, metadata = read(path)
tensors = {name: t.astype(np.float64) for name, t in tensors.items()}
with open(cells) as file:
    rows = list(csv.DictReader(file))
wanted = np.array([float(r[column]) for r in rows])

if metadata["kind"] == "convdeconv":
    side = (int(metadata["window"]) + 7) // 8 * 8
    divisor = float(metadata["scaling_divisor"])
    isLog = metadata["scaling"] == "log1p"
    before = np.zeros((side, side, 1))
    place = np.array([(int(r["row"]), int(r["column"])) for r in rows])
    # A window that is larger than the raster begins in its south-western corner.
    top = int(metadata["window"]) - 1 - place[:, 0].max()
    density = np.array([float(r["before"]) for r in rows])
    before[place[:, 0] + top, place[:, 1], 0] = np.log1p(density) if isLog else density / divisor
    outputs = []
    for member in range(int(metadata["count"])):
        x = before
        for layer in range(0, 14, 2):
            w, b = (tensors[f"members.{member}.layers.{layer}.{name}"] for name in ("weight", "bias"))
            x = deconvolution(x, w, b) if layer >= 8 else convolution(x, w, b, 1 if layer == 0 else 2)
            if layer < 12 or metadata["prediction"] == "level":
                x = np.maximum(x, 0)
        if metadata["prediction"] == "change":
            x = np.maximum(before + x, 0)
        outputs.append(np.expm1(x) if isLog else x * divisor)
    predicted = np.mean(outputs, axis=0)[place[:, 0] + top, place[:, 1], 0]
else:
    head = json.loads(metadata["models"])[0]
    low, high = tensors["0.scaling.minimum"], tensors["0.scaling.maximum"]
    x = np.array([[float(r[name]) for name in head["features"]] for r in rows])
    if head["transform"] == "sqrt":
        x = np.sqrt(x)
    inputs = (x - low[:-1]) / np.where(high[:-1] > low[:-1], high[:-1] - low[:-1], 1)
    functions = {"identity": lambda v: v, "relu": lambda v: np.maximum(v, 0), "tanh": np.tanh, "sigmoid": lambda v: 1 / (1 + np.exp(-v))}
    predicted = 0
    for member, layers in enumerate(head["layers"]):
        x, prefix = inputs, f"0.members.{member}"
        for index, layer in enumerate(layers):
            dense = f"{prefix}.layers.{index}"
            x = x @ tensors[f"{dense}.weight"] + tensors[f"{dense}.bias"] if layer == "dense" else functions[layer](x)
        z = x[:, 0] * (high[-1] - low[-1]) + low[-1]
        if f"{prefix}.way_back" in tensors:
            c, b, a = tensors[f"{prefix}.way_back"]
            z = np.maximum(z, 0)
            count = np.maximum(c + b * z + a * z * z, 0)
        else:
            count = z * np.abs(z) if head["transform"] == "sqrt" else z
        predicted = predicted + tensors["0.shares"][member] * count
print(np.abs(predicted - wanted).max() / np.abs(wanted).max())
