-- subscribers that other regions know too are called the same everywhere
alter table subscriber add column shared_as text unique;
-- as the ledger names them
alter table subscriber add column recipient text not null generated always as (coalesce(shared_as, id::text)) stored;

-- the last change of each of them, whichever region made it; that somebody left is known for longer than news of them can
-- be on the way, so that none brings them back
create table shared_subscriber (
    name    text        primary key,
    version bigint      not null,
    region  text        not null,
    left_at timestamptz
);
create index shared_subscriber_left on shared_subscriber (left_at) where left_at is not null;

-- messages to them that have ended, until the other regions are told
create table report (
    delivery bigint primary key
);
alter table delivered_elsewhere add column refused boolean not null default false;

-- those that a subscriber who is heard of late may be owed
create index bulletin_newest on bulletin (at);
