-- claims of regions to the status page, as far as they are known here; the greatest epoch (and region) counts
create table page_promotion (
    epoch  bigint      not null check (epoch > 1),
    region text        not null,
    at     timestamptz not null,
    reason text        not null,
    primary key (epoch, region)
);

-- up to when each other region is known not to have claimed more
create table page_peer (
    region   text        primary key,
    heard_at timestamptz not null
);
