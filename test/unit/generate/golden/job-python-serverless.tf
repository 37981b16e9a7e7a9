terraform {
  required_providers {
    databricks = {
      source = "databricks/databricks"
    }
  }
}

resource "databricks_job" "snapshot_main_overwatch_etl_849a189e" {
  name                = "Overwatch: incremental snapshot of main.overwatch_etl"
  max_concurrent_runs = 1
  timeout_seconds     = 36000

  tags = {
    "team"             = "data platform"
    "overwatch-backup" = "snapshot-main_overwatch_etl-849a189e"
  }

  schedule {
    quartz_cron_expression = "0 0 3 ? * SUN"
    timezone_id            = "Europe/Berlin"
    pause_status           = "UNPAUSED"
  }

  email_notifications {
    on_failure = ["ops@example.com"]
  }

  webhook_notifications {
    on_failure {
      id = "0481e838-0a59-4eff-9541-a4ca6f149574"
    }
  }

  task {
    task_key                  = "overwatch_backup"
    environment_key           = "overwatch_backup_environment"
    max_retries               = 1
    min_retry_interval_millis = 300000
    retry_on_timeout          = false

    spark_python_task {
      python_file = "/Workspace/Shared/overwatch_backup.py"
      parameters  = ["--process", "snapshot", "--type", "incremental", "--database", "main.overwatch_etl", "--to", "abfss://backup@lake.dfs.core.windows.net/over watch/$it's \"1\""]
    }
  }

  environment {
    environment_key = "overwatch_backup_environment"

    spec {
      environment_version = "4"
    }
  }
}
