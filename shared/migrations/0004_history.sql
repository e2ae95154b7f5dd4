-- What belongs together, and what was taken back (FR-617, FR-618).
alter table todo.task_event
  -- All events of one transaction are one change. Older events have none, and are not taken back.
  add column change_id xid8,
  -- The event that this one takes back.
  add column undoes bigint,
  drop constraint task_event_operation_check,
  add constraint task_event_operation_check
    check (operation in ('create', 'update', 'complete', 'reopen', 'delete', 'restore'));
alter table todo.task_event alter column change_id set default pg_current_xact_id();

create index task_event_by_task on todo.task_event (user_id, task_id, sequence);
create index task_event_by_change on todo.task_event (user_id, change_id);
create index task_event_by_turn on todo.task_event (user_id, turn_id) where turn_id is not null;
create unique index task_event_undone on todo.task_event (user_id, undoes) where undoes is not null;

-- Changes since a token (FR-620).
create index task_by_sequence on todo.task (user_id, sequence);
create index task_event_deleted on todo.task_event (user_id, sequence) where operation = 'delete';
