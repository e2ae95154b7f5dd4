-- Processes of chat that run turns, and when each showed last that it lives. Nothing here is personal (FR-346).
create table todo.chat_process (
  id uuid primary key,
  beat_at timestamptz not null default clock_timestamp()
);
alter table todo.chat_process enable row level security;
alter table todo.chat_process force row level security;

-- The turns of conversations. Which attempt at which turn may go on is decided here (FR-343, FR-345).
create table todo.turn (
  user_id text not null,
  id uuid not null,
  conversation_id uuid not null,
  key text check (char_length(key) between 1 and 255),
  request_hash bytea check (octet_length(request_hash) = 32),
  attempt integer not null default 1 check (attempt > 0),
  process_id uuid not null,
  state text not null default 'running' check (state in ('running', 'finished', 'stopped', 'left', 'broken')),
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  primary key (user_id, id),
  foreign key (user_id, conversation_id) references todo.conversation on delete cascade,
  check ((key is null) = (request_hash is null)),
  check ((state = 'running') = (ended_at is null))
);
create unique index turn_by_key on todo.turn (user_id, key) where key is not null;
create index turn_by_conversation on todo.turn (user_id, conversation_id);
create index turn_by_id on todo.turn (id);
create index turn_running on todo.turn (process_id) where state = 'running';

alter table todo.turn enable row level security;
alter table todo.turn force row level security;
create policy owner on todo.turn
  using (user_id = (select todo.current_user_id())) with check (user_id = (select todo.current_user_id()));
grant select, insert, update, delete on todo.turn to todo_chat;

-- The advisory lock of a turn: an effect holds it shared until its commit, whoever has ended the turn waits for it alone.
create function todo.turn_lock(turn uuid) returns bigint
  language sql immutable strict parallel safe
  return hashtextextended('turn' || turn::text, 0);

do $$
begin
  if not exists (select from pg_roles where rolname = 'todo_lease') then
    begin
      create role todo_lease nologin nosuperuser nobypassrls noinherit;
    exception when duplicate_object or unique_violation then
      null; -- another database of this server was migrated at the same moment
    end;
  end if;
end
$$;

-- Two functions run as a role that sees which turns run, and nothing of what was said in them (ADR 0042).
create policy lease on todo.chat_process to todo_lease using (true) with check (true);
create policy lease on todo.turn to todo_lease using (true) with check (true);
create policy lease on todo.conversation for select to todo_lease using (true);
grant usage on schema todo to todo_lease;
grant select, insert, update, delete on todo.chat_process to todo_lease;
grant select (user_id, id, conversation_id, attempt, process_id, state), update (state, ended_at) on todo.turn to todo_lease;
grant select (user_id, id, turn_id) on todo.conversation to todo_lease;

-- Has this attempt at a turn of the transaction's own user keep the turn until the transaction ends, or fails with TODO1
-- when it may not go on any more.
create function todo.hold_turn(of_turn uuid, of_attempt integer) returns void
  language plpgsql volatile strict security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  perform pg_advisory_xact_lock_shared(todo.turn_lock(of_turn));
  -- A statement of its own sees what was committed before the lock was given.
  if not exists (
    select from todo.turn as held
      join todo.conversation as its on its.user_id = held.user_id and its.id = held.conversation_id and its.turn_id = held.id
      join todo.chat_process as process on process.id = held.process_id
    where held.user_id = todo.current_user_id() and held.id = of_turn and held.attempt = of_attempt
      and held.state = 'running' and process.beat_at > clock_timestamp() - interval '10 seconds'
  ) then
    raise exception 'this attempt at the turn is over' using errcode = 'TODO1';
  end if;
end
$$;
revoke all on function todo.hold_turn from public;
grant execute on function todo.hold_turn to todo_mcp;

-- Shows that a process lives, and which turns it runs: `begun` with their attempts, `beginning` without. Those that it has
-- lost sight of are broken. Gives those of `begun` that may not go on, and as what they stand.
create function todo.beat(of_process uuid, begun uuid[], attempts integer[], beginning uuid[])
  returns table (turn uuid, attempt integer, state text)
  language plpgsql volatile strict security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  insert into todo.chat_process as process (id) values (of_process)
    on conflict (id) do update set beat_at = clock_timestamp();
  update todo.turn as lost set state = 'broken', ended_at = clock_timestamp()
    where lost.process_id = of_process and lost.state = 'running' and lost.id <> all (begun || beginning);
  if cardinality(begun || beginning) = 0 then
    delete from todo.chat_process as old where old.beat_at < clock_timestamp() - interval '1 hour';
  end if;
  return query
    select named.id, named.attempt, case
        when known.id is null then 'gone'
        when known.attempt <> named.attempt or known.process_id <> of_process then 'replaced'
        else known.state
      end
    from unnest(begun, attempts) as named (id, attempt)
      left join todo.turn as known on known.id = named.id
    where known.id is null or known.attempt <> named.attempt or known.process_id <> of_process
      or known.state <> 'running';
end
$$;
revoke all on function todo.beat from public;
grant execute on function todo.beat to todo_chat;

-- Whether a process showed less than 2.5 seconds ago that it lives.
create function todo.lives(of_process uuid) returns boolean
  language sql stable strict security definer
  set search_path = pg_catalog, pg_temp
  begin atomic
    select exists (
      select from todo.chat_process as process
      where process.id = of_process and process.beat_at > clock_timestamp() - interval '2500 milliseconds'
    );
  end;
revoke all on function todo.lives from public;
grant execute on function todo.lives to todo_chat;

-- The functions belong to that role; making it so takes rights for a moment.
do $$
begin
  execute format('grant todo_lease to %I', current_user);
  grant create on schema todo to todo_lease;
  alter function todo.hold_turn owner to todo_lease;
  alter function todo.beat owner to todo_lease;
  alter function todo.lives owner to todo_lease;
  revoke create on schema todo from todo_lease;
  execute format('revoke todo_lease from %I', current_user);
end
$$;
