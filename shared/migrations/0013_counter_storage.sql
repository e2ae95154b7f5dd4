-- Each write updates its person's row of the counter. Pages that are half empty take the new version beside the old one, which
-- the next update then clears away; and dead rows are looked for by their number, however many people there are.
alter table todo.user_counter set (
  fillfactor = 50,
  autovacuum_vacuum_threshold = 1000,
  autovacuum_vacuum_scale_factor = 0
);
