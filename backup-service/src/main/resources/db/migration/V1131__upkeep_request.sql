-- Work in the repository that somebody asked for over REST and that took longer than an answer may: where to look for its end.
create table upkeep_request (
    id           uuid        primary key,
    cluster      text        not null,
    task         text        not null,
    backup_id    text,                                  -- null if it is about all of them
    replica      text        not null,                  -- who is at it, as the holder of a lease
    requested_at timestamptz not null,
    finished_at  timestamptz,
    error        text,                                  -- code of the problem; null if it was done
    message      text,
    result       jsonb                                  -- what the answer would have been
);
create index upkeep_request_newest on upkeep_request (cluster, requested_at desc);
