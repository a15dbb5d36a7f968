-- What the schedule knows of a cluster. May be lost: the repository then says which backups there are.
create table schedule (
    cluster   text primary key,
    since     timestamptz not null,                     -- when the schedule first knew it
    paused_at timestamptz,                              -- null while it runs
    paused_by text
);

-- What was decided about each moment at which a backup was due; the key makes sure that it is decided once.
create table schedule_run (
    cluster    text        not null,
    kind       text        not null check (kind in ('FULL', 'INCREMENTAL')),
    due_at     timestamptz not null,
    attempt    integer     not null,                    -- 0, then retries of a backup that failed
    decided_at timestamptz not null,
    outcome    text        not null check (outcome in ('REQUESTED', 'MERGED', 'SKIPPED')),
    reason     text        not null,                    -- for people
    job        uuid,                                    -- backup_job that does it; null if skipped
    primary key (cluster, kind, due_at, attempt)
);
