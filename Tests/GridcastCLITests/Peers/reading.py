"""What a peer read of a file."""
import re
import shutil
import subprocess


class Reading:
    """Records in the order of the file, and what the peer complains of; None where the file is sound."""

    def __init__(self):
        self.records = []
        self.complaint = None
        # Whether the records are not all that the file tells, or tells in part.
        self.lacks = False

    @property
    def is_sound(self):
        return self.complaint is None

    def complain(self, words):
        """Of what makes the file unsound, though all records are there."""
        self.complaint = self.complaint or words

    def lack(self, words):
        """Of a record or a value that the peer cannot read."""
        if not self.lacks:
            self.complaint = words
        self.lacks = True


def gdal_count(path):
    """How many features GDAL's ogrinfo finds; None where it complains or is not there."""
    if not shutil.which("ogrinfo"):
        return None
    told = subprocess.run(["ogrinfo", "-ro", "-so", "-al", path], capture_output=True, text=True, errors="replace")
    found = re.search(r"Feature Count: (\d+)", told.stdout)
    return int(found[1]) if found and not told.returncode and not told.stderr else None


class Any:
    """A value that the peer cannot read: equal to all."""

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0

    def __repr__(self):
        return "?"


ANY = Any()


def rounded(number, digits=9):
    """A coordinate as far as all writers keep it."""
    return round(float(f"{number:.{digits}g}"), digits) + 0.0
