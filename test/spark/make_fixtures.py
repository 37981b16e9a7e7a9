"""Writes test/fixtures: one small Delta table for each feature, written by Spark, with the rows Spark reads.

run.sh make_fixtures.py [NAME…]: all fixtures, or those named. Files get new random names every time.
"""

import json
import os
import shutil
import sys
from pathlib import Path

from pyspark.errors import PySparkException
from py4j.protocol import Py4JJavaError

import session
import snapshot
from fixtures import draft

# Each of these registers its fixtures.
from fixtures import checkpoints, features, files, log, refused, schema, types, values, vectors  # noqa: F401

TARGET = Path(__file__).resolve().parents[1] / 'fixtures'
PLACEHOLDER = '{{FIXTURE_ROOT}}'


def main(names: list) -> int:
    unknown = [name for name in names if name not in draft.REGISTERED]
    if unknown:
        print(f'No such fixture: {", ".join(unknown)}', file=sys.stderr)
        return 2
    spark = session.start('fixtures')
    failed = 0
    for name in names or draft.REGISTERED:
        try:
            make(spark, draft.REGISTERED[name])
            print(f'made {name}', flush=True)
        except Exception as error:  # The others are still wanted; the exit code tells.
            failed += 1
            print(f'FAILED {name}: {str(error)[:1500]}', file=sys.stderr, flush=True)
    spark.stop()
    return 1 if failed else 0


def make(spark, fixture: draft.Fixture) -> None:
    root = Path(os.environ['SPARK_SCRATCH']) / 'fixtures' / fixture.name
    root.mkdir(parents=True)
    made = draft.Draft(spark, root)
    fixture.build(made)
    tidy(root)
    expected = {'about': fixture.about}
    if 'refused' in made.notes or 'rows' in made.notes:
        expected |= {'spark': spark_says(spark, made)}
    else:
        expected |= snapshot.describe(spark, str(made.table))
    expected |= made.notes
    (root / 'expected.json').write_text(render(expected).replace(str(root), PLACEHOLDER), encoding='utf-8')
    relocate(root)
    shutil.rmtree(TARGET / fixture.name, ignore_errors=True)
    shutil.move(root, TARGET / fixture.name)


def spark_says(spark, made: draft.Draft) -> str:
    """How Spark itself refuses a damaged table, for comparison; 'reads it' where it does not."""
    try:
        snapshot.describe(spark, str(made.table))
    except Py4JJavaError as error:
        words = error.java_exception.toString()
    except PySparkException as error:
        words = str(error)
    else:
        return 'reads it'
    return words.splitlines()[0].replace(str(made.root), PLACEHOLDER)[:300]


def tidy(root: Path) -> None:
    """Removes what git cannot or should not keep: empty folders, and the hidden .crc files of Hadoop's local file
    system, which would not fit edited logs either."""
    for file in root.rglob('.*.crc'):
        file.unlink()
    for folder in root.rglob('_staged_commits'):
        folder.rmdir()


def relocate(root: Path) -> None:
    """Puts the placeholder for the folder's absolute path into the logs that name it."""
    for file in root.rglob('_delta_log/*.json'):
        text = file.read_text(encoding='utf-8')
        if str(root) in text:
            file.write_text(text.replace(str(root), PLACEHOLDER), encoding='utf-8')


def render(expected: dict) -> str:
    """JSON with one row, file or version a line, so that a difference shows as a line."""
    parts = []
    for key, value in expected.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            body = '[\n' + ',\n'.join(f'    {line(item)}' for item in value) + '\n  ]'
        elif key == 'versions':
            body = '{\n' + ',\n'.join(f'    {line(k)}: {line(v)}' for k, v in value.items()) + '\n  }'
        else:
            body = line(value)
        parts.append(f'  {line(key)}: {body}')
    return '{\n' + ',\n'.join(parts) + '\n}\n'


def line(value) -> str:
    return json.dumps(value, ensure_ascii=False)


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
