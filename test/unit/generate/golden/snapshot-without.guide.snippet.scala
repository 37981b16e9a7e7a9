import com.databricks.labs.overwatch.pipeline.Snapshot
val sourceETLDB = "main.overwatch_etl"
val snapshotRootPath = "abfss://backup@lake.dfs.core.windows.net/over watch/$it's \"1\""
val pipeline = "Bronze:Silver:Gold"
val snapshotType = "Full"
val tablesToExclude = "job_status_silver:jobRun_gold"
Snapshot.main(Array(sourceETLDB, snapshotRootPath, pipeline, snapshotType, tablesToExclude))
