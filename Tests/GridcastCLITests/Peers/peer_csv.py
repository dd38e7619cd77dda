"""Tables of texts by Python's csv module (RFC 4180, strict), and by pandas where it is installed."""
import csv
import io
import re
import sys

from reading import Reading, rounded

try:
    import pandas
except ImportError:
    pandas = None

FLOAT = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$")
CODECS = {"CP936": "gb18030", "BIG5": "big5hkscs"}
KINDS = "POINT|LINESTRING|POLYGON|MULTIPOINT|MULTILINESTRING|MULTIPOLYGON"


class CSVPeer:
    def __init__(self, folder, case):
        self.folder, self.case, self.facts = folder, case, case["facts"]

    @staticmethod
    def versions():
        found = [f"Python {sys.version.split()[0]}"]
        return found + ([f"pandas {pandas.__version__}"] if pandas else [])

    def second_opinion(self):
        """How many rows csv and pandas read; None where there is no pandas, or it refuses the file."""
        if not pandas:
            return None
        try:
            table = pandas.read_csv(self.folder / self.case["input"], sep=self.facts["separator"], dtype=str,
                                    encoding=self.facts["encoding"], keep_default_na=False, index_col=False)
        except (ValueError, pandas.errors.ParserError):
            return None
        reading = Reading()
        return len(self.rows(self.text({"said": ""}, reading), reading)) - 1, len(table)

    def text(self, run, reading):
        data = (self.folder / self.case["input"]).read_bytes()
        try:
            return data.decode(self.facts["encoding"])
        except UnicodeDecodeError:
            reading.complain(f"not {self.facts['encoding']}")
        # The encoding that Gridcast found and announced; what it makes of the other bytes must be right all the same.
        told = re.search(r"texts are in ([\w-]+),? by its bytes", run["said"])
        return data.decode(CODECS.get(told[1], told[1]) if told else self.facts["encoding"], "replace")

    def rows(self, text, reading):
        """The records by RFC 4180, and where it is silent as csv reads them; one whose quote closes lines away, or never, is lost
        with its first line, and reading goes on behind that."""
        lines, rows = re.split(r"(?<=\n)|(?<=\r)(?!\n)", text), []
        while lines:
            try:
                reader = csv.reader(iter(lines), delimiter=self.facts["separator"], strict=True)
                row = next(reader)
            except csv.Error as error:
                reader = csv.reader(iter(lines[:1]), delimiter=self.facts["separator"])
                row = next(reader)
                if "unexpected end" in str(error) or row and ("\n" in row[-1] or "\r" in row[-1]):
                    reading.lack(str(error))
                    row = []
            except StopIteration:
                break
            rows.append(row)
            lines = lines[reader.line_num:]
        return [row for row in rows if any(row)]

    def read(self, run):
        reading = Reading()
        text = self.text(run, reading)
        rows = self.rows(text, reading)
        if "the first line is passed over" in run["said"] and rows and any("\0" in value for value in rows[0]):
            reading.lack("a byte of 0 in the header")
            rows = rows[1:]
        said = run["said"]
        title = re.search(r"the first (?:line is|(\d+) lines are) taken as a title", said)
        if title:
            rows = rows[int(title[1] or 1):]
        if not rows:
            reading.complain("no rows")
            return reading
        if "so it is taken as a row, not as names" in said:
            header = [f"field_{number + 1}" for number in range(max(len(row) for row in rows))]
        else:
            header, rows = rows[0], rows[1:]
        names = [name.strip().lower() for name in header]
        columns = self.columns(names, said)
        # A column of which not most values are shapes is a field.
        if "wkt" in self.facts:
            likely = [bool(re.match(f"({KINDS})\\b", value.strip().upper())) for row in rows for column in columns
                      for value in row[column:column + 1] if value.strip() and not any("\0" in item for item in row)]
            if sum(likely) * 2 <= len(likely):
                columns = []
        decimals = {column for column, name in enumerate(names) if f"'{name}'" in
                    "".join(re.findall(r"decimal commas are read as points in (.*)", said))}
        for row in rows:
            values = row + [""] * (len(header) - len(row))
            if any(value.strip() for value in values[len(header):]):
                reading.lack("more values than the header")
                continue
            if any("\0" in value for value in values):
                reading.lack("a byte of 0")
                continue
            shape, is_understood = self.shape(values, columns)
            if is_understood:
                # Decimal commas become points, which is told; a column of shapes is no field.
                values = [self.decimal(value) if column in decimals else value for column, value in enumerate(values)]
                if "wkt" in self.facts and columns:
                    del values[columns[0]]
                reading.records.append((shape, self.trimmed(values)))
            else:
                reading.lack(f"a position that is none: {[values[column] for column in columns]}")
        return reading

    def columns(self, names, said):
        """Which columns hold the positions."""
        told = re.search(r"coordinates from columns '([^']*)' and '([^']*)'", said)
        wanted = [self.facts[key] for key in ("x", "y", "wkt") if key in self.facts]
        if any(name not in names for name in wanted):
            wanted = list(told.groups()) if told else []
        return [names.index(name) for name in wanted if name in names]

    def shape(self, values, columns):
        texts = [values[column].strip() for column in columns]
        if len(texts) == 1:
            return wkt(texts[0]) if texts[0] else (None, True)
        if self.facts["separator"] != ",":
            texts = [text.replace(",", ".") for text in texts]
        if not all(FLOAT.match(text) for text in texts if text):
            return None, False
        if not texts or not all(texts):
            # Half a position is one that is lost.
            return None, not any(texts)
        return tuple(rounded(float(text)) for text in texts), True

    @staticmethod
    def decimal(text):
        found = re.fullmatch(r"\s*([+-]?\d*),(\d+)\s*", text)
        return f"{found[1]}.{found[2]}" if found else text

    @staticmethod
    def trimmed(values):
        values = list(values)
        while values and not values[-1].strip():
            values.pop()
        return tuple(values)

    def found(self, run):
        with open(self.folder / run["output"], encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        has_shapes = re.search(r"coordinates from columns|shapes from column", run["said"])
        width = (1 if rows[0][0] == "WKT" else 2) if has_shapes else 0
        records = []
        for row in rows[1:]:
            shape = None
            if width == 1 and row[0]:
                shape = wkt(row[0])[0]
            if width == 2 and row[0]:
                shape = (rounded(float(row[0])), rounded(float(row[1])))
                shape = ("POINT", (shape,)) if "wkt" in self.facts else shape
            records.append((shape, self.trimmed(row[width:])))
        return records


def wkt(text):
    """A shape in well-known text: its kind and numbers; and whether it is one, with closed rings."""
    text = re.sub(r"\s+", " ", text.strip()).upper()
    found = re.match(rf"({KINDS}) ?(\(.*\))$", text)
    if not found:
        return None, False
    kind, body = found.groups()
    number = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:E[+-]?\d+)?"
    pair = rf" ?{number} {number} ?"
    run = rf" ?\({pair}(?:,{pair})*\) ?"
    runs = rf" ?\({run}(?:,{run})*\) ?"
    grammar = {"POINT": rf"\({pair}\)", "LINESTRING": run, "POLYGON": runs, "MULTILINESTRING": runs,
               "MULTIPOINT": rf"(?:{run}| ?\( ?\({pair}\)(?:, ?\({pair}\))* ?\))",
               "MULTIPOLYGON": rf"\({runs}(?:,{runs})*\)"}[kind]
    if not re.fullmatch(grammar, body):
        return None, False
    parts = [tuple(rounded(float(item)) for item in re.findall(number, part))
             for part in re.findall(r"\(([^()]*)\)", body)]
    if "POLYGON" in kind and any(part[:2] != part[-2:] or len(part) < 8 for part in parts):
        return None, False
    if kind == "MULTIPOINT":
        parts = [tuple(item for part in parts for item in part)]
    return (kind, tuple(parts)), True
