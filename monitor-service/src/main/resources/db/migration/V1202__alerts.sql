-- Alerts of others that are not over.
create table alert (
    subject text primary key,
    ends_at timestamptz not null
);
create index alert_ends on alert (ends_at);
