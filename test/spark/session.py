"""A small local Spark session with Delta, the same for every script of this folder (started by run.sh)."""

import os

from pyspark.sql import SparkSession

CONFIG = {
    'spark.sql.extensions': 'io.delta.sql.DeltaSparkSessionExtension',
    'spark.sql.catalog.spark_catalog': 'org.apache.spark.sql.delta.catalog.DeltaCatalog',
    'spark.sql.session.timeZone': 'UTC',
    'spark.sql.ansi.enabled': 'true',
    'spark.ui.enabled': 'false',
    'spark.ui.showConsoleProgress': 'false',
    'spark.driver.host': '127.0.0.1',
    'spark.driver.bindAddress': '127.0.0.1',
    # One write makes one file, and small jobs do not wait for each other.
    'spark.sql.leafNodeDefaultParallelism': '1',
    'spark.sql.shuffle.partitions': '1',
    'spark.databricks.delta.snapshotPartitions': '1',
    'spark.sql.sources.parallelPartitionDiscovery.parallelism': '1',
    'spark.sql.adaptive.enabled': 'false',
    # Tests remove what is minutes old.
    'spark.databricks.delta.retentionDurationCheck.enabled': 'false',
    # Compiling a query costs more here than interpreting it.
    'spark.sql.codegen.wholeStage': 'false',
    'spark.sql.codegen.factoryMode': 'NO_CODEGEN',
}


def start(app: str) -> SparkSession:
    builder = SparkSession.builder.appName(app)
    for key, value in CONFIG.items():
        builder = builder.config(key, value)
    builder = builder.config('spark.sql.warehouse.dir', os.path.join(os.environ['SPARK_SCRATCH'], 'warehouse'))
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel('OFF')
    return spark
