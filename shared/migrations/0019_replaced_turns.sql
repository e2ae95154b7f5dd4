-- Turns that another one stands in the place of: they stay, with what they did, and are not shown (FR-1230).
alter table todo.turn
  add column replaced_by uuid,
  -- The turn whose message this one answers again; its message is shown under that one's name.
  add column stands_for uuid,
  -- What is still to be taken back of the turns that this one replaces, before anything else happens in it.
  add column takes_back text check (takes_back in ('whole', 'possible'));
create index turn_by_replacement on todo.turn (user_id, replaced_by) where replaced_by is not null;
