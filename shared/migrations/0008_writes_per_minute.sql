-- A transaction with more writes than its person has left ends by itself, so that its statements and its commit can be sent
-- in one go (FR-118). Every transaction that writes counts first, by the same now(): nothing after that can break it.
alter table todo.user_counter
  add constraint user_counter_writes_per_minute check (writes_until <= now() + interval '1 minute');
