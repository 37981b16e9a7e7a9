import com.databricks.labs.overwatch.pipeline.Restore
val sourcePrefix = "/mnt/backup/ow"
val targetPrefix = "abfss://backup@lake.dfs.core.windows.net/over watch/$it's \"1\""
Restore.main(Array(sourcePrefix, targetPrefix))
