create table handled (
    id      bigint generated always as identity primary key,
    subject text not null,
    name    text not null
);
