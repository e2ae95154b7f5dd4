-- What belongs to one shown item of a conversation and to no entry: what a widget shows now, and what the person thinks of it
-- (FR-1214, FR-1207).
create table todo.chat_item (
  user_id text not null,
  conversation_id uuid not null,
  id text not null check (char_length(id) between 1 and 200),
  shows jsonb,
  feedback text check (feedback in ('positive', 'negative')),
  updated_at timestamptz not null default clock_timestamp(),
  primary key (user_id, conversation_id, id),
  foreign key (user_id, conversation_id) references todo.conversation on delete cascade
);
alter table todo.chat_item enable row level security;
alter table todo.chat_item force row level security;
create policy owner on todo.chat_item
  using (user_id = (select todo.current_user_id())) with check (user_id = (select todo.current_user_id()));
grant select, insert, update, delete on todo.chat_item to todo_chat;
