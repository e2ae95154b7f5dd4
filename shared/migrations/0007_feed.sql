-- The secret address at which calendars read a person's tasks (FR-907). Of the secret there is only the hash.
create table todo.feed (
  user_id text primary key,
  secret_hash bytea not null unique check (octet_length(secret_hash) = 32),
  created_at timestamptz not null default now()
);

alter table todo.feed enable row level security;
alter table todo.feed force row level security;
create policy owner on todo.feed
  using (user_id = (select todo.current_user_id())) with check (user_id = (select todo.current_user_id()));
grant select, insert, update, delete on todo.feed to todo_tasks;

do $$
begin
  if not exists (select from pg_roles where rolname = 'todo_feed') then
    begin
      create role todo_feed nologin nosuperuser nobypassrls noinherit;
    exception when duplicate_object or unique_violation then
      null; -- another database of this server was migrated at the same moment
    end;
  end if;
end
$$;

-- Whoever shows a secret has no user yet. One function runs as a role that sees all hashes: it tells whose this one is
-- (ADR 0019).
create policy reader on todo.feed for select to todo_feed using (true);
grant usage on schema todo to todo_feed;
grant select on todo.feed to todo_feed;

create function todo.feed_owner(hash bytea) returns text
  language sql stable strict security definer
  set search_path = pg_catalog, pg_temp
  begin atomic
    select feed.user_id from todo.feed where feed.secret_hash = hash;
  end;
revoke all on function todo.feed_owner from public;
grant execute on function todo.feed_owner to todo_tasks;

-- The function belongs to that role; making it so takes rights for a moment.
do $$
begin
  execute format('grant todo_feed to %I', current_user);
  grant create on schema todo to todo_feed;
  alter function todo.feed_owner owner to todo_feed;
  revoke create on schema todo from todo_feed;
  execute format('revoke todo_feed from %I', current_user);
end
$$;
