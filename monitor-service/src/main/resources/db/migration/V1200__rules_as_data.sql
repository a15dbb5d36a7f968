-- How often a check was raised and cleared lately, and whether that is an incident of its own.
alter table check_status
    add column changes bigint[] not null default '{}',  -- milliseconds ago, newest last
    add column flapping text,
    add column flapping_streak integer not null default 0,
    add column flapping_streak_millis bigint not null default 0;
