"""Makes a plan file of what was filled in in the panel."""

import json
import os


MARK = "# Made by the form of Gridcast in QGIS; gridcast run does it."


def is_anothers(path):
    """Whether a plan is there that no form has made, which must not be replaced."""
    if not os.path.exists(path):
        return False
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.readline().rstrip() != MARK


def plan_text(values):
    """The plan as YAML.

    Values has inputs (paths), and of these what is wanted: layer, category, weight, study_area, cell, target, system
    and folder. What is empty is left to gridcast.
    """
    lines = [MARK]

    def say(key, value, indent=""):
        if value not in (None, "", []):
            # JSON's texts and lists are YAML's too, whatever stands in them.
            lines.append("%s%s: %s" % (indent, key, json.dumps(value, ensure_ascii=False)))

    inputs = [_source(path, values.get("layer")) for path in values["inputs"]]
    say("inputs", inputs[0] if len(inputs) == 1 else inputs)
    say("coordinate-system", values.get("system"))
    say("cell", values.get("cell"))
    say("study-area", values.get("study_area") and _source(values["study_area"], values.get("study_area_layer")))
    say("category", values.get("category"))
    say("weight", values.get("weight"))
    if values.get("target"):
        lines.append("model:")
        say("kind", "bp", "  ")
        say("target", values["target"], "  ")
    lines.append("outputs:")
    say("folder", values["folder"], "  ")
    say("counts", "counts.tif", "  ")
    say("cells", ["cells.shp", "table.csv"], "  ")
    if values.get("category"):
        say("correlation", "correlation.csv", "  ")
    if values.get("target"):
        say("model", "model.safetensors", "  ")
        say("forecast", "forecast.tif", "  ")
        say("forecast-cells", "forecast-cells.shp", "  ")
    return "\n".join(lines) + "\n"


def _source(path, layer):
    """An input of a plan: its path, with the layer where the file has several."""
    return {"path": path, "layers": [layer]} if layer else path


def results(output):
    """The files that a run says it has written, in its own order."""
    return [line for line in output.splitlines() if os.path.isabs(line) and os.path.exists(line)]
