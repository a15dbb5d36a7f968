-- ten thousand messages that are due at the same moment are not sorted again for each that is claimed
drop index delivery_unfinished;
create index delivery_unfinished on delivery (next_attempt_at, id) where state in ('WAITING', 'SENDING');
