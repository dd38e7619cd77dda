"""What is counted, and how: the options of `gridcast bin` by their names, and a few of the cluster's."""

import os

# Options of `gridcast bin`, with a value and without.
COUNTED = ("layer", "from", "where", "encoding", "x", "y", "wkt", "category", "categories", "weight", "cell", "within",
           "within-layer", "within-from", "within-rule", "like", "to")
FLAGS = ("no-header", "allow-loss", "allow-remote")
# Options of `gridcast merge`.
WRITTEN = ("output", "cells", "styles")
WRITTEN_FLAGS = ("overwrite", "safe-csv")
# What may name a file, which executors do not look for in the driver's folder.
FILES = ("categories", "within", "like", "from", "to", "within-from")
CLUSTER = ("inputs", "parts", "program")


class Plan:
    """A count: `values` has options of `gridcast bin` by their names, without dashes before them.

    Further ones are parts (about how many; by default twice as many as the cluster has cores) and program (where the
    program gridcast is, on every machine).
    """

    def __init__(self, values):
        values = {str(name).replace("_", "-"): value for name, value in dict(values).items()}
        known = COUNTED + FLAGS + WRITTEN + WRITTEN_FLAGS + CLUSTER
        for name in values:
            if name not in known:
                raise ValueError("the plan has '%s', which is none of %s" % (name, ", ".join(sorted(known))))
        if not values.get("output") and not values.get("cells"):
            raise ValueError("the plan names neither an output nor cells, so nothing would be written")
        for name in FILES:
            if name in values and os.path.exists(str(values[name])):
                values[name] = os.path.abspath(str(values[name]))
        self.values = values
        self.parts = values.get("parts")
        self.program = values.get("program") or os.environ.get("GRIDCAST_PROGRAM") or "gridcast"

    @property
    def inputs(self):
        """The inputs that the plan names."""
        return _all(self.values.get("inputs"))

    def split(self, inputs, parts):
        """The words that list the parts of inputs."""
        return ["split"] + inputs + ["--parts", str(parts), "--json"] + self._options(COUNTED) + self._flags(FLAGS)

    def stream(self, number):
        """The words that count what comes through standard input, as the part of a number: rows may be alike in several."""
        if not any(self.values.get(name) for name in ("to", "like", "within")):
            raise ValueError("a DataFrame is counted in parts that must agree on the cells: the plan must name one of to, "
                             "like and within")
        return ["bin", "-"] + self._options(COUNTED) + self._flags(FLAGS) + [
            "--part-name", str(number), "--partial", "-", "--quiet"]

    def write(self, parts):
        """The words that write the result."""
        return ["merge"] + parts + self._options(WRITTEN) + self._flags(WRITTEN_FLAGS) + ["--json"]

    def _options(self, names):
        return [word for name in names for value in _all(self.values.get(name)) for word in ("--" + name, str(value))]

    def _flags(self, names):
        return ["--" + name for name in names if self.values.get(name)]


def _all(value):
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]
