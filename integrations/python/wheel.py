#!/usr/bin/env python3
"""Makes the wheel of gridcast: wheel.py PROGRAM FOLDER [--bundle].

With --bundle the wheel carries GDAL, PROJ, GEOS, OpenBLAS, Pango, curl and all that these need, so that it works where
nothing is installed; without, it takes those of the machine, and is small. Bundling needs patchelf and glibc's ldd.
"""

import base64
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "package"))

import archive  # noqa: E402

# What every Linux of the wheel's tag has itself (PEP 600), and must not be brought.
OF_THE_SYSTEM = re.compile(r"^(ld-linux|libc\.|libm\.|libdl\.|libpthread\.|librt\.|libutil\.|libresolv\.|libnsl\.)")
# What the program loads only when it is needed; the libraries that development packages name without a version are
# those that it was built with.
LOADED_LATER = ("libgdal.so", "libproj.so", "libgeos_c.so", "libcairo.so", "libcrypto.so", "libcurl.so",
                "libopenblas.so.0", "libpangocairo-1.0.so.0")

# Where no fontconfig is installed: the fonts beside this file, and those of the machine and the user.
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">.</dir>
  <dir>/usr/share/fonts</dir>
  <dir>/usr/local/share/fonts</dir>
  <dir prefix="xdg">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
"""


def main():
    """Makes the wheel."""
    program, folder = sys.argv[1:3]
    told = subprocess.run([program, "--version"], check=True, stdout=subprocess.PIPE, encoding="utf-8")
    version = told.stdout.strip()
    files = {"gridcast/__init__.py": (os.path.join(HERE, "gridcast", "__init__.py"), 0o644)}
    with tempfile.TemporaryDirectory() as work:
        own = os.path.join(work, "gridcast")
        shutil.copy(program, own)
        subprocess.run(["strip", "--strip-all", own], check=True)
        if "--bundle" in sys.argv:
            files.update(bundle(own, work))
        files["gridcast/bin/gridcast"] = (own, 0o755)
        print(write(folder, version, files))


def needed(path):
    """The libraries that a file needs, all the way down, by name and path."""
    told = subprocess.run(["ldd", path], check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout
    found = dict(re.findall(r"^\s*(\S+) => (/\S+) ", told, re.M))
    return {name: place for name, place in found.items() if not OF_THE_SYSTEM.match(name)}


def located(name):
    """Where the linker finds a library."""
    told = subprocess.run(["/sbin/ldconfig", "-p"], check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout
    return re.search(r"^\s*%s \(.*\) => (\S+)$" % re.escape(name), told, re.M).group(1)


def own_name(path):
    """The name by which programs ask for a library, such as libgdal.so.32."""
    told = subprocess.run(["patchelf", "--print-soname", path], check=True, stdout=subprocess.PIPE, encoding="utf-8")
    return told.stdout.strip()


def terms(libraries):
    """The licences of libraries, as the packages of Debian that they are taken from tell them."""
    paths = {os.path.realpath(path) for path in libraries}
    # Packages may name files by /lib, which is the same folder.
    asked = sorted(paths) + sorted(path[4:] for path in paths if path.startswith("/usr/lib/"))
    told = subprocess.run(
        ["dpkg-query", "-S"] + asked, check=False, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8")
    owners = {path: packages.split(":")[0] for packages, path in re.findall(r"^(\S+): (/\S+)$", told.stdout, re.M)}
    nameless = [path for path in sorted(paths) if path not in owners and path[4:] not in owners]
    if nameless:
        sys.exit("no package tells the licence of %s" % ", ".join(nameless))
    return {"gridcast/licenses/%s.txt" % name: (os.path.realpath("/usr/share/doc/%s/copyright" % name), 0o644)
            for name in set(owners.values())}


def bundle(program, work):
    """Collects libraries and data, and has them look for each other beside themselves."""
    libraries = needed(program)
    for name in LOADED_LATER:
        source = located(name)
        libraries[own_name(source)] = source
        libraries.update(needed(source))
    files = terms(libraries.values())
    for name, source in sorted(libraries.items()):
        copy = os.path.join(work, name)
        shutil.copy(os.path.realpath(source), copy)
        os.chmod(copy, 0o755)
        subprocess.run(["strip", "--strip-unneeded", copy], check=False)
        subprocess.run(["patchelf", "--force-rpath", "--set-rpath", "$ORIGIN", copy], check=True)
        files["gridcast/lib/" + name] = (copy, 0o755)
    subprocess.run(["patchelf", "--force-rpath", "--set-rpath", "$ORIGIN/../lib", program], check=True)
    for place, source in (("proj", "/usr/share/proj"), ("gdal", "/usr/share/gdal")):
        for name in sorted(os.listdir(source)):
            path = os.path.join(source, name)
            if os.path.isfile(path):
                files["gridcast/share/%s/%s" % (place, name)] = (os.path.realpath(path), 0o644)
    # For machines without any font; Chinese needs one of theirs.
    for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"):
        font = os.path.join("/usr/share/fonts/truetype/dejavu", name)
        if os.path.exists(font):
            files["gridcast/share/fonts/" + name] = (font, 0o644)
    files["gridcast/share/fonts/fonts.conf"] = (FONTS.encode(), 0o644)
    return files


def write(folder, version, files):
    """Writes the wheel; returns its path."""
    libc = platform.libc_ver()[1].replace(".", "_")
    tag = "py3-none-manylinux_%s_%s" % (libc, platform.machine())
    info = "gridcast-%s.dist-info/" % version
    files[info + "METADATA"] = ((
        "Metadata-Version: 2.1\nName: gridcast\nVersion: %s\nSummary: From points of interest to a forecast map.\n"
        "License: Apache-2.0\nRequires-Python: >=3.8\n\n"
        "The program gridcast, and gridcast.run([...]) to run it from Python.\n") % version).encode(), 0o644
    files[info + "WHEEL"] = ((
        "Wheel-Version: 1.0\nGenerator: gridcast\nRoot-Is-Purelib: false\nTag: %s\n" % tag).encode(), 0o644)
    files[info + "licenses/LICENSE"] = (os.path.join(os.path.dirname(os.path.dirname(HERE)), "LICENSE"), 0o644)
    files[info + "entry_points.txt"] = (b"[console_scripts]\ngridcast = gridcast:main\n", 0o644)
    rows = []
    for name, (source, _) in sorted(files.items()):
        if isinstance(source, bytes):
            content = source
        else:
            with open(source, "rb") as file:
                content = file.read()
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        rows.append("%s,sha256=%s,%d\n" % (name, digest, len(content)))
    files[info + "RECORD"] = ("".join(rows) + info + "RECORD,,\n").encode(), 0o644
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, "gridcast-%s-%s.whl" % (version, tag))
    archive.write(path, files)
    return path


if __name__ == "__main__":
    main()
