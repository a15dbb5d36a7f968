-- clusters that nobody protects any more, and so nobody rehearses by schedule, until they have a later backup
create table removed_cluster (
    cluster text primary key,
    at timestamptz not null
);
