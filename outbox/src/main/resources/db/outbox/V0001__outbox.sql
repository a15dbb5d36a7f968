-- Events on their way out: written in the transaction of the change that they tell of, sent to Kafka in order of id.
create table outbox (
    id         bigint generated always as identity primary key,
    event_id   uuid        not null unique,             -- CloudEvents id
    topic      text        not null,
    type       text        not null,                    -- CloudEvents type
    subject    text        not null,                    -- CloudEvents subject and Kafka key
    published_at timestamptz not null,                  -- CloudEvents time
    headers    jsonb       not null default '{}',       -- Kafka headers beyond CloudEvents: name to text
    data       bytea       not null,                    -- the Kafka value, byte for byte
    sent_at    timestamptz                              -- null until the broker acknowledged it
);
create index outbox_unsent on outbox (id) include (published_at) where sent_at is null;
create index outbox_sent on outbox (sent_at) where sent_at is not null;

-- Events that came in: recorded before Kafka hears an acknowledgement, handled once per source and id.
create table inbox (
    id            bigint generated always as identity primary key,
    source        text        not null,                 -- CloudEvents source; kafka:<topic> if there is none
    event_id      text        not null,                 -- CloudEvents id; <partition>/<offset> if there is none
    type          text        not null,                 -- CloudEvents type; empty if there is none
    subject       text        not null,                 -- CloudEvents subject; the Kafka key if there is none
    published_at  timestamptz not null,                      -- CloudEvents time; Kafka's if there is none
    topic         text        not null,
    kafka_partition integer   not null,
    kafka_offset  bigint      not null,
    headers       jsonb       not null,                 -- all Kafka headers: name to text
    data          bytea       not null,                 -- the Kafka value, byte for byte; emptied when DONE
    expires_at    timestamptz,                          -- CloudEvents expirytime: telemetry is soon forgotten
    state         text        not null default 'PENDING' check (state in ('PENDING', 'DONE', 'DEAD')),
    tries         integer     not null default 0,       -- how often handling failed
    next_try_at   timestamptz not null default now(),
    error         text,                                 -- code of the last failure, for example event-invalid
    reason        text,                                 -- the last failure, for people
    received_at   timestamptz not null default now(),
    finished_at   timestamptz,                          -- when it became DONE or DEAD
    unique (source, event_id)
);
create index inbox_pending on inbox (id) where state = 'PENDING';
create index inbox_waiting on inbox (next_try_at) where state = 'PENDING';
create index inbox_dead on inbox (id) where state = 'DEAD';
create index inbox_done on inbox (finished_at) where state = 'DONE';
create index inbox_expired on inbox (expires_at) where state = 'DONE' and expires_at is not null;

-- Who does what alone: one row per job, never deleted, so that the epoch only rises.
create table lease (
    name         text primary key,
    holder       text        not null,                  -- host/pid/uuid of the process
    epoch        bigint      not null,
    time_to_live interval    not null,
    expires_at   timestamptz not null                   -- by the clock of the database
);
