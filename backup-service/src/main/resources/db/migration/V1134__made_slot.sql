-- On which server a cluster's replication slot was made last, so that one that somebody has dropped is told from one that
-- never was. A promoted server is on another timeline and has none yet.
create table made_slot (
    cluster           text    primary key,
    system_identifier text    not null,
    timeline          integer not null,
    lost              boolean not null                  -- it was gone or invalidated, and whoever streams has not told it yet
);
