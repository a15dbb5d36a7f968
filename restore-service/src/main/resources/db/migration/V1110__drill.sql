alter table restore
    -- who asked for its end; null as long as nobody did
    add column cancelled_by text,
    -- a drill that reads with the escrow identity alone
    add column escrow boolean not null default false;
