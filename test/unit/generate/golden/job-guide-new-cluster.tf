terraform {
  required_providers {
    databricks = {
      source = "databricks/databricks"
    }
  }
}

resource "databricks_job" "migrate_main_overwatch_etl_0ecb488b" {
  name                = "Overwatch: migration of main.overwatch_etl"
  max_concurrent_runs = 1
  timeout_seconds     = 36000

  tags = {
    "team"             = "data platform"
    "overwatch-backup" = "migrate-main_overwatch_etl-0ecb488b"
  }

  schedule {
    quartz_cron_expression = "0 0 3 ? * SUN"
    timezone_id            = "Europe/Berlin"
    pause_status           = "PAUSED"
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
    max_retries               = 1
    min_retry_interval_millis = 300000
    retry_on_timeout          = false

    spark_jar_task {
      main_class_name = "com.databricks.labs.overwatch.pipeline.Migration"
      parameters      = ["main.overwatch_etl", "abfss://backup@lake.dfs.core.windows.net/over watch/$it's \"1\"", "main.config.overwatch"]
    }

    new_cluster {
      spark_version      = "16.4.x-scala2.12"
      node_type_id       = "Standard_D4ds_v5"
      num_workers        = 2
      data_security_mode = "SINGLE_USER"
    }

    library {
      maven {
        coordinates = "com.databricks.labs:overwatch_2.12:0.8.2.0"
      }
    }
  }
}
