-- The keys that sign tokens, sealed with a key that is not in this database.
create table signing_key (
  kid text primary key,
  algorithm text not null,
  sealed text not null,
  created timestamptz not null,
  retired timestamptz
);

-- Nodes that start, or rotate, at once agree on one.
create unique index signing_key_in_use on signing_key (algorithm) where retired is null;
