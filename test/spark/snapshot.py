"""What Delta's own implementation says of a table at a path: rows, files, metadata and protocol."""

import json

from pyspark.sql import DataFrame, SparkSession

import canonical


def describe(spark: SparkSession, path: str) -> dict:
    """The latest version of a table, as plain data."""
    snapshot = at(spark, path)
    metadata = snapshot.metadata()
    protocol = snapshot.protocol()
    frame = read(spark, path)
    return {
        'version': snapshot.version(),
        'schema': {field.name: field.dataType.simpleString() for field in frame.schema.fields},
        'nullable': {field.name: field.nullable for field in frame.schema.fields},
        'partitionColumns': values(metadata.partitionColumns()),
        'properties': to_dict(metadata.configuration()),
        'minReaderVersion': protocol.minReaderVersion(),
        'minWriterVersion': protocol.minWriterVersion(),
        'readerFeatures': sorted(values(protocol.readerFeatureNames())),
        'writerFeatures': sorted(values(protocol.writerFeatureNames())),
        'domainMetadata': domains(snapshot),
        'transactions': transactions(snapshot),
        'numFiles': snapshot.numOfFiles(),
        'sizeInBytes': snapshot.sizeInBytes(),
        'files': files(spark, snapshot),
        'rows': canonical.rows(frame),
    }


def files(spark: SparkSession, snapshot) -> list:
    """The logical files of a snapshot: path as in the log, size, and the deletion vector if there is one."""
    frame = DataFrame(snapshot.allFiles().toDF(), spark)
    found = []
    for add in frame.select('path', 'size', 'deletionVector').collect():
        vector = add['deletionVector']
        entry = {'path': add['path'], 'size': add['size']}
        if vector is not None:
            entry['deletionVector'] = {
                'storageType': vector['storageType'],
                'pathOrInlineDv': vector['pathOrInlineDv'],
                'cardinality': vector['cardinality'],
            }
        found.append(entry)
    return sorted(found, key=canonical.text)


def read(spark: SparkSession, path: str, version: int = None) -> DataFrame:
    reader = spark.read.format('delta')
    if version is not None:
        reader = reader.option('versionAsOf', version)
    return reader.load(path)


def delta_log(spark: SparkSession, path: str):
    """Delta's log of a path, read afresh: files may have been edited behind its back."""
    spark.catalog.clearCache()
    log = spark._jvm.org.apache.spark.sql.delta.DeltaLog
    log.clearCache()
    return log.forTable(spark._jsparkSession, path)


def at(spark: SparkSession, path: str, version: int = None):
    """Delta's snapshot of a version, or of the latest."""
    log = delta_log(spark, path)
    if version is None:
        return log.unsafeVolatileSnapshot()
    none = spark._jvm.scala.Option.empty()
    return log.getSnapshotAt(version, none, none)


def domains(snapshot) -> dict:
    """The domain metadata of a snapshot, configurations parsed, by domain."""
    return {domain.domain(): json.loads(domain.configuration()) for domain in values(snapshot.domainMetadata())}


def transactions(snapshot) -> dict:
    return {transaction.appId(): transaction.version() for transaction in values(snapshot.setTransactions())}


def values(scala_collection) -> list:
    iterator = scala_collection.iterator()
    found = []
    while iterator.hasNext():
        found.append(iterator.next())
    return found


def to_dict(scala_map) -> dict:
    return dict(sorted((entry._1(), entry._2()) for entry in values(scala_map)))
