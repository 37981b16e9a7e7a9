"""What the tests can ask of Spark. Tables are named by their paths; rows are in canonical form."""

import os
import sys
import time
from pathlib import Path

from pyspark.sql import SparkSession

import canonical
import compare
import snapshot

sys.path.append(str(Path(__file__).resolve().parents[2] / 'media' / 'pyspark'))
import overwatch_backup  # noqa: E402

LONG_AGO = 400 * 24 * 3600


def sql(spark: SparkSession, statement: str) -> list:
    """Runs a statement and gives its rows."""
    return canonical.rows(spark.sql(statement))


def rows(spark: SparkSession, table: str, version: int = None) -> list:
    """The rows of a table, of its newest version unless another is named."""
    return canonical.rows(snapshot.read(spark, table, version))


def differences(spark: SparkSession, source: str, target: str, sourceVersion: int = None) -> list:
    """How a clone differs from its source, in words; see compare.py."""
    return compare.compare(spark, {'source': source, 'target': target, 'sourceVersion': sourceVersion})


def overwrite(spark: SparkSession, table: str, partitionColumns: list) -> None:
    """Writes all rows anew, with another partitioning. (REPLACE TABLE would make another table of it.)"""
    writer = snapshot.read(spark, table).write.format('delta').mode('overwrite').option('overwriteSchema', 'true')
    writer.partitionBy(*partitionColumns).save(table)


def clean_log(spark: SparkSession, table: str) -> list:
    """Writes a checkpoint and has Delta remove the log before it, which is made old for that. Gives the names of the
    commits that are left."""
    folder = Path(table) / '_delta_log'
    then = time.time() - LONG_AGO
    for file in folder.iterdir():
        if file.is_file():
            os.utime(file, (then, then))
    log = snapshot.delta_log(spark, table)
    log.checkpoint()
    log.doLogCleanup(log.unsafeVolatileSnapshot())
    return sorted(file.name for file in folder.glob('[0-9]*.json'))


def take_over(spark: SparkSession, source: str, target: str, checkpoint: str, mode: str, keys: list) -> dict:
    """One table of an incremental snapshot by the product's PySpark script."""
    step = overwatch_backup.Step('table', source, target, checkpoint)
    step.mode, step.columns = mode, keys
    step.run(lambda step: overwatch_backup.Incremental(spark, step).run())
    return {'state': step.state, 'status': step.status, 'warnings': step.warnings, 'sourceVersion': step.source_version}


def script(spark: SparkSession, arguments: list) -> int:
    """Runs the product's PySpark script; gives its exit code. Open-source Spark knows no DEEP CLONE: it writes all rows."""
    overwatch_backup.clone = clone_by_writing
    return overwatch_backup.main(arguments, spark)


def clone_by_writing(spark: SparkSession, source: str, version: int, target: str) -> str:
    rows = overwatch_backup.rows_at(spark, source, version)
    rows.write.format('delta').mode('overwrite').option('overwriteSchema', 'true').save(target)
    return overwatch_backup.clone_statement(source, version, target)


ALL = {question.__name__: question for question in (sql, rows, differences, overwrite, clean_log, take_over, script)}
