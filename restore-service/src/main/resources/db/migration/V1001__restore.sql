create table restore (
    id             text        primary key,
    cluster        text        not null,
    mode           text        not null,
    directory      text        not null,
    -- RestoreRequested as it came, in the form of the events
    request        jsonb       not null,
    requested_at   timestamptz not null,
    -- REQUESTED, RUNNING (also while nobody runs it because its process died), RESTORED, REFUSED, FAILED
    state          text        not null,
    attempts       integer     not null default 0,
    -- of the lease under which the present attempt runs; a write of an older one matches nothing
    epoch          bigint      not null default 0,
    phase          text        not null default 'WAITING',
    bytes_done     bigint      not null default 0,
    bytes_total    bigint      not null default 0,
    wal_position   text,
    wal_end        text,
    phase_ends_at  timestamptz,
    ended_at       timestamptz,
    -- RestoreOutcome
    outcome        jsonb,
    -- the outcome is told, but the target is not yet settled: a drill's directory is still there
    unsettled      boolean     not null default false
);

create index restore_open on restore (requested_at) where ended_at is null or unsettled;
create index restore_ended on restore (cluster, ended_at) where ended_at is not null;
