-- Turns that another one stands in the place of: they stay, with what they did, and are not shown (FR-1230).
alter table todo.turn
  add column replaced_by uuid,
  -- The turn whose message this one answers again; its message is shown under that one's name.
  add column stands_for uuid,
  -- What is still to be taken back of the turns that this one replaces, before anything else happens in it.
  add column takes_back text check (takes_back in ('whole', 'possible'));
create index turn_by_replacement on todo.turn (user_id, replaced_by) where replaced_by is not null;

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
