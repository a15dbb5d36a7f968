-- restores that are meant, and have not ended
create table recovery (
    restore      text        primary key,
    cluster      text        not null,
    phase        text        not null,
    step         integer     not null,
    steps        integer     not null,
    percent      integer,
    requested_at timestamptz not null,
    heard_at     timestamptz not null
);

-- how every restore and drill ended; those that passed say how long the next one will take
create table restore_end (
    restore text        primary key,
    cluster text        not null,
    at      timestamptz not null,
    took    bigint
);
create index restore_end_newest on restore_end (cluster, at desc);
