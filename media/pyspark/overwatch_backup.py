"""Copies the Delta tables of a Databricks Overwatch database with nothing but Spark and Delta, without Overwatch's JAR.

Written by Overwatch Backup, which lays a backup out in the same way: what one of them began the other continues.
As a script it takes the options of main(); its exit code is 0 for done, 3 for partly done, 1 for failed.

An incremental snapshot (class Incremental below) is one Structured Streaming query a table. A stream that ignores
changes delivers rewritten rows again, so its rows are taken as they are only where the source's history proves that
nothing but appends happened; otherwise the new rows are those of the source now less those at the last snapshot, as
multisets. Rows and progress are one commit of the copy: a run that dies neither loses nor repeats a row.
"""

import argparse
import difflib
import json
import re
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone

from delta.tables import DeltaTable
from pyspark.sql import Column, DataFrame, SparkSession, Window
from pyspark.sql import functions as F
from pyspark.sql import types as T

# Overwatch's tables: the layer, how Overwatch writes them, and the columns that tell one row from another.
# fmt: off
CATALOG = {
    'pipeline_report': ('report', 'append', 'organization_id moduleId Overwatch_RunID Pipeline_SnapTS'),
    'apiEventDetails': ('report', 'append', 'organization_id Overwatch_RunID endPoint Pipeline_SnapTS'),
    'jobs_snapshot_bronze': ('bronze', 'append', 'job_id Overwatch_RunID Pipeline_SnapTS'),
    'clusters_snapshot_bronze': ('bronze', 'append', 'cluster_id Overwatch_RunID Pipeline_SnapTS'),
    'clusters_snapshot_error_bronze': ('bronze', 'append', 'cluster_id from_epoch until_epoch Overwatch_RunID Pipeline_SnapTS'),
    'pools_snapshot_bronze': ('bronze', 'append', 'instance_pool_id Overwatch_RunID Pipeline_SnapTS'),
    'audit_log_bronze': ('bronze', 'merge', 'timestamp serviceName actionName requestId hashKey date'),
    'audit_log_raw_events': ('bronze', 'append', 'sequenceNumber Pipeline_SnapTS'),
    'cluster_events_bronze': ('bronze', 'merge', 'cluster_id type timestamp'),
    'cluster_events_errors_bronze': ('bronze', 'append', 'cluster_id from_epoch until_epoch Overwatch_RunID Pipeline_SnapTS'),
    'spark_events_bronze': ('bronze', 'append', 'Event fileCreateDate fileCreateEpochMS'),
    'spark_events_processedFiles': ('bronze', 'append', 'filename Pipeline_SnapTS'),
    'instanceDetails': ('bronze', 'append', 'API_Name Pipeline_SnapTS'),
    'dbuCostDetails': ('bronze', 'append', 'sku activeFrom'),
    'libs_snapshot_bronze': ('bronze', 'append', 'cluster_id Overwatch_RunID Pipeline_SnapTS'),
    'policies_snapshot_bronze': ('bronze', 'append', 'policy_id Overwatch_RunID Pipeline_SnapTS'),
    'instance_profiles_snapshot_bronze': ('bronze', 'append', 'cluster_id Overwatch_RunID Pipeline_SnapTS'),
    'tokens_snapshot_bronze': ('bronze', 'append', 'token_id Overwatch_RunID Pipeline_SnapTS'),
    'global_inits_snapshot_bronze': ('bronze', 'append', 'script_id Overwatch_RunID Pipeline_SnapTS'),
    'job_runs_snapshot_bronze': ('bronze', 'append', 'job_id run_id Overwatch_RunID Pipeline_SnapTS'),
    'warehouses_snapshot_bronze': ('bronze', 'append', 'warehouse_id Overwatch_RunID Pipeline_SnapTS'),
    'warehouseDbuDetails': ('bronze', 'append', 'driver_size Pipeline_SnapTS'),
    'spark_executors_silver': ('silver', 'merge', 'SparkContextID ExecutorID addedTimestamp'),
    'spark_Executions_silver': ('silver', 'merge', 'SparkContextID ExecutionID startTimestamp'),
    'spark_jobs_silver': ('silver', 'merge', 'SparkContextID JobID startTimestamp startDate'),
    'spark_stages_silver': ('silver', 'merge', 'SparkContextID StageID StageAttemptID startTimestamp startDate'),
    'spark_tasks_silver': ('silver', 'merge', 'SparkContextID StageID StageAttemptID TaskID TaskAttempt ExecutorID Host startTimestamp startDate'),
    'jobrun_silver': ('silver', 'merge', 'runId startEpochMS'),
    'account_login_silver': ('silver', 'append', 'timestamp login_type requestId sourceIPAddress'),
    'account_mods_silver': ('silver', 'append', 'requestId timestamp'),
    'cluster_spec_silver': ('silver', 'append', 'timestamp cluster_id'),
    'cluster_state_detail_silver': ('silver', 'merge', 'cluster_id state unixTimeMS_state_start state_start_date'),
    'pools_silver': ('silver', 'merge', 'instance_pool_id timestamp'),
    'job_status_silver': ('silver', 'append', 'timestamp jobId actionName requestId'),
    'notebook_silver': ('silver', 'append', 'notebookId requestId actionName timestamp'),
    'sql_query_history_silver': ('silver', 'merge', 'warehouse_id query_id query_start_time_ms'),
    'warehouse_spec_silver': ('silver', 'append', 'timestamp warehouse_id'),
    'warehouse_state_detail_silver': ('silver', 'merge', 'warehouse_id state unixTimeMS_state_start state_start_date'),
    'cluster_gold': ('gold', 'append', 'cluster_id unixTimeMS'),
    'instancepool_gold': ('gold', 'merge', 'instance_pool_id timestamp'),
    'job_gold': ('gold', 'append', 'job_id unixTimeMS action request_id'),
    'jobRun_gold': ('gold', 'merge', 'run_id startEpochMS'),
    'jobRunCostPotentialFact_gold': ('gold', 'merge', 'run_id startEpochMS'),
    'notebook_gold': ('gold', 'append', 'notebook_id request_id action unixTimeMS'),
    'account_mods_gold': ('gold', 'append', 'action mod_unixTimeMS request_id'),
    'account_login_gold': ('gold', 'append', 'request_id login_type login_unixTimeMS from_ip_address'),
    'clusterStateFact_gold': ('gold', 'merge', 'cluster_id state unixTimeMS_state_start state_start_date'),
    'notebookCommands_gold': ('gold', 'merge', 'notebook_id unixTimeMS'),
    'sparkJob_gold': ('gold', 'merge', 'spark_context_id job_id unixTimeMS date'),
    'sparkStage_gold': ('gold', 'merge', 'spark_context_id stage_id stage_attempt_id unixTimeMS date'),
    'sparkTask_gold': ('gold', 'merge', 'spark_context_id stage_id stage_attempt_id task_id task_attempt_id executor_id host unixTimeMS date'),
    'sparkExecution_gold': ('gold', 'merge', 'spark_context_id execution_id date unixTimeMS'),
    'sparkExecutor_gold': ('gold', 'merge', 'spark_context_id executor_id date unixTimeMS'),
    'sparkStream_gold': ('gold', 'merge', 'organization_id spark_context_id cluster_id stream_id stream_run_id stream_batch_id stream_timestamp date'),
    'sql_query_history_gold': ('gold', 'merge', 'warehouse_id query_id query_start_time_ms'),
    'warehouse_gold': ('gold', 'append', 'warehouse_id unixTimeMS'),
    'warehouseStateFact_gold': ('gold', 'merge', 'warehouse_id state unixTimeMS_state_start state_start_date'),
}
# fmt: on
LAYERS = ('bronze', 'silver', 'gold')
PIPELINE_REPORT = 'pipeline_report'
APPENDS = {'WRITE', 'STREAMING UPDATE', 'CREATE TABLE', 'CREATE TABLE AS SELECT', 'COPY INTO'}
# Operations that change no row.
UPKEEP = {
    'OPTIMIZE',
    'VACUUM START',
    'VACUUM END',
    'SET TBLPROPERTIES',
    'UNSET TBLPROPERTIES',
    'ADD COLUMNS',
    'ANALYZE',
}
# Written into the copy's commits, so that the folder lakehouse of Overwatch Backup knows them for its own kind.
OPERATION = 'INCREMENTAL SNAPSHOT'
SPEC = 'source:string,target:string,asOfTS:string,cloneLevel:string,immutableColumns:array<string>,mode:string'
REPORT = (
    f'cloneSpec struct<{SPEC}>, cloneStatement string, '
    'status string, runId string, process string, snapshotType string, database string, `table` string, layer string, '
    'state string, sourceVersion bigint, targetVersion bigint, files bigint, bytes bigint, rows bigint, '
    'copiedFiles bigint, copiedBytes bigint, startTS timestamp, endTS timestamp, durationMs bigint, '
    'verification string, errorCode string, errorMessage string, advice string, step string'
)


