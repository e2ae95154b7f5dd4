-- Roles: what a transaction of each function may do. They cannot log in; a function's login is a member of them (FR-404, FR-406).
do $$
declare
  role_name text;
begin
  foreach role_name in array array['todo_tasks', 'todo_mcp', 'todo_chat'] loop
    if not exists (select from pg_roles where rolname = role_name) then
      begin
        execute format('create role %I nologin nosuperuser nobypassrls noinherit', role_name);
      exception when duplicate_object or unique_violation then
        null; -- another database of this server was migrated at the same moment
      end;
    end if;
  end loop;
end
$$;

create schema todo;
grant usage on schema todo to todo_tasks, todo_mcp, todo_chat;

-- The user of the running transaction, or null outside of one that named a user.
create function todo.current_user_id() returns text
  language sql stable parallel safe
  return nullif(current_setting('app.user_id', true), '');

-- Per-user numbering. The row is locked until commit, so that events are numbered in commit order without gaps (FR-110).
create table todo.user_counter (
  user_id text primary key,
  last_task_id integer not null default 0,
  last_sequence bigint not null default 0
);

create table todo.task (
  user_id text not null,
  id integer not null check (id > 0),
  title text not null check (char_length(title) between 1 and 200),
  notes text not null default '' check (octet_length(notes) <= 10000),
  priority text not null default 'p4' check (priority in ('p1', 'p2', 'p3', 'p4')),
  due date,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  completed_at timestamptz,
  sequence bigint not null,
  primary key (user_id, id)
);
create index task_pending on todo.task (user_id, id) where completed_at is null;
create index task_completed on todo.task (user_id, id) where completed_at is not null;

create table todo.task_event (
  user_id text not null,
  sequence bigint not null,
  task_id integer not null,
  operation text not null check (operation in ('create', 'update', 'complete', 'reopen', 'delete')),
  before jsonb,
  after jsonb,
  source text not null check (source in ('web', 'api', 'mcp', 'agent')),
  turn_id uuid,
  created_at timestamptz not null default now(),
  primary key (user_id, sequence)
);

create table todo.conversation (
  user_id text not null,
  id uuid not null,
  title text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  turn_id uuid,
  turn_heartbeat_at timestamptz,
  primary key (user_id, id)
);
create index conversation_by_age on todo.conversation (user_id, updated_at desc, id desc);

create table todo.message (
  user_id text not null,
  conversation_id uuid not null,
  position integer not null,
  turn_id uuid not null,
  entry jsonb not null,
  created_at timestamptz not null default now(),
  primary key (user_id, conversation_id, position),
  foreign key (user_id, conversation_id) references todo.conversation on delete cascade
);

do $$
declare
  table_name text;
begin
  foreach table_name in array array['user_counter', 'task', 'task_event', 'conversation', 'message'] loop
    execute format('alter table todo.%I enable row level security', table_name);
    execute format('alter table todo.%I force row level security', table_name);
    execute format('create policy owner on todo.%I using (user_id = (select todo.current_user_id())) with check (user_id = (select todo.current_user_id()))', table_name);
  end loop;
end
$$;

grant select, insert, update on todo.user_counter to todo_tasks, todo_mcp;
grant select, insert, update, delete on todo.task to todo_tasks, todo_mcp;
grant select, insert on todo.task_event to todo_tasks, todo_mcp;
grant select, insert, update, delete on todo.conversation to todo_chat;
grant select, insert, delete on todo.message to todo_chat;
