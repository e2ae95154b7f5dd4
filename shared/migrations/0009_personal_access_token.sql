-- Tokens that a person makes for programs that cannot sign in (FR-220). Of the secret there is only the hash.
create table todo.personal_access_token (
  user_id text not null,
  id uuid not null,
  name text not null check (char_length(name) between 1 and 60),
  scopes text[] not null check (cardinality(scopes) > 0),
  secret_hash bytea not null unique check (octet_length(secret_hash) = 32),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null check (expires_at > created_at),
  last_used_on date,
  primary key (user_id, id)
);

alter table todo.personal_access_token enable row level security;
alter table todo.personal_access_token force row level security;
create policy owner on todo.personal_access_token
  using (user_id = (select todo.current_user_id())) with check (user_id = (select todo.current_user_id()));
grant select, insert, delete on todo.personal_access_token to todo_tasks;
-- mcp writes down the day on which one was used, and nothing else.
grant select (user_id, id), update (last_used_on) on todo.personal_access_token to todo_mcp;

do $$
begin
  if not exists (select from pg_roles where rolname = 'todo_token') then
    begin
      create role todo_token nologin nosuperuser nobypassrls noinherit;
    exception when duplicate_object or unique_violation then
      null; -- another database of this server was migrated at the same moment
    end;
  end if;
end
$$;

-- Whoever shows a secret has no user yet. One function runs as a role that sees all hashes: it tells whose this one is,
-- what it is good for, and whether today's use is written down (ADR 0023).
create policy reader on todo.personal_access_token for select to todo_token using (true);
grant usage on schema todo to todo_token;
grant select on todo.personal_access_token to todo_token;

create function todo.token_bearer(hash bytea)
  returns table (user_id text, id uuid, scopes text[], used_today boolean)
  language sql stable strict security definer
  set search_path = pg_catalog, pg_temp
  begin atomic
    select token.user_id, token.id, token.scopes,
      coalesce(token.last_used_on = (now() at time zone 'UTC')::date, false)
    from todo.personal_access_token as token
    where token.secret_hash = hash and token.expires_at > now();
  end;
revoke all on function todo.token_bearer from public;
grant execute on function todo.token_bearer to todo_mcp;

-- The function belongs to that role; making it so takes rights for a moment.
do $$
begin
  execute format('grant todo_token to %I', current_user);
  grant create on schema todo to todo_token;
  alter function todo.token_bearer owner to todo_token;
  revoke create on schema todo from todo_token;
  execute format('revoke todo_token from %I', current_user);
end
$$;
