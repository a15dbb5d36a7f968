-- So that every replica can say when a backup will be done, not only the one that takes it.
alter table backup_job add column bytes_per_second bigint not null default 0;
