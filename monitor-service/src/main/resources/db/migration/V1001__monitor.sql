-- Incidents: one open per rule and subject, whoever tries and however often.
create table incident (
    id              text primary key,
    version         integer not null,
    rule            text not null,
    subject         text not null,
    cluster         text,
    severity        text not null,
    impact          text not null,
    status          text not null,
    component       text not null,
    team            text not null,
    title           text not null,
    facts           jsonb not null,
    suggested_plan  text,
    acknowledged_by text,
    opened_at       timestamptz not null,
    resolved_at     timestamptz
);
create unique index incident_open on incident (rule, subject) where resolved_at is null;
create index incident_newest on incident (opened_at desc);

-- What was said about an incident, in order; one row per version.
create table incident_entry (
    incident  text not null references incident (id),
    version   integer not null,
    status    text not null,
    message   text not null,
    automatic boolean not null,
    at        timestamptz not null,
    primary key (incident, version)
);

-- Where every check stands, counters included, so that a restart goes on where it stopped.
create table check_status (
    rule              text not null,
    subject           text not null,
    cluster           text,
    component         text not null,
    team              text not null,
    threshold         text not null,
    state             text not null,
    since             timestamptz not null,
    value             text not null,
    last_good_at      timestamptz,
    evaluated_at      timestamptz not null,
    raised            text,                -- severity while the rule is raised, null while it is not
    streak            integer not null,    -- readings in a row towards the other state
    streak_millis     bigint not null,     -- and how long they have lasted
    blind             text,                -- the same for "cannot be evaluated"
    blind_streak      integer not null,
    blind_streak_millis bigint not null,
    primary key (rule, subject)
);

-- The newest event per topic and thing it is about: all that is needed of the frequent ones.
create table latest_event (
    topic       text not null,
    key         text not null,
    at          timestamptz not null,
    received_at timestamptz not null,
    data        jsonb not null,
    primary key (topic, key)
);

-- When the lease holder last finished a round; one row.
create table evaluation (
    one          boolean primary key default true check (one),
    evaluated_at timestamptz not null
);