class Refused(Exception):
    """What must not be begun, or what went wrong in a way that has a remedy."""

    def __init__(self, code: str, message: str, advice: str = ''):
        super().__init__(message)
        self.code = code
        self.advice = advice


# ---- Places: a name in back-ticks, or a path ----


def quote(name: str) -> str:
    return '`' + name.replace('`', '``') + '`'


def relation(place: str) -> str:
    """A place as SQL names it."""
    return place if place.startswith('`') else f'delta.{quote(place)}'


def database_place(text: str) -> str:
    """`catalog.schema` in back-ticks, or the path below which the tables lie."""
    if '/' in text:
        return text.rstrip('/')
    return '.'.join(quote(part) for part in text.replace('`', '').split('.'))


def join(place: str, *names: str) -> str:
    if place.startswith('`'):
        return '.'.join([place, *(quote(name) for name in names)])
    return '/'.join([place.rstrip('/'), *names])


# ---- What Delta says of a table ----


def exists(spark: SparkSession, path: str) -> bool:
    return DeltaTable.isDeltaTable(spark, path)


def history(spark: SparkSession, place: str) -> DataFrame:
    return spark.sql(f'DESCRIBE HISTORY {relation(place)}')


def detail(spark: SparkSession, place: str) -> dict:
    return spark.sql(f'DESCRIBE DETAIL {relation(place)}').first().asDict()


def version_of(spark: SparkSession, place: str, as_of: str = None) -> int:
    """The newest version, or the one that stood at an instant (ISO 8601)."""
    versions = history(spark, place)
    if as_of is not None:
        versions = versions.where(F.col('timestamp') <= F.to_timestamp(F.lit(as_of)))
    version = versions.agg(F.max('version')).first()[0]
    if version is None:
        raise Refused('no-such-version', f'{place} has no version of {as_of} or before.')
    return version


def rows_at(spark: SparkSession, place: str, version: int = None) -> DataFrame:
    moment = '' if version is None else f' VERSION AS OF {version}'
    return spark.sql(f'SELECT * FROM {relation(place)}{moment}')


# ---- Differences of rows ----


def comparable(value: Column, kind: T.DataType) -> Column:
    """The value in a form in which Spark compares it: it refuses maps, whose entries have no order."""
    if isinstance(kind, T.MapType):
        entry = kind.keyType, kind.valueType
        entries = F.transform(
            F.map_entries(value),
            lambda each: F.struct(comparable(each['key'], entry[0]), comparable(each['value'], entry[1])),
        )
        return F.array_sort(entries)
    if isinstance(kind, T.ArrayType) and not is_plain(kind):
        return F.transform(value, lambda each: comparable(each, kind.elementType))
    if isinstance(kind, T.StructType) and not is_plain(kind):
        parts = [comparable(value[field.name], field.dataType).alias(field.name) for field in kind.fields]
        return F.when(value.isNotNull(), F.struct(*parts))
    if kind.typeName() == 'variant':
        return F.to_json(value)
    return value


