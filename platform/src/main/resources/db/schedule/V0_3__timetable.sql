-- What is due when, in the context's own schema; db-scheduler's columns. A row leaves in the
-- transaction of the work it stands for.
CREATE TABLE timetable (
  task_name             text NOT NULL,
  task_instance         text NOT NULL,
  task_data             bytea,
  execution_time        timestamptz NOT NULL,
  picked                boolean NOT NULL,
  picked_by             text,
  last_success          timestamptz,
  last_failure          timestamptz,
  consecutive_failures  integer,
  last_heartbeat        timestamptz,
  version               bigint NOT NULL,
  priority              smallint,
  PRIMARY KEY (task_name, task_instance)
);
CREATE INDEX timetable_due ON timetable (execution_time);
CREATE INDEX timetable_heartbeat ON timetable (last_heartbeat);
