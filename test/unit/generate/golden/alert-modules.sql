-- Modules of Overwatch whose last run failed, or that have not come forward for some days.
WITH last_run AS (
  SELECT organization_id, moduleID, moduleName, status, untilTS,
    max(CASE WHEN status LIKE 'SUCCESS%' OR status LIKE 'EMPTY%' THEN untilTS END)
      OVER (PARTITION BY organization_id, moduleID) AS reachedTS,
    row_number() OVER (PARTITION BY organization_id, moduleID ORDER BY Pipeline_SnapTS DESC, runStartTS DESC) AS place
  FROM `main`.`overwatch_etl`.`pipeline_report`
)
SELECT count(*) AS problems,
  array_join(sort_array(collect_list(concat(organization_id, ' ', moduleID, ' ', moduleName, ': ',
    CASE WHEN status LIKE 'FAILED%' THEN substr(status, 1, 200)
      ELSE concat('no progress since ', coalesce(CAST(timestamp_millis(reachedTS) AS STRING), 'ever')) END))), '\n') AS details
FROM last_run
WHERE place = 1
  AND (status LIKE 'FAILED%'
    OR reachedTS IS NULL
    OR timestamp_millis(reachedTS) < current_timestamp() - INTERVAL 2 DAYS);
