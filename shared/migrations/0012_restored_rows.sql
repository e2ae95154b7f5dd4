-- Puts a row of todo.task back as an event has kept it: all the columns that both know, among them those that the caller does
-- not, which a newer version may have written. The others get their defaults.
create function todo.put_back(kept jsonb) returns setof todo.task
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
declare
  columns text;
begin
  select string_agg(quote_ident(attname), ', ' order by attnum) into columns
  from pg_attribute
  where attrelid = 'todo.task'::regclass and attnum > 0 and not attisdropped and kept ? attname;
  return query execute format(
    'insert into todo.task (%1$s) select %1$s from jsonb_populate_record(null::todo.task, $1) returning *', columns
  ) using kept;
end
$$;
revoke all on function todo.put_back from public;
grant execute on function todo.put_back to todo_tasks, todo_mcp;
