-- what incidents said, so far as it has been heard; one row per incident, the highest version counts
create sequence incident_change;

create table incident (
    id             text        primary key,
    version        integer     not null,
    rule           text        not null,
    subject        text        not null,
    severity       text        not null,
    impact         text        not null,
    status         text        not null,
    component      text        not null,
    team           text        not null,
    title          text        not null,
    facts          jsonb       not null,
    suggested_plan text,
    acknowledged_by text,
    opened_at      timestamptz not null,
    resolved_at    timestamptz,
    -- what people were last told: null, OPEN or RESOLVED; and the subject line that the first mail had
    told           text        check (told in ('OPEN', 'RESOLVED')),
    thread_subject text,
    -- a number that nobody else has, anew with every change: readers see by the sum whether anything changed
    change         bigint      not null default nextval('incident_change')
);
create index incident_newest on incident (opened_at desc);
create index incident_open on incident (opened_at desc) where status <> 'RESOLVED';

-- the story of an incident; a line may arrive before its incident
create table incident_update (
    incident  text        not null,
    id        text        not null,
    version   integer     not null,
    status    text        not null,
    impact    text        not null,
    body      text        not null,
    automatic boolean     not null,
    mailed    boolean     not null,
    at        timestamptz not null,
    primary key (incident, id)
);

-- since when each component of the page is recorded
create table component (
    id         text        primary key,
    first_seen timestamptz not null
);

-- the evidence behind green, per cluster: the newest of each kind
create table cluster_evidence (
    cluster           text        primary key,
    protection        jsonb,
    protection_at     timestamptz,
    backup_at         timestamptz,
    backup_bytes      bigint,
    proof_at          timestamptz,
    proof_took        bigint,
    failed_restore_at timestamptz
);

-- signs of life of the services that this one relies on
create table heard (
    service text        primary key,
    at      timestamptz not null
);

-- when they gave no sign for too long: in that time nobody watched
create table silence (
    service text        not null,
    begin   timestamptz not null,
    finish  timestamptz not null,
    primary key (service, begin)
);

-- one message to one recipient over one channel; the content is frozen when it is put here
create table delivery (
    id              bigint      generated always as identity primary key,
    incident        text        not null,
    channel         text        not null,
    recipient       text        not null,
    sequence        integer     not null,
    cause           text        not null,
    kind            text        not null check (kind in ('OPENED', 'UPDATED', 'RESOLVED')),
    subject         text        not null,
    body_text       text        not null,
    body_html       text        not null,
    message_id      text        not null,
    in_reply_to     text,
    drill           boolean     not null,
    enqueued_at     timestamptz not null,
    state           text        not null check (state in ('WAITING', 'SENDING', 'ACCEPTED', 'SUPERSEDED', 'DEAD')),
    attempts        integer     not null default 0,
    -- the lease epoch under which the last attempt began: only that holder may say how it ended
    attempt_epoch   bigint,
    last_attempt_at timestamptz,
    next_attempt_at timestamptz not null,
    finished_at     timestamptz,
    reply           text,
    last_error      text,
    unique (incident, channel, recipient, sequence),
    unique (incident, channel, recipient, cause)
);
create index delivery_unfinished on delivery (next_attempt_at) where state in ('WAITING', 'SENDING');
create index delivery_dead on delivery (finished_at) where state = 'DEAD';
