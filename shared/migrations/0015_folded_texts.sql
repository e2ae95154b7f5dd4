-- Texts are compared by keys that this version makes otherwise than the one before (ADR 0017). Each row tells by which version
-- of them it was written, and with which of its changes: a change by the version before, which knows nothing of that, is told
-- from one of ours. `migrate` writes such rows anew, and so does the next change.
alter table todo.task
  add column fold smallint not null default 0,
  add column fold_sequence bigint not null default 0;

-- How often rows of a person were written anew without a change of theirs: what is found may be other than before.
alter table todo.user_counter add column folds integer not null default 0;

-- Chinese, Japanese, Thai and symbols as they stand in the texts: pairs of them are in the index, and what it finds is
-- looked up here.
alter table todo.task_term add column runs text not null default '';

-- `todo.found_tasks(text[], text[])` stays for the version before. This one is the same, and looks at runs besides.
create function todo.found_tasks(prefixes text[], runs text[], tags text[]) returns setof integer
  language sql stable strict security definer rows 100
  set search_path = pg_catalog, pg_temp
  begin atomic
    select task_term.id
    from todo.task_term
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
      )
      and not exists (select from unnest(found_tasks.runs) as run where strpos(task_term.runs, run) = 0);
  end;
revoke all on function todo.found_tasks(text[], text[], text[]) from public;
grant execute on function todo.found_tasks(text[], text[], text[]) to todo_tasks, todo_mcp;

do $$
begin
  execute format('grant todo_search to %I', current_user);
  grant create on schema todo to todo_search;
  alter function todo.found_tasks(text[], text[], text[]) owner to todo_search;
  revoke create on schema todo from todo_search;
  execute format('revoke todo_search from %I', current_user);
end
$$;

-- Titles in the order of people, who count: "task 2" comes before "task 10". The version before sorts without an index.
create collation todo.natural (provider = icu, locale = 'und-u-kn-true');
create index task_by_title_natural on todo.task (user_id, title collate todo.natural, id);
drop index todo.task_by_title;
