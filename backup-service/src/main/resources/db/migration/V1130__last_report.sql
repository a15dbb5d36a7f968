-- What the replica that streams a cluster has last told of its protection, for those that are asked and do not stream it.
-- Renewed every few seconds and of no use after a crash, so it needs no WAL.
create unlogged table last_report (
    cluster    text        primary key,
    replica    text        not null,                    -- as the holder of a lease
    written_at timestamptz not null,                    -- clock of the database
    report     jsonb       not null                     -- protection-reported
);
