-- Whether no run of some days copied pipeline_report, which is part of every snapshot.
SELECT CASE WHEN max(endTS) >= current_timestamp() - INTERVAL 8 DAYS THEN 0 ELSE 1 END AS problems,
  concat('last good snapshot: ', coalesce(CAST(max(endTS) AS STRING), 'none')) AS details
FROM delta.`/mnt/back``up/clone_report`
WHERE `table` = 'pipeline_report'
  AND state IN ('done', 'warning', 'skipped');
