#!/usr/bin/env bash
# Gets Spark with Delta, at pinned versions, into .cache/spark (not committed): a Python venv whose PySpark
# holds Spark's jars, and Delta's two jars from Maven beside them. Does nothing when they are already there.
# Needs python3 (3.9 or later, with venv), mvn and a JDK 17 or later; a Debian machine whose root runs this gets
# what it lacks from its packages. About 600 MB.
set -euo pipefail

spark=4.0.5
delta=4.0.1
cache=$(cd "$(dirname "$0")/../.." && pwd)/.cache/spark
complete=$cache/complete-$spark-$delta

missing() {
  echo "The tests with Spark cannot run: $1" >&2
  exit 1
}

packages=()
command -v python3 >/dev/null && python3 -c 'import ensurepip, venv' 2>/dev/null || packages+=(python3-venv)
command -v "${JAVA_HOME:+$JAVA_HOME/bin/}java" >/dev/null || packages+=(default-jre-headless)
[[ -e $complete ]] || command -v mvn >/dev/null || packages+=(maven)
if ((${#packages[@]} > 0 && EUID == 0)) && command -v apt-get >/dev/null; then
  echo "Installing ${packages[*]}" >&2
  export DEBIAN_FRONTEND=noninteractive
  # Whatever is still missing after this is told of below.
  { apt-get update && apt-get install --yes --no-install-recommends "${packages[@]}"; } >&2 || true
fi

# What is installed may have gone, or be too old, since: looked at each time.
command -v python3 >/dev/null || missing "there is no python3. Install Python 3.9 or later."
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
command -v "$java" >/dev/null || missing "there is no $java. Install a JDK 17 or later."
version=$("$java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1)
[[ ${version:-0} -ge 17 ]] || missing "$java is of version ${version:-unknown}. Install a JDK 17 or later."

if [[ -e $complete && -x $cache/venv/bin/python ]]; then
  exit 0
fi

command -v mvn >/dev/null || missing "there is no mvn, which gets Delta's jars. Install Maven."
python3 -c 'import sys; sys.exit(sys.version_info < (3, 9))' || missing "python3 is older than 3.9."
python3 -c 'import ensurepip, venv' 2>/dev/null || missing "python3 has no venv. Install python3-venv."

echo "Installing Spark $spark and Delta $delta into $cache" >&2
rm -rf "$cache"
python3 -m venv "$cache/venv"
pip=("$cache/venv/bin/pip" install --quiet --disable-pip-version-check --no-cache-dir)
"${pip[@]}" "pyspark==$spark" || missing "pip could not install PySpark $spark, see above."
# delta-spark would pull its own choice of PySpark.
"${pip[@]}" --no-deps "delta-spark==$delta" || missing "pip could not install delta-spark $delta, see above."
for artifact in "io.delta:delta-spark_2.13:$delta" "io.delta:delta-storage:$delta"; do
  mvn --quiet --batch-mode -Dstyle.color=never org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
    "-Dartifact=$artifact" "-DoutputDirectory=$cache/jars" || missing "mvn could not get $artifact, see above."
done
touch "$complete"
