-- Restores that proved a backup, until every region of the cluster has it written down; then the row goes.
create table proof (
    restore_id text        primary key,
    cluster    text        not null,
    backup_id  text        not null,
    region     text        not null,                    -- the copy that was read
    drill      boolean     not null,
    checks     text        not null,
    at         timestamptz not null,
    written    text[]      not null default '{}'        -- regions that have it
);
