-- a person has dealt with a message that reached nobody: asked that it is sent again, or told those people in another way
alter table delivery add column taken_by text, add column taken_at timestamptz;
