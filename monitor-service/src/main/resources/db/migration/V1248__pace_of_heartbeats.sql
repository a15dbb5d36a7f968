-- The time of the newest heartbeat by its sender: what comes faster than it was sent says nothing of clocks.
alter table heartbeat add column said_at timestamptz not null default 'epoch';
