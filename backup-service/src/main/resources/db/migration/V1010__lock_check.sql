-- The last try to delete a locked object in each region with object lock.
create table lock_check (
    region      text primary key,
    checked_at  timestamptz not null,
    state       text        not null check (state in ('HELD', 'BROKEN', 'UNKNOWN')),
    explanation text                                      -- null while the lock holds
);
