-- recipients that said they are gone: they are sent nothing any more
create table disabled_recipient (
    channel   text        not null,
    recipient text        not null,
    reason    text        not null,
    at        timestamptz not null,
    primary key (channel, recipient)
);
