-- What was reached on each day (UTC) of the promised recovery point: looks by how they came out.
create table recovery_point_day (
    cluster      text not null,
    region       text not null,
    day          date not null,
    met          integer not null,
    missed       integer not null,
    unknown      integer not null,
    worst_millis bigint not null,
    primary key (cluster, region, day)
);

-- And of the promised recovery time: restores and drills that passed.
create table recovery_time_day (
    cluster      text not null,
    day          date not null,
    passed       integer not null,
    worst_millis bigint not null,
    primary key (cluster, day)
);
