"""docs/conversions.md and its picture, from what was measured."""
import os
import pathlib
import subprocess

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

TITLES = {
    "pairs": "Points as they are",
    "utm": "Points to UTM",
    "polygons": "Polygons of 12 corners",
    "folder": "A folder of small layers to UTM GeoPackages",
}


def write(page, results, count):
    """`results`: for each section a list of [from, to, own, own CPU, theirs, their CPU, least and greatest ratio, rounds]."""
    version = subprocess.run(["ogr2ogr", "--version"], capture_output=True, text=True).stdout.split(",")[0]
    lines = [
        "# Conversions beside ogr2ogr", "",
        f"{count:,} features with three fields; seconds of whole processes, medians of so many rounds in turn, with the "
        f"least and greatest ratio of a round; waiting until the disk has the output is included on Gridcast's side alone; "
        f"{os.cpu_count()} cores, {version}. Made by `make pairs`.", "",
        "![How many times as fast as ogr2ogr](conversions.png)",
    ]
    for section, title in TITLES.items():
        if section not in results:
            continue
        lines += [
            "", f"## {title}", "",
            "| from | to | Gridcast, s | ogr2ogr, s | times as fast | of the processor, s | ogr2ogr's | rounds |",
            "|---|---|---|---|---|---|---|---|",
        ]
        for source, target, own, cpu, theirs, their_cpu, least, most, rounds in results[section]:
            lines.append(f"| {source} | {target} | {own:.2f} | {theirs:.2f} | {theirs / own:.1f} ({least:.1f} – {most:.1f}) "
                         f"| {cpu:.2f} | {their_cpu:.2f} | {rounds} |")
    notes = pathlib.Path(__file__).with_name("notes.md").read_text()
    pathlib.Path(page).write_text("\n".join(lines) + "\n\n" + notes)
    draw({name: results[name] for name in ("pairs", "utm", "polygons") if name in results},
         pathlib.Path(page).with_suffix(".png"))


def draw(sections, picture):
    """Heat maps side by side on one scale."""
    figure, panels = plt.subplots(1, len(sections), figsize=(5.2 * len(sections), 4.4), dpi=110, squeeze=False)
    most = max(row[4] / row[2] for rows in sections.values() for row in rows)
    for axes, (section, rows) in zip(panels[0], sections.items()):
        names = list(dict.fromkeys(row[0] for row in rows))
        ratios = {(row[0], row[1]): row[4] / row[2] for row in rows}
        axes.imshow([[ratios[a, b] for b in names] for a in names], cmap="viridis", vmin=1, vmax=most)
        axes.set_xticks(range(len(names)), names, rotation=20)
        axes.set_yticks(range(len(names)), names)
        axes.set_xlabel("to")
        axes.set_ylabel("from")
        axes.set_title(TITLES[section])
        for row, source in enumerate(names):
            for column, target in enumerate(names):
                value = ratios[source, target]
                axes.text(column, row, f"{value:.1f}", ha="center", va="center",
                          color="black" if value > most / 2 else "white")
    figure.suptitle("How many times as fast as ogr2ogr")
    figure.tight_layout()
    figure.savefig(picture)
