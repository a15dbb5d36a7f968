-- Backups and restores that were asked for here, and restores that run, whoever asked; until a week after their end.
create table work (
    id       text primary key,      -- of the restore, or of the request for a backup
    kind     text not null,         -- full, incremental, restore, drill
    cluster  text not null,
    purpose  text not null,
    asked_by text,                  -- null if somebody asked elsewhere
    asked_at timestamptz not null,
    phase    text,                  -- null until it is known to have begun
    step     integer,
    steps    integer,
    percent  integer,
    told_at  timestamptz not null,  -- when anything was last heard of it
    ended_at timestamptz,
    passed   boolean,
    message  text                   -- how it ended
);
create index work_newest on work (asked_at);

-- The backups of the last weeks, for the timeline of each chain.
create table backup_taken (
    cluster      text not null,
    backup_id    text not null,
    kind         text not null,
    completed_at timestamptz not null,
    stored_bytes bigint not null,
    proven_at    timestamptz,       -- when a restore or a drill that began with it passed
    primary key (cluster, backup_id)
);
create index backup_taken_newest on backup_taken (completed_at);

-- The largest loss that a disaster would have cost in each quarter of an hour of the last two days.
create table recovery_point_quarter (
    cluster      text not null,
    region       text not null,
    at           timestamptz not null,
    worst_millis bigint,            -- null if nobody could say
    primary key (cluster, region, at)
);