def is_plain(kind: T.DataType) -> bool:
    if isinstance(kind, T.ArrayType):
        return is_plain(kind.elementType)
    if isinstance(kind, T.StructType):
        return all(is_plain(field.dataType) for field in kind.fields)
    return not isinstance(kind, T.MapType) and kind.typeName() != 'variant'


def less(now: DataFrame, before: DataFrame) -> DataFrame:
    """The rows of one frame less those of another, as multisets. A row that stands there n times is told apart as
    its first to its n-th occurrence."""

    aligned = before.select(*[aligned_column(before, field) for field in now.schema])
    # Values are compared in the wider type of the two, which is what a union gives.
    common = now.limit(0).union(aligned.limit(0)).schema

    def numbered(frame: DataFrame) -> DataFrame:
        values = [F.col(quote(field.name)).cast(field.dataType) for field in common]
        parts = [comparable(value, common[i].dataType).alias(f'c{i}') for i, value in enumerate(values)]
        with_row = frame.withColumn('__row', F.struct(*parts))
        occurrence = F.row_number().over(Window.partitionBy('__row').orderBy(F.lit(1)))
        return with_row.withColumn('__occurrence', occurrence)

    known = numbered(aligned).select('__row', '__occurrence')
    new = numbered(now).join(known, ['__row', '__occurrence'], 'left_anti')
    return new.select(*[F.col(quote(name)) for name in now.columns])


def aligned_column(frame: DataFrame, field: T.StructField) -> Column:
    """The column of a frame that another frame has; null where it is missing."""
    name = next((name for name in frame.columns if name.lower() == field.name.lower()), None)
    value = F.lit(None).cast(field.dataType) if name is None else F.col(quote(name))
    return value.alias(field.name)


BOUNDED = (T.StringType, T.LongType, T.IntegerType, T.ShortType, T.DateType)


def within(frame: DataFrame, candidates: DataFrame, columns: list) -> Column:
    """A condition that every row of `candidates` fulfils, and by which Delta passes over files."""
    wanted = {name.lower() for name in columns}
    fields = [f for f in candidates.schema if f.name.lower() in wanted and isinstance(f.dataType, BOUNDED)]
    parts = [
        part
        for i, f in enumerate(fields)
        for part in (
            F.min(quote(f.name)).alias(f'min{i}'),
            F.max(quote(f.name)).alias(f'max{i}'),
            F.count_if(F.col(quote(f.name)).isNull()).alias(f'null{i}'),
        )
    ]
    found = candidates.agg(F.count(F.lit(1)).alias('rows'), *parts).first()
    condition = F.lit(found['rows'] > 0)
    for i, f in enumerate(fields):
        value = F.col(quote(f.name))
        low, high = found[f'min{i}'], found[f'max{i}']
        inside = F.lit(False) if low is None else value.between(F.lit(low), F.lit(high))
        condition = condition & (inside | value.isNull() if found[f'null{i}'] else inside)
    return condition


# ---- Steps: one table each ----


class Step:
    """One table that is copied: where it comes from, where it goes, and how it ended."""

    def __init__(self, name: str, source: str, target: str, checkpoint: str = None):
        self.name = name
        self.source = source
        self.target = target
        self.checkpoint = checkpoint
        known = next((entry for other, entry in CATALOG.items() if other.lower() == name.lower()), None)
        self.layer, self.mode, columns = known or ('other', 'append', '')
        self.columns = columns.split()
        self.statement = None
        self.source_version = None
        self.target_version = None
        self.files = self.bytes = self.rows = None
        self.copied_files = self.copied_bytes = None
        self.state = 'failed'
        self.status = ''
        self.warnings = []
        self.error = None
        self.started = self.ended = None

    def run(self, work) -> None:
        """Does the work and keeps how it ended. No failure stops the other tables."""
        self.started = datetime.now(timezone.utc)
        try:
            skipped = work(self)
            self.state = 'skipped' if skipped else 'warning' if self.warnings else 'done'
            words = {'skipped': f'SKIPPED: {skipped}', 'warning': f'SUCCESS WITH WARNINGS: {" ".join(self.warnings)}'}
            self.status = words.get(self.state, 'SUCCESS')
        except Exception as error:  # Whatever it is belongs into the report.
            self.state = 'failed'
            self.error = error
            self.status = str(error).strip() or type(error).__name__
        self.ended = datetime.now(timezone.utc)
        print(f'{self.name}: {self.status.splitlines()[0]}', flush=True)


def clone(spark: SparkSession, source: str, version: int, target: str) -> str:
    """Makes the target equal to a version of the source; only files that are new to it are copied."""
    statement = clone_statement(source, version, target)
    spark.sql(statement)
    return statement


def clone_statement(source: str, version: int, target: str) -> str:
    return f'CREATE OR REPLACE TABLE {relation(target)} DEEP CLONE {relation(source)} VERSION AS OF {version}'


def full(spark: SparkSession, as_of: str, replace_history: bool, pinned: dict = None):
    """The work of a step that ends with the target equal to the source, at the version that a plan has pinned."""

    def work(step: Step) -> None:
        describe_source(spark, step, as_of, (pinned or {}).get(step.name))
        if not replace_history and exists(spark, step.target) and progress_in(history(spark, step.target))[1]:
            raise Refused(
                'bad-target',
                f'{step.target} holds an incremental history, which a full snapshot would replace.',
                'Take an incremental snapshot, choose another root, or give --replace-history.',
            )
        step.statement = clone(spark, step.source, step.source_version, step.target)
        step.target_version = version_of(spark, step.target)
        copied(spark, step, step.target_version - 1)
        verify_equal(spark, step)

    return work


def describe_source(spark: SparkSession, step: Step, as_of: str = None, pinned: int = None) -> dict:
    about = detail(spark, step.source)
    refuse_overlap(about['location'], step.target)
    step.source_version = version_of(spark, step.source, as_of) if pinned is None else pinned
    step.files, step.bytes = about['numFiles'], about['sizeInBytes']
    return about


