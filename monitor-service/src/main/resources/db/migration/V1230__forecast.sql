-- What was measured of things that fill up, so that a restart forgets no trend.
create table forecast_sample (
    subject text not null,
    at      timestamptz not null,
    used    double precision not null,
    primary key (subject, at)
);
