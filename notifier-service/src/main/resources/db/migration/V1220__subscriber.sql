-- readers of the page who asked to be told: first asked for, then confirmed; a row goes when its subscriber does
create table subscriber (
    id           bigint      generated always as identity primary key,
    way          text        not null check (way in ('MAIL', 'WEBHOOK')),
    address      text        not null,
    -- of the address in the form in which two are the same
    hash         bytea       not null,
    -- which components it is about; none means all
    components   text[]      not null,
    time_zone    text        not null,
    -- signs what a webhook is sent
    secret       bytea,
    created_at   timestamptz not null,
    confirmed_at timestamptz
);
create unique index subscriber_once on subscriber (hash) where confirmed_at is not null;
create index subscriber_asked on subscriber (hash, created_at) where confirmed_at is null;

-- what the links in messages end with; only whoever got the message knows the token itself
create table subscriber_token (
    hash       bytea       primary key,
    subscriber bigint      not null references subscriber on delete cascade,
    purpose    text        not null check (purpose in ('CONFIRM', 'UNSUBSCRIBE')),
    expires_at timestamptz not null
);
create index subscriber_token_of on subscriber_token (subscriber);
create index subscriber_token_end on subscriber_token (expires_at);

-- whoever unsubscribed is left alone for a while; nothing is kept but this hash
create table suppressed_address (
    hash bytea       primary key,
    at   timestamptz not null
);

-- without it nobody can find an address by trying all that there are
create table subscriber_salt as
    select decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex') as salt;
create function subscriber_hash(way text, identity text) returns bytea language sql stable
    as $$ select sha256(salt || convert_to(way || ' ' || identity, 'UTF8')) from subscriber_salt $$;

-- what all subscribers of one kind are told, frozen; their rows of table delivery follow from it in batches
create table bulletin (
    id        bigint      generated always as identity primary key,
    incident  text        not null,
    way       text        not null,
    cause     text        not null,
    kind      text        not null,
    component text        not null,
    subject   text        not null,
    drill     boolean     not null,
    at        timestamptz not null,
    -- the last subscriber who was looked at, and when all were
    spread_to bigint      not null default 0,
    spread_at timestamptz,
    unique (incident, way, cause)
);
create index bulletin_unspread on bulletin (id) where spread_at is null;

-- its words, for readers of each time zone
create table bulletin_text (
    bulletin  bigint not null references bulletin on delete cascade,
    time_zone text   not null,
    body_text text   not null,
    body_html text   not null,
    primary key (bulletin, time_zone)
);

create index delivery_recipient on delivery (channel, recipient, id);
