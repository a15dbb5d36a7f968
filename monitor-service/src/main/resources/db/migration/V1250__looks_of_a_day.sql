-- When the first look of the day was made: on the first day of all, nothing was to be seen before.
alter table recovery_point_day add column first_at timestamptz;
