"""Answers what the tests ask of Spark, a JSON line each, until its standard input ends (which it does when the tests
die). Started by spark.ts: run.sh server.py

In:  {"id": 1, "ask": "rows", "with": {"table": "/…"}}, see questions.py for all of them
Out: {"ready": true} at first, then {"id": 1, "answer": …} or {"id": 1, "error": {"condition": …, "message": …}}
"""

import json
import os
import sys

from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException

import questions
import session


def main() -> int:
    answers = private_stdout()
    spark = session.start('tests')
    say(answers, {'ready': True})
    for line in sys.stdin:
        request = json.loads(line)
        say(answers, {'id': request['id'], **answer(spark, request)})
    spark.stop()
    return 0


def private_stdout():
    """The standard output for answers alone: what Spark prints goes where errors go."""
    answers = os.fdopen(os.dup(1), 'w', encoding='utf-8')
    os.dup2(2, 1)
    return answers


def say(answers, message: dict) -> None:
    print(json.dumps(message, ensure_ascii=False), file=answers, flush=True)


def answer(spark, request: dict) -> dict:
    try:
        return {'answer': questions.ALL[request['ask']](spark, **request['with'])}
    except questions.overwatch_backup.Refused as error:
        return {'error': {'condition': error.code, 'message': str(error)}}
    except PySparkException as error:
        return {'error': {'condition': error.getCondition(), 'message': str(error)}}
    except Py4JJavaError as error:
        return {'error': {'condition': None, 'message': error.java_exception.toString()}}


if __name__ == '__main__':
    sys.exit(main())
