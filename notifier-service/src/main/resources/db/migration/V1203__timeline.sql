-- what was said about each incident, in the order in which it was recorded here; each entry holds the hash of the one before
create table timeline (
    incident text    not null,
    sequence integer not null,
    entry    text    not null,
    primary key (incident, sequence)
);
