"""The command: python -m gridcast_spark run plan.yaml --master spark://host:7077"""

import argparse
import json
import os
import sys

from gridcast_spark.counting import bin as count
from gridcast_spark.plan import Plan
from gridcast_spark.program import MARK, GridcastError


def main():
    """Runs a plan; the exit code is Gridcast's."""
    parser = argparse.ArgumentParser(
        prog="python -m gridcast_spark", description="Counts points per cell on a Spark cluster.")
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
        plan = Plan(values)
        if not plan.inputs:
            raise ValueError("the plan names no inputs")
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
        print(json.dumps(count(spark, plan.inputs, plan), indent=2, ensure_ascii=False))
        return 0
    except GridcastError as error:
        return _failed(error.code, error.message)
    finally:
        spark.stop()


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
