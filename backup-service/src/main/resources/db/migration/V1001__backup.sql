-- Which repository each region was last known to be: tells a new disk from a lost one.
create table region (
    name       text primary key,
    repository uuid        not null,                    -- lifeboat.json of the region
    since      timestamptz not null
);

-- Clusters that were declared by REST; those of the configuration are not here.
create table cluster (
    name             text primary key,
    host             text        not null,
    port             integer     not null,
    role             text        not null,
    password         text,                              -- never leaves the service; better a password_file
    password_file    text,
    database_name    text        not null,
    ssl_mode         text        not null,
    root_certificate text,
    regions          text[]      not null,
    created_at       timestamptz not null
);

-- Backups that were asked for. What the repository holds is the truth about backups; this is the truth about the asking.
create table backup_job (
    id              uuid primary key,
    cluster         text        not null,
    kind            text        not null check (kind in ('FULL', 'INCREMENTAL')),
    requested_by    text        not null,
    requested_at    timestamptz not null,
    state           text        not null default 'QUEUED' check (state in ('QUEUED', 'RUNNING', 'COMPLETED', 'FAILED')),
    attempt         integer     not null default 0,     -- how often it was begun
    next_attempt_at timestamptz not null,
    backup_id       text,                               -- of the last attempt
    started_at      timestamptz,                        -- of the last attempt
    finished_at     timestamptz,                        -- when it became COMPLETED or FAILED
    bytes_done      bigint      not null default 0,
    bytes_total     bigint      not null default 0,     -- the server's estimate
    stored_bytes    bigint      not null default 0,
    error           text,                               -- code of the last failure, for example server-unreachable
    message         text,                               -- the last failure, for people
    regions         text[]      not null default '{}',
    missing_regions text[]      not null default '{}'
);
create index backup_job_open on backup_job (requested_at) where state in ('QUEUED', 'RUNNING');
create index backup_job_newest on backup_job (requested_at desc);
