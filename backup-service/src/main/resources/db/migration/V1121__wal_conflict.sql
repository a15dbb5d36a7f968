-- Regions that hold other WAL under a name than the server sent, until a full backup behind it is complete there. It is seen
-- once, while that WAL is put; nobody finds it again.
create table wal_conflict (
    cluster     text   not null,
    region      text   not null,
    up_to       bigint not null,                        -- LSN; where WAL goes on behind the other bytes
    explanation text   not null,
    primary key (cluster, region)
);
