-- Tasks from before their words were kept (0002) are found, too. The database cuts these texts, almost as the functions do;
-- the next change of a task's texts has them cut by a function. To run this again changes nothing.
alter table todo.task no force row level security;
alter table todo.task_term no force row level security;
insert into todo.task_term (user_id, id, terms)
  select user_id, id, array_to_tsvector(array(
    select distinct user_id || E'\x01' || left(word, 200)
    from regexp_split_to_table(lower(title || ' ' || notes), '[^[:alnum:]]+') as word
    where word <> ''
  ))
  from todo.task
  on conflict (user_id, id) do nothing;
alter table todo.task force row level security;
alter table todo.task_term force row level security;
