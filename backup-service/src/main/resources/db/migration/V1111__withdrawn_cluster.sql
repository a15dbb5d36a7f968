-- Clusters that were withdrawn while their replication slot could not be dropped yet: as they were declared, until it is.
create table withdrawn_cluster (
    id           bigint generated always as identity primary key,
    declared     jsonb       not null,                  -- the row of cluster
    withdrawn_at timestamptz not null
);
