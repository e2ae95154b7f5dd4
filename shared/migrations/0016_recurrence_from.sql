-- From where a rule counts (FR-631): from its days, or from the day on which the task is completed. A task that does not repeat
-- may keep a word from before, written by a version that does not know the column.
alter table todo.task
  add column recurrence_from text not null default 'due' check (recurrence_from in ('due', 'completion'));
