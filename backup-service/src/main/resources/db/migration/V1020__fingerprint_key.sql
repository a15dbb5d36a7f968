-- Keys of the fingerprints of encrypted WAL. The highest number is used; all of them compare. They decrypt nothing, and
-- losing them loses no WAL. Hexadecimal, 32 bytes.
create table fingerprint_key (
    number     integer primary key,
    key        text not null check (key ~ '^[0-9a-f]{64}$'),
    created_at timestamptz not null
);
