"""Says whether tables are equal as Spark reads them: rows, schema, partitioning, properties, protocol, domains,
transaction ids, number and size of files; with row tracking, row ids too. Used to prove clones.

run.sh compare.py SOURCE TARGET [SOURCE TARGET …]
run.sh compare.py PAIRS.json        with [{"source": …, "target": …, "sourceVersion"?: …}, …]

Prints one JSON line a pair, `differences` empty where all is equal. Exit code 1 if anything differs or fails.
"""

import json
import sys
from pathlib import Path

from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame
from pyspark.sql.types import ArrayType, DataType, MapType, StructType, VariantType

import canonical
import session
import snapshot

# What a clone drops on purpose: these tell of the source's own history or of its catalog.
DROPPED = (
    'delta.inCommitTimestampEnablementVersion',
    'delta.inCommitTimestampEnablementTimestamp',
    'delta.coordinatedCommits.',
    'io.unitycatalog.',
    'ucTableId',
)
SHOWN = 3


def main(arguments: list) -> int:
    pairs = read_pairs(arguments)
    if pairs is None:
        print(__doc__, file=sys.stderr)
        return 2
    spark = session.start('compare')
    equal = True
    for pair in pairs:
        result = {**pair, 'differences': compare(spark, pair)}
        equal = equal and result['differences'] == []
        print(json.dumps(result, ensure_ascii=False), flush=True)
    spark.stop()
    return 0 if equal else 1


def read_pairs(arguments: list):
    if len(arguments) == 1 and arguments[0].endswith('.json'):
        pairs = json.loads(Path(arguments[0]).read_text(encoding='utf-8'))
    elif arguments and len(arguments) % 2 == 0:
        pairs = [{'source': s, 'target': t} for s, t in zip(arguments[::2], arguments[1::2])]
    else:
        return None
    paths = [{key: str(Path(pair[key]).resolve()) for key in ('source', 'target')} for pair in pairs]
    return [pair | resolved for pair, resolved in zip(pairs, paths)]


def compare(spark, pair: dict) -> list:
    """The differences between two tables, in words."""
    try:
        source = snapshot.at(spark, pair['source'], pair.get('sourceVersion'))
        target = snapshot.at(spark, pair['target'])
        tracked = source.metadata().configuration().contains('delta.enableRowTracking')
        return compare_state(state(source), state(target)) + compare_rows(
            rows(spark, pair['source'], tracked, pair.get('sourceVersion')), rows(spark, pair['target'], tracked)
        )
    except PySparkException as error:
        return [f'cannot be read: {str(error).splitlines()[0]}']
    except Py4JJavaError as error:
        return [f'cannot be read: {error.java_exception.toString().splitlines()[0]}']


def state(version) -> dict:
    """All that must be equal besides the rows. The schema is the log's own: with nullability, comments, defaults,
    identity and column-mapping metadata, which a DataFrame's schema partly leaves out."""
    metadata = version.metadata()
    protocol = version.protocol()
    properties = snapshot.to_dict(metadata.configuration())
    return {
        'schema': json.loads(metadata.schemaString()),
        'partitionColumns': snapshot.values(metadata.partitionColumns()),
        'properties': {key: value for key, value in properties.items() if not key.startswith(DROPPED)},
        'description': metadata.description(),
        'protocol': [protocol.minReaderVersion(), protocol.minWriterVersion()],
        'readerFeatures': sorted(snapshot.values(protocol.readerFeatureNames())),
        'writerFeatures': sorted(snapshot.values(protocol.writerFeatureNames())),
        'domainMetadata': snapshot.domains(version),
        'transactions': snapshot.transactions(version),
        'numFiles': version.numOfFiles(),
        'sizeInBytes': version.sizeInBytes(),
    }


def compare_state(source: dict, target: dict) -> list:
    return [
        f'{key}: {json.dumps(source[key])} became {json.dumps(target[key])}'
        for key in source
        if source[key] != target[key]
    ]


def rows(spark, path: str, tracked: bool, version: int = None) -> DataFrame:
    """The rows, with their ids and commit versions where the table tracks those."""
    frame = snapshot.read(spark, path, version)
    return frame.select('*', '_metadata.row_id', '_metadata.row_commit_version') if tracked else frame


def compare_rows(source: DataFrame, target: DataFrame) -> list:
    if source.columns != target.columns:
        return ['rows: not compared, the columns differ']
    if any(is_unordered(field.dataType) for field in source.schema.fields):
        return difference_of(canonical.rows(source), canonical.rows(target))
    lost = source.exceptAll(target)
    extra = target.exceptAll(source)
    return told('lost', lost.count(), lambda: canonical.rows(lost.limit(SHOWN))) + told(
        'added', extra.count(), lambda: canonical.rows(extra.limit(SHOWN))
    )


def is_unordered(type_: DataType) -> bool:
    """Whether Spark cannot compare values of the type, so that exceptAll refuses it."""
    if isinstance(type_, StructType):
        return any(is_unordered(field.dataType) for field in type_.fields)
    if isinstance(type_, ArrayType):
        return is_unordered(type_.elementType)
    return isinstance(type_, (MapType, VariantType))


def difference_of(source: list, target: list) -> list:
    """Rows of two canonical lists as multisets."""
    left = count(source)
    right = count(target)
    lost = [row for row, times in left.items() for _ in range(times - right.get(row, 0))]
    extra = [row for row, times in right.items() for _ in range(times - left.get(row, 0))]
    return told('lost', len(lost), lambda: lost[:SHOWN]) + told('added', len(extra), lambda: extra[:SHOWN])


def count(rows: list) -> dict:
    counts: dict = {}
    for row in rows:
        key = canonical.text(row)
        counts[key] = counts.get(key, 0) + 1
    return counts


def told(what: str, number: int, examples) -> list:
    return [] if number == 0 else [f'rows: {number} {what}, such as {json.dumps(examples(), ensure_ascii=False)}']


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
