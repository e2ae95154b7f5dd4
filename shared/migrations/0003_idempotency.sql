-- What was answered to a write under a key of the caller's, so that the same request again has no second effect (FR-116).
create table todo.idempotency_key (
  user_id text not null,
  operation text not null,
  key text not null check (char_length(key) between 1 and 255),
  request_hash bytea not null,
  status smallint not null,
  headers jsonb not null,
  body text,
  created_at timestamptz not null default now(),
  primary key (user_id, operation, key)
);
create index idempotency_key_by_age on todo.idempotency_key (user_id, created_at);

alter table todo.idempotency_key enable row level security;
alter table todo.idempotency_key force row level security;
create policy owner on todo.idempotency_key
  using (user_id = (select todo.current_user_id())) with check (user_id = (select todo.current_user_id()));
grant select, insert, update, delete on todo.idempotency_key to todo_tasks, todo_mcp;
