-- Passwords and secrets, as hashes, and sealed keys: never part of a resource or its history. One row for each
-- credential field that is set.
create table credential (
  owner_type text not null,
  owner_id text not null,
  field text not null,
  version bigint not null,
  value text not null,
  changed_at timestamptz not null,
  primary key (owner_type, owner_id, field)
);

-- The one name space in which people sign in: folded ids, user names and e-mail addresses.
create table sign_in_name (
  name text primary key,
  user_id text not null,
  spelled_by text not null
);

create index sign_in_name_user on sign_in_name (user_id);

-- Raising the epoch of a user or a client ends every session that carries an earlier one. A missing row is 0.
create table epoch (
  kind text not null,
  id text not null,
  epoch bigint not null,
  raised_at timestamptz not null,
  primary key (kind, id)
);

-- What a Session resource does not show: how it stands, and the digests of what continues it.
create table session_state (
  id text primary key,
  type text not null,
  user_id text,
  client_id text not null,
  user_epoch bigint,
  client_epoch bigint not null,
  scope text,
  audience text not null,
  started timestamptz not null,
  exp timestamptz not null,
  refresh_exp timestamptz,
  refresh_current bytea,
  refresh_previous bytea,
  refresh_spent_at timestamptz,
  closed_at timestamptz
);

create index session_state_exp on session_state (exp);

-- Opaque access tokens: the SHA-256 of the whole token.
create table access_token (
  session_id text not null,
  digest bytea not null,
  exp timestamptz not null,
  scope text,
  primary key (session_id, digest)
);

-- Which user has which Role resources.
create table role_holder (
  role_id text primary key,
  user_id text not null,
  name text not null
);

create index role_holder_user on role_holder (user_id);

-- What is decided once for an instance: its issuer, whether it was started before.
create table instance_setting (
  name text primary key,
  value text not null
);
