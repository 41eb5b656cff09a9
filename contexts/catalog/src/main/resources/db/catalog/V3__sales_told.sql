-- What others were told of a cut: that it began, that it is over.
ALTER TABLE price_cut ADD COLUMN told text NOT NULL DEFAULT 'NOTHING'
  CHECK (told IN ('NOTHING', 'STARTED', 'ENDED'));

-- Sales said before their beginnings and ends were told; of those that began, only the end is.
UPDATE price_cut SET told = 'STARTED'
  WHERE replaced_at IS NULL AND NOT withdrawn AND starts_at <= clock_timestamp() AND ends_at > clock_timestamp();
INSERT INTO timetable (task_name, task_instance, execution_time, picked, version)
  SELECT 'sale-starts', cut_id::text, starts_at, false, 1 FROM price_cut
  WHERE replaced_at IS NULL AND NOT withdrawn AND starts_at > clock_timestamp();
INSERT INTO timetable (task_name, task_instance, execution_time, picked, version)
  SELECT 'sale-ends', cut_id::text, ends_at, false, 1 FROM price_cut WHERE told = 'STARTED';
