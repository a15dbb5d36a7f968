-- What each machine says about a service of ours, in our own time.
create table heartbeat (
    service       text not null,
    host          text not null,
    received_at   timestamptz not null,
    delays_millis bigint[] not null,    -- from its time to our receipt, of the last ones, newest last
    evaluated_at  timestamptz,          -- when its main loop last finished a round; null if it never said so
    primary key (service, host)
);
