import com.databricks.labs.overwatch.pipeline.Snapshot
val sourceETLDB = "main.overwatch_etl"
val snapshotRootPath = "abfss://backup@lake.dfs.core.windows.net/over watch/$it's \"1\""
val snapshotType = "Full"
val pipeline = "Bronze,Gold"
Snapshot.process(sourceETLDB, snapshotRootPath, snapshotType, pipeline)
