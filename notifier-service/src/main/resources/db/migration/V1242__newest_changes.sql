-- whether any incident has changed is asked every second: the newest changes answer that
create index incident_change_newest on incident (change);
