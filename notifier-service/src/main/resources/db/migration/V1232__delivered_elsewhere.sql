-- messages that another region has sent before this one knew that they are owed
create table delivered_elsewhere (
    incident  text        not null,
    channel   text        not null,
    recipient text        not null,
    cause     text        not null,
    reply     text        not null,
    at        timestamptz not null,
    primary key (incident, channel, recipient, cause)
);
