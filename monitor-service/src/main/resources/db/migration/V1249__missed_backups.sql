-- Since when a backup is missed: the first moment at which one was due that no backup has met. Later ones do not move it.
create table missed_backup (
    check_subject text primary key,                     -- shop/full
    since         timestamptz not null
);
