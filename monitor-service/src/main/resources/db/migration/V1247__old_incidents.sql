-- Incidents that have been over for long are forgotten with all that was said about them.
alter table incident_entry
    drop constraint incident_entry_incident_fkey,
    add constraint incident_entry_incident_fkey foreign key (incident) references incident (id) on delete cascade;
create index incident_over on incident (resolved_at) where resolved_at is not null;
