-- Which client made a change (FR-271): its name stands in the transaction, as the user does.
alter table todo.task_event add column client text check (char_length(client) between 1 and 100);
alter table todo.task_event alter column client set default nullif(current_setting('app.client', true), '');

-- Answers to our agent's calls are kept with their turn, as long as that (FR-270). Older versions keep them for a day.
alter table todo.idempotency_key add column turn_id uuid;
