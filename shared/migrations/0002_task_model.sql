-- What a task has beside its texts (spec 006). The version before goes on: each new column has a default.
alter table todo.task
  add column tags text[] not null default '{}' check (cardinality(tags) <= 20),
  add column project text not null default 'Inbox' check (char_length(project) between 1 and 100),
  -- The project's name in lower case: two spellings are one project.
  add column project_key text not null default 'inbox',
  add column parent_id integer,
  add column position double precision not null default 0,
  -- `due` is the local day. With a time there are also its zone and, for comparisons, the moment.
  add column due_zone text,
  add column due_at timestamptz,
  -- What lists are sorted by: the local time, the last moment of a day without a time, the last of all without a day.
  add column due_order timestamp not null default '9999-12-31 23:59:59.999999',
  add column recurrence text,
  -- The first task of a series and its due, and the occurrence that this task stands for, wherever it was moved to.
  add column series_id integer,
  add column series_start text,
  add column scheduled timestamp,
  add constraint due_time check ((due_zone is null) = (due_at is null) and (due_zone is null or due is not null)),
  add constraint series check (num_nulls(recurrence, series_id, series_start, scheduled) in (0, 4)),
  add constraint parent foreign key (user_id, parent_id) references todo.task (user_id, id) deferrable initially deferred;

-- Row-level security is forced on the owner, too, who is no user.
alter table todo.task no force row level security;
update todo.task set position = id, due_order = coalesce(due + time '23:59:59.999999', due_order);
alter table todo.task force row level security;

create index task_by_due on todo.task (user_id, due_order, id);
create index task_pending_by_due on todo.task (user_id, due_order, id) where completed_at is null;
create index task_by_moment on todo.task (user_id, due_at) where due_at is not null;
create index task_by_priority on todo.task (user_id, priority, id);
create index task_by_title on todo.task (user_id, title collate "und-x-icu", id);
create index task_by_position on todo.task (user_id, position, id);
create index task_by_project on todo.task (user_id, project_key, id);
create index task_by_parent on todo.task (user_id, parent_id) where parent_id is not null;
create index task_by_series on todo.task (user_id, series_id, scheduled) where series_id is not null;

-- The time zone of a person's account; every function may need it (FR-612).
create table todo.user_setting (
  user_id text primary key,
  time_zone text not null default 'UTC',
  updated_at timestamptz not null default now()
);

-- What a task can be found by: the words of its title and notes, and its tags. Each begins with its owner and a
-- separator, so that one index serves everybody and a search reads nobody else's entries (ADR 0017).
create table todo.task_term (
  user_id text not null,
  id integer not null,
  terms tsvector not null,
  primary key (user_id, id),
  foreign key (user_id, id) references todo.task on delete cascade
);
create index task_term_found on todo.task_term using gin (terms);

do $$
declare
  table_name text;
begin
  foreach table_name in array array['user_setting', 'task_term'] loop
    execute format('alter table todo.%I enable row level security', table_name);
    execute format('alter table todo.%I force row level security', table_name);
    execute format('create policy owner on todo.%I using (user_id = (select todo.current_user_id())) with check (user_id = (select todo.current_user_id()))', table_name);
  end loop;
  if not exists (select from pg_roles where rolname = 'todo_search') then
    begin
      create role todo_search nologin nosuperuser nobypassrls noinherit;
    exception when duplicate_object or unique_violation then
      null; -- another database of this server was migrated at the same moment
    end;
  end if;
end
$$;

grant select, insert, update on todo.user_setting to todo_tasks, todo_mcp;
grant select on todo.user_setting to todo_chat;
grant select, insert, update, delete on todo.task_term to todo_tasks, todo_mcp;

-- The operators of full-text search are not leakproof: under row-level security they never reach an index. One function
-- runs as a role that sees all terms; it takes no user, and reads the transaction's own (FR-616).
create policy search on todo.task_term for select to todo_search using (true);
grant usage on schema todo to todo_search;
grant select on todo.task_term to todo_search;

-- The tasks of the transaction's user that have a word beginning with each of `prefixes`, and all of `tags`.
create function todo.found_tasks(prefixes text[], tags text[]) returns setof integer
  language sql stable strict security definer rows 100
  set search_path = pg_catalog, pg_temp
  begin atomic
    select task_term.id
    from todo.task_term
    -- Each lexeme names its owner already; the column is looked at besides, but is no reason to read all of the owner's.
    where task_term.user_id || '' = todo.current_user_id()
      and task_term.terms @@ (
        select string_agg(
          '''' || replace(replace(todo.current_user_id() || kind || term, E'\\', E'\\\\'), '''', '''''') || '''' || suffix, ' & '
        )::tsquery
        from (
          select E'\x01', prefix, ':*' from unnest(prefixes) as prefix
          union all
          select E'\x02', tag, '' from unnest(tags) as tag
        ) as wanted (kind, term, suffix)
      );
  end;
revoke all on function todo.found_tasks from public;
grant execute on function todo.found_tasks to todo_tasks, todo_mcp;

-- The function belongs to that role; making it so takes rights for a moment.
do $$
begin
  execute format('grant todo_search to %I', current_user);
  grant create on schema todo to todo_search;
  alter function todo.found_tasks owner to todo_search;
  revoke create on schema todo from todo_search;
  execute format('revoke todo_search from %I', current_user);
end
$$;
