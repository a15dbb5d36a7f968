-- what ended last is what the page keeps, however long ago it began
drop index incident_newest;
create index incident_ended on incident ((coalesce(resolved_at, opened_at)) desc);
