-- a maintenance may be about several; null in what was put before, which is about the one in component
alter table bulletin add column components text[];