def refuse_overlap(location: str, target: str) -> None:
    def plain(path: str) -> str:
        return re.sub(r'^(file|dbfs):/*', '/', path).rstrip('/') + '/'

    one, other = plain(location), plain(target)
    if one.startswith(other) or other.startswith(one):
        raise Refused('bad-target', f'{location} and its copy {target} lie within one another.', 'Choose another root.')


def verify_equal(spark: SparkSession, step: Step) -> None:
    step.rows = rows_at(spark, step.source, step.source_version).count()
    found = rows_at(spark, step.target).count()
    if found != step.rows:
        told = f'{step.target} has {found} rows where its source has {step.rows}.'
        raise Refused('verify-failed', told, 'Run it again.')


# What commits call the same; of several, the first that a commit has. (A merge's output holds rows that only moved.)
METRICS = {
    'files': ('numTargetFilesAdded', 'numCopiedFiles', 'numFiles'),
    'bytes': ('numTargetBytesAdded', 'copiedFilesSize', 'numOutputBytes'),
    'gained': ('numTargetRowsInserted', 'numOutputRows'),
    'lost': ('numTargetRowsDeleted',),
}


def copied(spark: SparkSession, step: Step, since: int) -> int:
    """Notes what the commits of the copy after a version wrote; gives by how many rows they say that it grew."""
    after = history(spark, step.target).where(F.col('version') > since)
    commits = [row[0] or {} for row in after.select('operationMetrics').collect()]
    found = {
        name: sum(int(next((said[metric] for metric in metrics if metric in said), 0)) for said in commits)
        for name, metrics in METRICS.items()
    }
    step.copied_files, step.copied_bytes = found['files'], found['bytes']
    return found['gained'] - found['lost']


# ---- Incremental snapshots ----


def progress_in(commits: DataFrame) -> tuple:
    """What the newest commit that tells of its origin says: the source's id and version, and whether the copy
    accumulates. Commits are ours, or those of the folder lakehouse."""
    found = (
        commits.select('version', 'operation', 'operationParameters', 'userMetadata')
        .where("operationParameters['sourceVersion'] IS NOT NULL OR userMetadata LIKE '%\"sourceTableId\"%'")
        .orderBy(F.desc('version'))
        .first()
    )
    if found is None:
        return None, False
    said = found['operationParameters'] or {}
    operation = found['operation']
    if 'sourceVersion' not in said:
        said = json.loads(found['userMetadata'])
        operation = said.get('operation')
    table_id = said.get('sourceTableId')
    return (None if table_id is None else (table_id, int(said['sourceVersion']))), operation == OPERATION


