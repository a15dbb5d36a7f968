-- Backups that are being copied into a region that missed them, until it is told that they are complete there: written before
-- the copy begins, so that nothing that happens afterwards keeps the word from being sent.
create table late_completion (
    cluster   text        not null,
    backup_id text        not null,
    region    text        not null,
    since     timestamptz not null,
    primary key (cluster, backup_id, region)
);
