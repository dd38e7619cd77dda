"""Draws seconds over the number of points, both as powers of ten. Usage: chart.py TIMES.json CHART.png"""
import json
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

figure, axes = plt.subplots(figsize=(10, 6))
for line in json.load(open(sys.argv[1])):
    own = line["name"].startswith("Gridcast")
    axes.plot(line["exponents"], line["seconds"], marker="o", label=line["name"],
              linewidth=2.5 if own else 1.2, linestyle="-" if own else "--")
axes.set_title("Points to counts per cell and category")
axes.set_xlabel("points, as a power of ten")
axes.set_ylabel("seconds, as a power of ten")
axes.grid(color="#e3e3e3")
axes.legend()
figure.savefig(sys.argv[2], dpi=100, bbox_inches="tight")
