#!/usr/bin/env bash
# run.sh SCRIPT.py [ARGUMENT…]: runs one of this folder's Python scripts with Spark and Delta, which it first
# installs if need be. All that Spark writes for itself goes to a temporary folder that is removed at the end.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
script=$here/$1
shift
"$here/setup.sh"

cache=$(cd "$here/../.." && pwd)/.cache/spark
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

export SPARK_SCRATCH=$scratch
export SPARK_LOCAL_IP=127.0.0.1
export SPARK_LOCAL_DIRS=$scratch/local
export TZ=UTC
export PYTHONPATH=$here
export PYTHONDONTWRITEBYTECODE=1
export PYSPARK_PYTHON=$cache/venv/bin/python
jars=("$cache"/jars/*.jar)
# Nothing runs long enough here for the second compiler to pay.
export PYSPARK_SUBMIT_ARGS="--master local[2] --driver-memory ${SPARK_MEMORY:-1500m} \
  --jars $(IFS=, && echo "${jars[*]}") \
  --driver-java-options '-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Duser.timezone=UTC -Djava.io.tmpdir=$scratch' \
  pyspark-shell"
"$PYSPARK_PYTHON" "$script" "$@"
