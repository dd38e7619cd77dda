"""Whole processes, timed in turn."""
import pathlib
import resource
import shutil
import statistics
import subprocess
import time


def cleared(folder, name):
    for old in pathlib.Path(folder).glob(f"{name}*"):
        shutil.rmtree(old) if old.is_dir() else old.unlink()


def seconds(command, folder, name):
    """The wall and processor seconds of a command that writes NAME…, of which nothing exists yet."""
    cleared(folder, name)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def in_turn(own, theirs, folder, rounds):
    """Medians of `rounds`: own wall and processor seconds, theirs, and the least and greatest ratio of a round."""
    times = [(seconds(own, folder, "own"), seconds(theirs, folder, "theirs")) for _ in range(rounds)]
    cleared(folder, "own")
    cleared(folder, "theirs")
    ratios = [theirs_[0] / own_[0] for own_, theirs_ in times]
    return [statistics.median(t[who][kind] for t in times) for who in (0, 1) for kind in (0, 1)] \
        + [min(ratios), max(ratios)]
