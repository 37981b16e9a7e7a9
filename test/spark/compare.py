"""Says whether tables are equal as Spark reads them: rows, schema, partitioning, properties, protocol, domains,
transaction ids, number and size of files; with row tracking, row ids too. For small tables: used to prove clones.

run.sh compare.py SOURCE TARGET [SOURCE TARGET …]
run.sh compare.py PAIRS.json        with [{"source": …, "target": …, "sourceVersion"?: …}, …]

Prints one JSON line a pair, `differences` empty where all is equal. Exit code 1 if anything differs or fails.
"""

import json
import sys
from collections import Counter
from pathlib import Path

from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException

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
        # Delta forgets a table when the next one is opened, so one is read to its end before the other.
        source, source_rows = read(spark, pair['source'], pair.get('sourceVersion'))
        target, target_rows = read(spark, pair['target'])
    except PySparkException as error:
        return [f'cannot be read: {str(error).splitlines()[0]}']
    except Py4JJavaError as error:
        return [f'cannot be read: {error.java_exception.toString().splitlines()[0]}']
    return compare_state(source, target) + compare_rows(source_rows, target_rows)


def read(spark, path: str, version: int = None) -> tuple:
    """The state of a table and its rows; with their ids and commit versions where the table tracks those."""
    found = snapshot.at(spark, path, version)
    frame = snapshot.read(spark, path, version)
    if found.metadata().configuration().contains('delta.enableRowTracking'):
        frame = frame.select('*', '_metadata.row_id', '_metadata.row_commit_version')
    return state(found), canonical.rows(frame)


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


def compare_rows(source: list, target: list) -> list:
    """How two lists of canonical rows differ as multisets."""
    left = Counter(canonical.text(row) for row in source)
    right = Counter(canonical.text(row) for row in target)
    return told('lost', left - right) + told('added', right - left)


def told(what: str, rows: Counter) -> list:
    examples = ', '.join(sorted(rows)[:SHOWN])
    return [f'rows: {sum(rows.values())} {what}, such as {examples}'] if rows else []


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
