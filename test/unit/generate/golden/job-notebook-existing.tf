terraform {
  required_providers {
    databricks = {
      source = "databricks/databricks"
    }
  }
}

resource "databricks_job" "restore_backup_155b0c86" {
  name                = "Overwatch: restore of /mnt/backup/ow"
  max_concurrent_runs = 1
  timeout_seconds     = 36000

  tags = {
    "overwatch-backup" = "restore-backup-155b0c86"
  }

  schedule {
    quartz_cron_expression = "0 0 3 ? * SUN"
    timezone_id            = "Europe/Berlin"
    pause_status           = "UNPAUSED"
  }

  task {
    task_key            = "overwatch_backup"
    existing_cluster_id = "1122-334455-abcd"
    max_retries         = 0

    notebook_task {
      notebook_path = "/Workspace/n"
      source        = "WORKSPACE"
    }
  }
}
