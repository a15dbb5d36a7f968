-- a backup that is complete in one region says nothing about another: the newest of each region, and when one was last read
-- back there, soundly or not
create table region_evidence (
    cluster      text        not null,
    region       text        not null,
    backup       text,
    backup_at    timestamptz,
    backup_bytes bigint,
    verified_at  timestamptz,
    damaged_at   timestamptz,
    primary key (cluster, region)
);
alter table cluster_evidence drop column backup_at, drop column backup_bytes;
