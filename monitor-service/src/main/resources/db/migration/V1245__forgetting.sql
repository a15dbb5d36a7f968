-- What a person said is gone: whoever evaluates forgets the check and takes the row.
alter table check_status add column unwanted boolean;
create index check_unwanted on check_status (rule, subject) where unwanted;
