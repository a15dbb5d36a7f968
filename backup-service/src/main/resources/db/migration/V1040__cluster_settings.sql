-- Settings that were declared by REST, as JSON like the request's; what is not in it is as lifeboat.defaults.* says.
alter table cluster add column settings jsonb not null default '{}';
