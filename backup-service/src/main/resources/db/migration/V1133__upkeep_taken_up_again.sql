-- What was asked for is written down when it begins, and goes on where a replica has gone: who is at it holds the lease
-- upkeep/<id>. A catalogue is rebuilt for all clusters at once, and by nobody twice at a time.
alter table upkeep_request alter column cluster drop not null;   -- null if it is about all of them
alter table upkeep_request add column attempts integer not null default 0;
alter table upkeep_request drop column replica;
update upkeep_request
   set finished_at = now(), error = 'result-unknown',
       message = 'the replica that was at it has gone, and what it did so far stays; ask again'
 where finished_at is null;
create unique index upkeep_request_alone on upkeep_request (task) where task = 'CATALOGUE_REBUILD' and finished_at is null;
