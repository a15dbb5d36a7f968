-- messages that nobody is to be disturbed by wait for their digest: state HELD until next_attempt_at, then DIGESTED
create index delivery_held on delivery (next_attempt_at) where state = 'HELD';

-- the days on which every channel was tried
create table canary (
    day date        primary key,
    at  timestamptz not null
);
