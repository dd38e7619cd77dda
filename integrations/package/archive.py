#!/usr/bin/env python3
"""Packs a folder as a zip of the same bytes every time.

  archive.py FOLDER ARCHIVE [FILE...]

The archive holds one folder of the same name; further files are put into it. Links are followed; tests and what Python
leaves behind are not packed.
"""

import os
import sys
import time
import zipfile

LEFT_OUT = ("__pycache__", "tests")


def main():
    """Packs what the command line names."""
    folder, archive, *more = sys.argv[1:]
    top = os.path.basename(os.path.abspath(folder))
    files = {}
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in LEFT_OUT]
        for name in names:
            path = os.path.join(place, name)
            files[os.path.join(top, os.path.relpath(path, folder))] = path
    for path in more:
        files[os.path.join(top, os.path.basename(path))] = path
    os.makedirs(os.path.dirname(os.path.abspath(archive)), exist_ok=True)
    write(archive, {name: (path, 0o644) for name, path in files.items()})
    print("%s: %d files" % (archive, len(files)))


def write(archive, files):
    """Writes a zip of files with their modes, in the order of their names and with one time for all."""
    moment = time.gmtime(max(int(os.environ.get("SOURCE_DATE_EPOCH") or 0), 315532800))[:6]
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in sorted(files):
            source, mode = files[name]
            info = zipfile.ZipInfo(name.replace(os.sep, "/"), moment)
            info.create_system = 3
            info.external_attr = (0o100000 | mode) << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            if isinstance(source, bytes):
                packed.writestr(info, source)
            else:
                with open(source, "rb") as file:
                    packed.writestr(info, file.read())


if __name__ == "__main__":
    main()
