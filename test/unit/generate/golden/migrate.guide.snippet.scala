import com.databricks.labs.overwatch.pipeline.Migration
val sourceETLDB = "main.overwatch_etl"
val migrateRootPath = "abfss://backup@lake.dfs.core.windows.net/over watch/$it's \"1\""
val configPath = "main.config.overwatch"
Migration.main(Array(sourceETLDB, migrateRootPath, configPath))
