-- incidents that must be acknowledged: when somebody else is told
create table escalation (
    incident text        primary key,
    due_at   timestamptz not null,
    -- null until the time came: then others were told, or it was not necessary any more
    done_at  timestamptz
);
create index escalation_due on escalation (due_at) where done_at is null;

-- the kinds and states of a message are those that the notifier knows
alter table delivery drop constraint if exists delivery_kind_check;
alter table delivery drop constraint if exists delivery_state_check;
-- how many attempts ended without anybody knowing whether the other side took the message
alter table delivery add column unknown_attempts integer not null default 0;
