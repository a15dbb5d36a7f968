-- What is shown to a server that asks for a certificate: files on the service's host, both or none.
alter table cluster add column client_certificate text;
alter table cluster add column client_key text;
