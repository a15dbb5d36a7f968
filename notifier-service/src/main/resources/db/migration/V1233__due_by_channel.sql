-- each channel takes as many of its own as it has room for, however many wait for another
drop index delivery_unfinished;
create index delivery_unfinished on delivery (channel, next_attempt_at, id) where state in ('WAITING', 'SENDING');
