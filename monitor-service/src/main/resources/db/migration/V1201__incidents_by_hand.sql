-- Why nobody is disturbed by an incident for now; null if people are told.
alter table incident add column muted text;

-- Who wrote a line by hand: for the team, never for public pages.
alter table incident_entry add column author text;

-- When something is worked on and its alarms disturb nobody.
create table maintenance (
    id         text primary key,
    subjects   text,                  -- pattern with * for any characters
    cluster    text,
    component  text,
    begins_at  timestamptz not null,
    ends_at    timestamptz not null,
    reason     text not null,
    by         text not null,
    check (num_nonnulls(subjects, cluster, component) = 1)
);
create index maintenance_ends on maintenance (ends_at);

-- Since when a thing is known at all.
alter table latest_event add column first_at timestamptz not null default now();

-- When the newest outcome of what is tried now and then was, success or failure.
create table outcome (
    rule    text not null,
    subject text not null,
    at      timestamptz not null,
    primary key (rule, subject)
);