class Incremental:
    """Brings one accumulating copy up to its source: new and changed rows come in, deleted ones stay."""

    def __init__(self, spark: SparkSession, step: Step, source_id: str = None):
        self.spark = spark
        self.step = step
        self.source_id = source_id

    def __getstate__(self):
        # Where Spark runs elsewhere (Spark Connect), batches are taken there: the session itself cannot go along.
        return {**self.__dict__, 'spark': None}

    def run(self):
        """Gives the reason where there is nothing to do."""
        step = self.step
        about = describe_source(self.spark, step)
        self.source_id, until = about['id'], step.source_version
        if not exists(self.spark, step.target):
            return self.first_copy(about['partitionColumns'], about['properties'])
        before, rows_before = version_of(self.spark, step.target), rows_at(self.spark, step.target).count()
        since = self.since()
        if since == until:
            step.target_version, step.rows = before, rows_before
            return 'The source has no new version.'
        if since is not None and since > until:
            raise source_replaced(f'Version {until} of {step.source} is older than version {since}, which was copied.')
        step.statement = incremental_statement(step, since)
        if since is None:
            self.by_content('The copy does not say which version of the source it stands for', until)
        else:
            self.stream(since, until)
        step.target_version = version_of(self.spark, step.target)
        expected = rows_before + copied(self.spark, step, before)
        self.verify(until, expected)
        return None

    def first_copy(self, partitions: list, properties: dict) -> None:
        step = self.step
        rows = rows_at(self.spark, step.source, step.source_version)
        step.statement = clone_statement(step.source, step.source_version, step.target)
        mapping = 'delta.columnMapping.mode'
        options = {mapping: properties[mapping]} if properties.get(mapping, 'none') != 'none' else {}
        self.append(rows, step.source_version, partitions, options)
        step.target_version = version_of(self.spark, step.target)
        copied(self.spark, step, -1)
        self.verify(step.source_version, rows.count())

    def verify(self, until: int, expected: int) -> None:
        """The copy must say that it stands for this version, and have the rows that its commits say."""
        target = self.step.target
        if progress_in(history(self.spark, target))[0] != (self.source_id, until):
            raise Refused(
                'verify-failed',
                f'{target} did not take version {until} of its source, since it once stood for a later one.',
                'Take the next incremental snapshot into a new root.',
            )
        self.step.rows = rows_at(self.spark, target).count()
        if self.step.rows != expected:
            raise Refused(
                'verify-failed',
                f'{target} has {self.step.rows} rows where it should have {expected}.',
                'Make sure that only one backup writes there, then run it again.',
            )

    def since(self):
        """The version of the source that the copy stands for: by its own commits, or else, in a copy that Overwatch
        itself began, by the checkpoint of its stream. None where neither tells."""
        known, _ = progress_in(history(self.spark, self.step.target))
        if known is None:
            known = stream_position(self.spark, self.step.checkpoint)
        if known is None:
            return None
        if known[0] != self.source_id:
            raise source_replaced(f'{self.step.source} is another table than the one that was copied before.')
        return known[1]

    def stream(self, since: int, until: int) -> None:
        """Reads what was written to the source since the last snapshot as a stream. Where that cannot be, the two
        versions are compared as a whole."""
        step = self.step
        reader = self.spark.readStream.format('delta').option('ignoreChanges', 'true')
        # Batches end where a version ends, so that each can say up to which it came.
        reader = reader.option('startingVersion', since + 1).option('maxFilesPerTrigger', 2147483647)
        try:
            source = reader.table(step.source) if step.source.startswith('`') else reader.load(step.source)
            query = (
                source.writeStream.foreachBatch(self.take_batch)
                .option('checkpointLocation', step.checkpoint)
                .trigger(availableNow=True)
                .start()
            )
            query.awaitTermination()
        except Exception as error:  # Cleaned logs, changed schemas, another table's checkpoint: each has its own class.
            reason = str(error).strip().splitlines()[0]
            step.warnings.append(f'The stream failed, so whole versions were compared ({reason}).')
            position = None
        else:
            position = stream_position(self.spark, step.checkpoint)
        reached = self.since()
        step.source_version = until = max(until, reached)
        if reached == until:
            return
        if position is not None and position[1] <= reached:
            # The stream went on from there and found nothing that was added.
            self.take(rows_at(self.spark, step.source, until).limit(0), until)
            return
        try:
            self.take(self.difference(reached, until), until)
        except Refused:
            raise
        except Exception:  # Its commits were cleaned up, or its files vacuumed.
            self.by_content(f'Version {reached} of the source can no longer be read', until)

    def by_content(self, why: str, until: int) -> None:
        self.step.warnings.append(f'{why}, so all rows were compared with those of the copy.')
        self.take(less(rows_at(self.spark, self.step.source, until), rows_at(self.spark, self.step.target)), until)

    def take_batch(self, batch: DataFrame, number: int) -> None:
        """Takes over one batch of the stream: all rows of files that were added after one version up to another."""
        Incremental(batch.sparkSession, self.step, self.source_id).take_added(batch, number)

    def take_added(self, batch: DataFrame, number: int) -> None:
        end = self.offset(number)
        since = self.since()
        # A new stream starts where the copy stands.
        start = self.offset(number - 1) if number > 0 else since
        if end <= since:
            return
        if start == since and self.only_appends(since, end):
            rows = batch
        else:
            rows = self.difference(since, end, batch if start <= since else None)
        self.take(rows, end)

    def offset(self, number: int) -> int:
        position = read_offset(self.spark, f'{self.step.checkpoint}/offsets/{number}')
        if position is None or position[0] != self.source_id:
            raise Refused('io', f'Batch {number} of the stream does not end with a version of its source.')
        return position[1]

    def only_appends(self, since: int, until: int) -> bool:
        """Whether every commit after one version up to another only added rows, or changed none."""
        commits = history(self.spark, self.step.source).where(F.col('version').between(since + 1, until)).collect()
        return len(commits) == until - since and all(
            (commit['operation'] in APPENDS and commit['isBlindAppend']) or commit['operation'] in UPKEEP
            for commit in commits
        )

    def difference(self, since: int, until: int, candidates: DataFrame = None) -> DataFrame:
        """The rows that one version of the source has and another has not. All of them are among `candidates`, if
        given, which saves reading what lies far from them."""
        now, before = (rows_at(self.spark, self.step.source, version) for version in (until, since))
        gone = set(before.columns) - set(now.columns)
        if gone and set(now.columns) - set(before.columns) and self.has_names_apart():
            raise Refused(
                'schema-changed',
                f'{self.step.source} may have renamed {", ".join(sorted(gone))}, which cannot be told from here.',
                'Take the next incremental snapshot into a new root.',
            )
        if candidates is not None:
            partitions = detail(self.spark, self.step.source)['partitionColumns']
            common = {name.lower() for name in before.columns}
            columns = [name for name in {*self.step.columns, *partitions} if name.lower() in common]
            condition = within(now, candidates, columns)
            now, before = now.where(condition), before.where(condition)
        return less(now, before)

    def has_names_apart(self) -> bool:
        properties = detail(self.spark, self.step.source)['properties']
        return properties.get('delta.columnMapping.mode', 'none') != 'none'

    def take(self, rows: DataFrame, version: int) -> None:
        """Brings new rows into the copy: appends them, or puts them in the place of rows with the same key."""
        columns = {name.lower(): name for name in rows.columns}
        keys = [columns[key.lower()] for key in self.step.columns if key.lower() in columns]
        self.widen(rows.schema)
        if self.step.mode == 'append' or not keys:
            self.append(rows, version)
            return
        if not rows.isEmpty():
            self.merge(rows, keys)
        # Merging the same rows again changes nothing, so the progress may follow in a commit of its own.
        self.append(rows.limit(0), version)

    def widen(self, schema: T.StructType) -> None:
        """Gives columns of the copy the wider type that the source has by now."""
        own = {field.name.lower(): field for field in rows_at(self.spark, self.step.target).schema}
        target = relation(self.step.target)
        for field in schema:
            copy = own.get(field.name.lower(), field)
            if copy.dataType == field.dataType or not isinstance(copy.dataType, T.AtomicType):
                continue
            if is_wider(copy.dataType, field.dataType):
                continue
            if not is_wider(field.dataType, copy.dataType):
                raise Refused(
                    'schema-changed',
                    f'The column {field.name} is {field.dataType.simpleString()} in {self.step.source} '
                    f'and {copy.dataType.simpleString()} in {self.step.target}; no type holds both.',
                    'Take the next incremental snapshot into a new root.',
                )
            self.spark.sql(f"ALTER TABLE {target} SET TBLPROPERTIES ('delta.enableTypeWidening' = 'true')")
            kind = field.dataType.simpleString()
            self.spark.sql(f'ALTER TABLE {target} ALTER COLUMN {quote(copy.name)} TYPE {kind}')

    def append(self, rows: DataFrame, version: int, partitions: tuple = (), options: dict = None) -> None:
        said = {
            'operation': OPERATION,
            'source': self.step.source,
            'sourceVersion': version,
            'sourceTableId': self.source_id,
        }
        writer = rows.write.format('delta').mode('append').option('mergeSchema', 'true').options(**(options or {}))
        writer = writer.option('txnAppId', self.source_id).option('txnVersion', version)
        writer = writer.option('userMetadata', json.dumps(said))
        (writer.partitionBy(*partitions) if partitions else writer).save(self.step.target)

    def merge(self, rows: DataFrame, keys: list) -> None:
        """In one commit: rows of the copy that have a key of a new row go, and all new rows come."""
        target = self.step.target
        rows.limit(0).write.format('delta').mode('append').option('mergeSchema', 'true').save(target)
        going = rows.select(*[F.col(quote(key)) for key in keys]).distinct().withColumn('__goes', F.lit(True))
        coming = rows.withColumn('__goes', F.lit(False))
        same = ' AND '.join(f't.{quote(key)} <=> s.{quote(key)}' for key in keys)
        (
            DeltaTable.forPath(self.spark, target)
            .alias('t')
            .merge(coming.unionByName(going, allowMissingColumns=True).alias('s'), f's.__goes AND {same}')
            .whenMatchedDelete()
            .whenNotMatchedInsert('NOT s.__goes', {quote(n): F.col(f's.{quote(n)}') for n in rows.columns})
            .execute()
        )


