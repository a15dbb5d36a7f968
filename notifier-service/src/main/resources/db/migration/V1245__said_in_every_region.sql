-- counts the changes, so that regions that tell each other come to the same end; what was taken back stays known as that
alter table maintenance add column version integer not null default 1;
alter table maintenance add column withdrawn boolean not null default false;

-- who wrote it, for operators alone
alter table maintenance_update add column author text;
alter table incident_update add column author text;
