-- A webhook is asked one thing at a time: whether an attempt to it is under way.
create index delivery_under_way on delivery (channel, recipient) where state = 'SENDING';
