-- A change made with a personal token carries its name (FR-271), so whose secret it is comes with it.
do $$
begin
  execute format('grant todo_token to %I', current_user);
  drop function todo.token_bearer;
end
$$;

create function todo.token_bearer(hash bytea)
  returns table (user_id text, id uuid, name text, scopes text[], used_today boolean)
  language sql stable strict security definer
  set search_path = pg_catalog, pg_temp
  begin atomic
    select token.user_id, token.id, token.name, token.scopes,
      coalesce(token.last_used_on = (now() at time zone 'UTC')::date, false)
    from todo.personal_access_token as token
    where token.secret_hash = hash and token.expires_at > now();
  end;
revoke all on function todo.token_bearer from public;
grant execute on function todo.token_bearer to todo_mcp;

do $$
begin
  grant create on schema todo to todo_token;
  alter function todo.token_bearer owner to todo_token;
  revoke create on schema todo from todo_token;
  execute format('revoke todo_token from %I', current_user);
end
$$;
