-- A backup may be cancelled, and an incremental may become a full one, with its reason.
alter table backup_job drop constraint backup_job_state_check;
alter table backup_job add constraint backup_job_state_check
    check (state in ('QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED'));
alter table backup_job add column full_because text;          -- ErrorCode: why a full one although an incremental was asked for
alter table backup_job add column full_because_message text;  -- the same for people
alter table backup_job add column note text;                  -- what people should know about how it was taken
alter table backup_job add column cancelled_by text;          -- who wants it to end
