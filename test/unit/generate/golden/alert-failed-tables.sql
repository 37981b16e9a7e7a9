-- Tables that the last run of a backup could not copy, and steps of it that failed.
WITH last_run AS (
  SELECT max(runId) AS runId
  FROM delta.`/mnt/back``up/clone_report`
  WHERE endTS >= current_timestamp() - INTERVAL 8 DAYS
)
SELECT count(*) AS problems,
  array_join(sort_array(collect_list(concat(coalesce(`table`, step), ': ', substr(status, 1, 200)))), '\n') AS details
FROM delta.`/mnt/back``up/clone_report`
WHERE runId = (SELECT runId FROM last_run)
  AND state IN ('failed', 'cancelled');
