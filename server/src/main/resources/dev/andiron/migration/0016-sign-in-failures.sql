-- Failed sign-ins, and where people sign in from (docs/adr/0027-guessing.md). Whom and where a row is
-- about is a hash under a key that is sealed: no names that were tried, no addresses.
create table sign_in_failure (
  subject bytea primary key,
  kind text not null,             -- person, pair (person and source), source, all
  failures integer not null,
  since timestamptz not null,     -- of persons and pairs the last failure, else the first of the window
  refused_until timestamptz
);
create index sign_in_failure_since on sign_in_failure (since);

create table known_source (
  pair bytea primary key,         -- who signed in, and from where
  seen_at timestamptz not null
);
create index known_source_seen_at on known_source (seen_at);
