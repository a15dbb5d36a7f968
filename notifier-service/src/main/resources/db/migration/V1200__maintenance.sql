-- maintenances that were announced; they begin and end by the clock, whatever replica looks first
create table maintenance (
    id              text        primary key,
    name            text        not null,
    status          text        not null check (status in ('SCHEDULED', 'IN_PROGRESS', 'VERIFYING', 'COMPLETED')),
    components      text[]      not null,
    scheduled_for   timestamptz not null,
    scheduled_until timestamptz not null,
    created_at      timestamptz not null,
    began_at        timestamptz,
    ended_at        timestamptz,
    check (scheduled_for < scheduled_until)
);
create index maintenance_newest on maintenance (scheduled_for desc);

-- what was said about it
create table maintenance_update (
    maintenance text        not null references maintenance on delete cascade,
    id          text        not null,
    status      text        not null,
    body        text        not null,
    automatic   boolean     not null,
    at          timestamptz not null,
    primary key (maintenance, id)
);
