-- Links by which people set a new password once, the latest one of each user (docs/adr/0031-hashes-and-links.md).
-- The token itself is nowhere but in the link.
create table password_reset (
  user_id text primary key,
  digest bytea not null,          -- the SHA-256 of the token
  expires_at timestamptz not null
);
create index password_reset_digest on password_reset (digest);
