-- What the recovery of a cluster was rehearsed with, and how the cluster has changed since. Ids of backups begin with their time.
create table rehearsal (
    cluster           text primary key,
    proven            text collate "C",                 -- the newest backup that a drill or a restore has proven; null if none
    proven_at         timestamptz,                      -- when one has last passed, of whatever backup
    newest            text collate "C",                 -- the newest backup, and of what; null if none is known
    system_identifier text,
    major_version     integer,
    regions           text[],
    change            text,                             -- the last change, for people; null if none is known
    changed_with      text collate "C"                  -- the first backup after it
);