WIDER = ((T.ByteType, T.ShortType, T.IntegerType, T.LongType), (T.FloatType, T.DoubleType))


def is_wider(wide: T.DataType, narrow: T.DataType) -> bool:
    """Whether one type holds every value of another."""
    if isinstance(wide, T.DecimalType) and isinstance(narrow, T.DecimalType):
        more = wide.scale - narrow.scale
        return more >= 0 and wide.precision - narrow.precision >= more
    return any(
        type(wide) in kinds and type(narrow) in kinds and kinds.index(type(wide)) > kinds.index(type(narrow))
        for kinds in WIDER
    )


def source_replaced(message: str) -> Refused:
    return Refused('source-replaced', message, 'Take the next incremental snapshot into a new root.')


def incremental_statement(step: Step, since: int) -> str:
    """What was done, as one statement that comes to the same."""
    now, target = f'SELECT * FROM {relation(step.source)} VERSION AS OF {step.source_version}', relation(step.target)
    old = f'SELECT * FROM {target}' if since is None else f'SELECT * FROM {relation(step.source)} VERSION AS OF {since}'
    if step.mode == 'append':
        return f'INSERT INTO {target} {now} EXCEPT ALL {old}'
    match = ' AND '.join(f't.{quote(key)} <=> s.{quote(key)}' for key in step.columns)
    return (
        f'MERGE INTO {target} t USING ({now} EXCEPT ALL {old}) s ON {match} '
        'WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *'
    )


def stream_position(spark: SparkSession, checkpoint: str):
    """The table and version that the last batch of a stream ended with, if that batch is done."""
    numbers = {kind: batches(spark, f'{checkpoint}/{kind}') for kind in ('offsets', 'commits')}
    last = max(numbers['offsets'], default=None)
    return read_offset(spark, f'{checkpoint}/offsets/{last}') if last in numbers['commits'] else None


def batches(spark: SparkSession, folder: str) -> set:
    files = spark.read.format('binaryFile').option('pathGlobFilter', '[0-9]*')
    try:
        names = [row[0].rsplit('/', 1)[1] for row in files.load(folder).select('path').collect()]
    except Exception as error:
        if 'PATH_NOT_FOUND' in str(error) or 'does not exist' in str(error):
            return set()
        raise
    return {int(name) for name in names if name.isdigit()}


def read_offset(spark: SparkSession, file: str):
    """(table id, version) of an offset that stands between two versions; None for one that does not."""
    lines = spark.read.text(file, wholetext=True).first()[0].splitlines()[2:]
    try:
        (offset,) = [json.loads(line) for line in lines if line.strip()]
        table_id, following = offset['reservoirId'], offset['reservoirVersion']
        is_between = offset['index'] in (-1, -100) and not offset['isStartingVersion'] and following > 0
    except (ValueError, KeyError, TypeError):
        return None
    return (table_id, following - 1) if is_between else None


# ---- Runs: which tables, how many at a time, and the report ----


def words(lists: list) -> list:
    """Lists as people type them: joined by commas, colons or blanks."""
    return [word.replace('`', '') for text in lists for word in re.split(r'[,:\s]+', text) if word]


def chosen_layers(lists: list) -> list:
    layers = [word.lower() for word in words(lists)] or list(LAYERS)
    for layer in layers:
        if layer not in LAYERS:
            raise Refused('usage', f'There is no layer {layer}.', f'The layers are {", ".join(LAYERS)}.')
    return layers


def named(lists: list, existing: list) -> set:
    """The tables that names mean, in any case, with or without a database before them; in lower case."""
    known = {name.lower() for name in [*existing, *CATALOG]}
    found = set()
    for word in words(lists):
        name = word.lower() if word.lower() in known else word.rsplit('.', 1)[-1].lower()
        if name not in known:
            near = difflib.get_close_matches(name, sorted(known), 1, 0)
            raise Refused('unknown-table', f'No table is named {word}.', f'Did you mean {near[0]}?')
        found.add(name)
    return found


def spelled(name: str) -> str:
    """A table's name as Overwatch writes it: catalogs keep all names in lower case."""
    return next((known for known in CATALOG if known.lower() == name.lower()), name)


def tables_of(spark: SparkSession, place: str, more: list) -> dict:
    """The places of the tables of a database, by name: those of the catalog, and others only if they are named."""
    if place.startswith('`'):
        found = {row['tableName']: row['tableName'] for row in spark.sql(f'SHOW TABLES IN {place}').collect()}
    else:
        names = [*CATALOG, *more]
        with ThreadPoolExecutor(8) as pool:
            is_there = pool.map(lambda name: exists(spark, join(place, name.lower())), names)
        found = {name: name.lower() for name, there in zip(names, is_there) if there}
    tables = {spelled(name): join(place, own) for name, own in found.items()}
    if PIPELINE_REPORT not in tables:
        raise Refused('not-overwatch', f'{place} holds no table {PIPELINE_REPORT}: it is no Overwatch database.')
    return tables


