#!/usr/bin/env bash
# Gets Spark with Delta, at pinned versions, into .cache/spark (not committed): a Python venv whose PySpark
# holds Spark's jars, and Delta's two jars from Maven beside them. Does nothing when they are already there.
# Needs python3 (3.9 or later), mvn and a JDK 17 or later. About 600 MB.
set -euo pipefail

spark=4.0.5
delta=4.0.1
cache=$(cd "$(dirname "$0")/../.." && pwd)/.cache/spark
complete=$cache/complete-$spark-$delta

if [[ -e $complete ]]; then
  exit 0
fi

echo "Installing Spark $spark and Delta $delta into $cache" >&2
rm -rf "$cache"
python3 -m venv "$cache/venv"
"$cache/venv/bin/pip" install --quiet --disable-pip-version-check "pyspark==$spark"
# delta-spark would pull its own choice of PySpark.
"$cache/venv/bin/pip" install --quiet --disable-pip-version-check --no-deps "delta-spark==$delta"
for artifact in "io.delta:delta-spark_2.13:$delta" "io.delta:delta-storage:$delta"; do
  mvn --quiet --batch-mode -Dstyle.color=never org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
    "-Dartifact=$artifact" "-DoutputDirectory=$cache/jars"
done
touch "$complete"
