-- How far each primary had written lately, so that a restart knows for how long a standby has stood still.
create table lsn_sample (
    probe    text not null,
    at       timestamptz not null,
    position bigint not null,
    primary key (probe, at)
);
