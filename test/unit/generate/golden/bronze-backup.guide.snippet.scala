import com.databricks.labs.overwatch.pipeline.Bronze
import com.databricks.labs.overwatch.utils.Helpers
val sourceETLDB = "main.overwatch_etl"
val targetPrefix = "abfss://backup@lake.dfs.core.windows.net/over watch/$it's \"1\""
val overwrite = true
val tablesToExclude = "clusters_snapshot_bronze"
val workspace = Helpers.getWorkspaceByDatabase(sourceETLDB)
Bronze(workspace).snapshot(targetPrefix, overwrite, tablesToExclude.split(":"))
