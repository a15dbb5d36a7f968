-- When a task of upkeep (retention, verification, locks) was last begun for a cluster, whichever replica did it. Nothing is
-- lost with it: what was done stands in the repository, and a task that is not here is begun at once.
create table upkeep (
    cluster text        not null,
    task    text        not null,
    begun   timestamptz not null,
    primary key (cluster, task)
);