def choose(tables: dict, options: argparse.Namespace) -> list:
    """The names of the tables to copy, in the catalog's order."""
    layers = ['bronze'] if options.process == 'bronze-backup' else chosen_layers(options.layers)
    excluded, included, only = (
        named(given, list(tables)) for given in (options.exclude, options.include, options.tables)
    )
    if PIPELINE_REPORT in excluded:
        raise Refused('usage', f'{PIPELINE_REPORT} cannot be excluded: it is part of every snapshot.')

    def is_chosen(name: str) -> bool:
        layer = Step(name, '', '').layer
        if only:
            return name.lower() in only
        if name.lower() in excluded:
            return False
        if options.process == 'bronze-backup':
            return layer == 'bronze' or name == PIPELINE_REPORT
        if options.process == 'restore':
            return True
        return layer == 'report' or layer in layers or name.lower() in included

    order = {name: number for number, name in enumerate(CATALOG)}
    return sorted(filter(is_chosen, tables), key=lambda name: (order.get(name, len(order)), name))


def bring(steps: list, work, concurrency: int) -> None:
    with ThreadPoolExecutor(concurrency) as pool:
        list(pool.map(lambda step: step.run(work), steps))


def append_report(spark: SparkSession, place: str, rows: list) -> None:
    frame = spark.createDataFrame(rows, REPORT)
    frame.write.format('delta').mode('append').option('mergeSchema', 'true').save(place)


def report_row(step: Step, run: dict, options: argparse.Namespace) -> tuple:
    mode = options.type if options.process == 'snapshot' else None
    failed = step.error is not None
    is_copied = step.state in ('done', 'warning')
    return (
        (step.source, step.target, options.as_of, 'DEEP', step.columns, mode),
        step.statement,
        step.status,
        run['id'],
        options.process,
        mode,
        run['database'],
        step.name,
        step.layer,
        step.state,
        step.source_version,
        step.target_version,
        step.files,
        step.bytes,
        step.rows,
        step.copied_files if is_copied else None,
        step.copied_bytes if is_copied else None,
        step.started,
        step.ended,
        round((step.ended - step.started).total_seconds() * 1000),
        'rows' if is_copied else None,
        getattr(step.error, 'code', 'io') if failed else None,
        step.status if failed else None,
        (getattr(step.error, 'advice', '') or None) if failed else None,
        None,
    )


def after_row(name: str, source: str, target: str, status: str, error, times: tuple, run: dict) -> tuple:
    """The row of a step of the whole run, which belongs to no table."""
    state = 'failed' if error else 'done'
    duration = round((times[1] - times[0]).total_seconds() * 1000)
    failure = (getattr(error, 'code', 'io'), status, getattr(error, 'advice', '') or None) if error else (None,) * 3
    none = (None,) * 7
    spec = (source, target, None, None, None, None)
    return (spec, None, status, run['id'], 'migrate', None, run['database'], None, None, state, *none, *times, duration,
            None, *failure, name)  # fmt: skip


# ---- Migration: what comes after the tables are copied ----


def migrate_after(spark: SparkSession, steps: list, tables: dict, options: argparse.Namespace, run: dict) -> list:
    """Verifies every copy again, catches up with what the source wrote meanwhile, points the config to the new place
    and drops the source if its name was given once more. One that fails keeps back those after it."""
    config, root = database_place(options.config), options.to.rstrip('/')

    def verify_all() -> str:
        for step in steps:
            verify_equal(spark, step)
        return f'{len(steps)} copies verified'

    def look_again() -> str:
        for _ in range(3):
            moved = [step for step in steps if version_of(spark, step.source) != step.source_version]
            if not moved:
                return 'The source stands still.'
            bring(moved, full(spark, None, True), options.concurrency)
            failed = [step.name for step in moved if step.error]
            if failed:
                raise Refused('verify-failed', f'Copied again without success: {", ".join(failed)}.')
        raise Refused('conflict', 'The source is still being written to.', 'Stop the Overwatch jobs; run it again.')

    def set_config() -> str:
        name = lit(options.etl_database or run['name'])
        mine = f'lower(etl_database_name) = lower({name})'
        rows = spark.sql(f'SELECT storage_prefix FROM {relation(config)} WHERE {mine}').collect()
        if len({row[0] for row in rows}) != 1:
            raise Refused('bad-config', f'{config} has {len(rows)} rows of {name} and not one storage_prefix in them.')
        prefix = lit(options.storage_prefix or root)
        spark.sql(f'UPDATE {relation(config)} SET storage_prefix = {prefix} WHERE {mine}')
        return f'storage_prefix is {prefix} in {len(rows)} rows'

    def drop() -> str:
        accepted = named(options.accept_loss, list(tables))
        copied_names = {step.name.lower() for step in steps}
        everything = [row['tableName'] for row in spark.sql(f'SHOW TABLES IN {run["database_place"]}').collect()]
        lost = [name for name in everything if name.lower() not in copied_names | accepted]
        if lost:
            raise Refused('source-kept', f'Not copied: {", ".join(sorted(lost))}.', 'Accept their loss, or copy them.')
        for step in steps:
            if version_of(spark, step.source) != step.source_version:
                raise Refused('source-kept', f'{step.source} was written to meanwhile.', 'Stop the Overwatch jobs.')
            verify_equal(spark, step)
        spark.sql(f'DROP DATABASE {run["database_place"]} CASCADE')
        return f'{run["database"]} is dropped'

    stages = [('verify-all', verify_all), ('look-again', look_again), ('config', set_config)]
    if options.drop_source:
        stages.append(('drop', drop))
    rows = []
    for name, stage in stages:
        begun, error = datetime.now(timezone.utc), None
        try:
            status = stage()
        except Exception as caught:  # Whatever it is belongs into the report.
            status, error = str(caught).strip(), caught
        times = (begun, datetime.now(timezone.utc))
        place = {'config': (None, config), 'drop': (run['database'], None)}.get(name, (None, None))
        rows.append(after_row(name, *place, status, error, times, run))
        print(f'{name}: {status.splitlines()[0]}', flush=True)
        if error:
            break
    return rows


