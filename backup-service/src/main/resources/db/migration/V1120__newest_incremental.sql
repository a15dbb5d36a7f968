-- What became of the newest incremental of each cluster: missing WAL summaries are told from it.
create index backup_job_incremental on backup_job (cluster, finished_at desc)
    where kind = 'INCREMENTAL' and state = 'COMPLETED';
