-- What the search index holds, and what has to be indexed again (docs/adr/0009-reindexing.md). Small tables; where resources are
-- sharded these are not.

-- One row. Whoever changes what is to be done, or does a piece of it, locks it.
create table search_index_state (
  one boolean primary key default true check (one),
  fingerprint text not null,      -- of all parameters together
  revision int8 not null          -- grows whenever a node has to look at the other tables again
);
insert into search_index_state (fingerprint, revision) values ('', 0);

create table search_parameter_state (
  key int4 primary key,
  type text not null,
  code text not null,
  table_name text not null,       -- where its rows lie
  fingerprint int8 not null,      -- of what the rows are made by
  ready boolean not null          -- whether every resource has its rows
);
create index search_parameter_state_unready on search_parameter_state (type) where not ready;

-- One walk over the resources of a type: running, or the last one.
create table search_reindex (
  type text primary key,
  whole boolean not null,         -- every parameter of the type, or those that are not ready
  position text not null default '', -- the id up to which it is done
  done int8 not null default 0,
  failed int8 not null default 0,
  total int8,                     -- estimated when it begins
  started timestamptz not null default now(),
  finished timestamptz,
  error text                      -- the last resource that could not be indexed, and why
);

-- Rows of parameters that are no more, to be deleted.
create table search_index_leftover (
  key int4 not null,
  table_name text not null,
  primary key (key, table_name)
);

-- The nodes that run, by what they make of the parameters. Worth nothing after a crash of the database.
create unlogged table search_index_node (
  id text primary key,
  fingerprint text not null,
  seen timestamptz not null,
  stopped boolean not null default false
);
