-- of a message to subscribers that is dead, one row waits for a person: the others look for it
create index delivery_dead_message on delivery (incident, channel, cause) where state = 'DEAD';
