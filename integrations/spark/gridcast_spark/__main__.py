"""The command: python -m gridcast_spark run plan.yaml --master spark://host:7077

A plan with `convert: FOLDER` and `out: FOLDER` converts a folder, or moves it to the system in `to`; one with
`sweep: RASTER` and `output: FOLDER` searches for settings; all others count.
"""

import argparse
import json
import os
import sys

from gridcast_spark.counting import bin as count
from gridcast_spark.folders import convert, failed
from gridcast_spark.plan import Plan
from gridcast_spark.program import MARK, GridcastError
from gridcast_spark.sweeps import sweep


def main():
    """Runs a plan; the exit code is Gridcast's."""
    parser = argparse.ArgumentParser(
        prog="python -m gridcast_spark", description="Does the work of Gridcast on a Spark cluster.")
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="do what a plan says, and print the report")
    run.add_argument("plan", help="a YAML file: inputs, output, and options of gridcast bin by their names")
    run.add_argument("--master", help="where Spark's master is; by default as Spark is configured")
    run.add_argument("--conf", action="append", default=[], metavar="NAME=VALUE", help="a setting of Spark")
    arguments = parser.parse_args()
    try:
        values = _read(arguments.plan)
        # Paths in a plan are seen from where the plan is.
        os.chdir(os.path.dirname(os.path.abspath(arguments.plan)))
        work = _work(values)
    except (OSError, ValueError) as error:
        return _failed(64, "%s: %s" % (arguments.plan, error))
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("gridcast")
    if arguments.master:
        builder = builder.master(arguments.master)
    for setting in arguments.conf:
        builder = builder.config(*setting.split("=", 1))
    spark = builder.getOrCreate()
    try:
        report = work(spark)
        print(json.dumps(report, indent=2, ensure_ascii=False))
        # As of one machine: where datasets failed for different reasons, 65.
        codes = {one["exitCode"] for one in failed(report)} if "convert" in values else set()
        return 0 if not codes else codes.pop() if len(codes) == 1 else 65
    except GridcastError as error:
        return _failed(error.code, error.message)
    finally:
        spark.stop()


def _work(values):
    """What a plan asks for, as a function of the session."""
    values = dict(values)
    if "convert" in values:
        folder, out = values.pop("convert"), values.pop("out", None)
        if not out:
            raise ValueError("the plan does not say into which folder: out")
        return lambda spark: convert(spark, folder, out, values, _told("convert"))
    if "sweep" in values:
        raster, output = values.pop("sweep"), values.pop("output", None)
        if not output:
            raise ValueError("the plan does not say into which folder: output")
        return lambda spark: sweep(spark, raster, output, values, lambda name, *done: _told(name)(*done))
    plan = Plan(values)
    if not plan.inputs:
        raise ValueError("the plan names no inputs")
    return lambda spark: count(spark, plan.inputs, plan, _told("bin"))


def _told(name):
    """Tells on standard error how much is done, a line of JSON an event."""
    def tell(done, parts):
        sys.stderr.write(json.dumps({"step": name, "done": done, "all": parts}) + "\n")

    return tell


def _read(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    if path.endswith(".json"):
        return json.loads(text)
    import yaml

    values = yaml.safe_load(text)
    if not isinstance(values, dict):
        raise ValueError("it is no list of names and values")
    return values


def _failed(code, sentence):
    sys.stderr.write(MARK + sentence + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
