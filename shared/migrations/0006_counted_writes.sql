-- Writes are counted where their person's other numbers are (FR-118): the moment at which all that were made are used up,
-- at the rate of the limit (a leaky bucket as a meter: GCRA). Older versions leave it alone.
alter table todo.user_counter add column writes_until timestamptz not null default '-infinity';