def lit(text: str) -> str:
    """A text as a literal of SQL."""
    return "'" + text.replace('\\', '\\\\').replace("'", "\\'") + "'"


# ---- Plans: what was confirmed before the run was submitted ----


def read_plan(options: argparse.Namespace) -> dict:
    """A plan as Overwatch Backup writes it: the run's id and root, and the tables it takes, each with its version where
    that is pinned. It must have been made for the very options that the script is called with."""
    file = options.plan
    with open(file, encoding='utf-8') as opened:
        plan = json.load(opened)
    if plan.get('format') != 1:
        raise Refused('usage', f'{file} is no plan that this script knows.', 'Submit the run again.')
    if parse([*plan['arguments'], '--plan', file]) != options:
        raise Refused('usage', f'{file} is the plan of a run with other options.', 'Submit the run again.')
    return plan


# ---- The whole ----


def parse(arguments: list) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog='overwatch_backup.py', allow_abbrev=False)
    parser.add_argument('--process', required=True, choices=['snapshot', 'bronze-backup', 'restore', 'migrate'])
    parser.add_argument('--database', help='schema, catalog.schema, or the path below which the tables lie')
    parser.add_argument('--from', dest='source_root', metavar='ROOT', help='the root of the backup to restore')
    parser.add_argument('--to', required=True, metavar='ROOT')
    parser.add_argument('--type', default='full', choices=['full', 'incremental'])
    for name in ('layers', 'exclude', 'include', 'tables', 'accept-loss'):
        parser.add_argument(f'--{name}', action='append', default=[], metavar='LIST')
    parser.add_argument('--as-of', metavar='TIME', help='ISO 8601')
    parser.add_argument('--replace-history', action='store_true')
    parser.add_argument('--overwrite', default='true', choices=['true', 'false'])
    parser.add_argument('--config', metavar='TABLE', help='the deployment config: a Delta table by name or path')
    parser.add_argument('--etl-database', metavar='NAME')
    parser.add_argument('--storage-prefix', metavar='URI')
    parser.add_argument('--drop-source', metavar='NAME')
    parser.add_argument('--plan', metavar='FILE', help='JSON: takes the tables, versions and run id that stand in it')
    parser.add_argument('--concurrency', type=int, default=4)
    options = parser.parse_args(arguments)
    needed = {'restore': ['source_root'], 'migrate': ['database', 'config']}.get(options.process, ['database'])
    for name in needed:
        if not getattr(options, name):
            parser.error(f'{options.process} needs --{"from" if name == "source_root" else name}')
    if options.drop_source and options.drop_source != options.database:
        parser.error('--drop-source needs the very name of --database')
    if options.drop_source and '/' in options.database:
        parser.error('--drop-source needs a database that has a name, not a path')
    return options


def main(arguments: list, spark: SparkSession) -> int:
    """Does what the options say. Gives 0 where all is done, 3 where some tables failed, 1 where none was copied."""
    options = parse(arguments)
    plan = read_plan(options) if options.plan else {}
    now = datetime.now(timezone.utc)
    root = options.to.rstrip('/')
    if plan:
        root = plan['root']
    elif options.process == 'bronze-backup' and options.overwrite == 'false':
        root = join(root, now.strftime('%Y-%m-%d'), str(round(now.timestamp() * 1000)))
    source = join(options.source_root, 'data') if options.process == 'restore' else database_place(options.database)
    run = {
        'id': plan.get('runId') or f'{now.strftime("%Y%m%dT%H%M%SZ")}-{uuid.uuid4().hex[:6]}',
        'database': options.database or options.source_root,
        'name': (options.database or '').replace('`', '').split('.')[-1],
        'database_place': source,
    }
    planned = {spelled(table['table']): table.get('version') for table in plan.get('tables', [])}
    tables = tables_of(spark, source, [*words(options.include), *words(options.tables), *planned])
    into = 'global_share' if options.process in ('restore', 'migrate') else 'data'
    # A planned table that is gone fails as one that cannot be read, and is told of.
    steps = [
        Step(
            name,
            tables.get(name) or join(source, name.lower()),
            join(root, into, name.lower()),
            join(root, 'checkpoint', name.lower()),
        )
        for name in planned or choose(tables, options)
    ]
    if options.process == 'restore' and exists(spark, join(root, into, PIPELINE_REPORT)):
        raise Refused('bad-target', f'{root} holds a database already.', 'Restore to a new place.')
    if options.process == 'snapshot' and options.type == 'incremental':
        work = lambda step: Incremental(spark, step).run()  # noqa: E731
    else:
        work = full(spark, options.as_of, options.replace_history or options.process != 'snapshot', planned)
    # Its presence says that there is a database: a restore that did not end can be begun again.
    last = [step for step in steps if step.name == PIPELINE_REPORT and options.process == 'restore']
    bring([step for step in steps if step not in last], work, options.concurrency)
    if not any(step.error for step in steps):
        bring(last, work, 1)
    rows = []
    failed = [step for step in steps if step.error or step.ended is None]
    if options.process == 'migrate' and not failed:
        rows = migrate_after(spark, steps, tables, options, run)
    table_rows = [report_row(step, run, options) for step in steps if step.ended]
    report = join(root, 'restore_report' if options.process == 'restore' else 'clone_report')
    append_report(spark, report, table_rows + rows)
    stages_failed = bool(rows) and rows[-1][9] == 'failed'
    print(f'{len(steps) - len(failed)} of {len(steps)} tables done. Report: {report}', flush=True)
    if not failed and not stages_failed:
        return 0
    return 1 if len(failed) == len(steps) else 3


if __name__ == '__main__':
    try:
        code = main(sys.argv[1:], SparkSession.builder.getOrCreate())
    except Refused as refused:
        sys.exit(f'{refused} {refused.advice}')
    # Databricks takes every exit from a script for a failure, even that of a success.
    if code != 0:
        sys.exit(code)
