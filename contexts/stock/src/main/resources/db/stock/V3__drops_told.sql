-- Drops made before openings and closings were told.
INSERT INTO timetable (task_name, task_instance, execution_time, picked, version)
  SELECT 'drop-opens', drop_id::text, opens_at, false, 1 FROM drop WHERE opens_at > clock_timestamp();
INSERT INTO timetable (task_name, task_instance, execution_time, picked, version)
  SELECT 'drop-closes', drop_id::text, closes_at, false, 1 FROM drop
  WHERE opens_at <= clock_timestamp() AND closes_at > clock_timestamp();
