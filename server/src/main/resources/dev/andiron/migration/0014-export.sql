-- Bulk exports (docs/adr/0019-bulk-export.md).
create table export_job (
  id text primary key,
  owner text not null,            -- who asked for it: User/id or Client/id
  asked text not null,            -- what for, as JSON (export.ExportRequest); no credentials
  time timestamptz not null,      -- the moment that it shows
  state text not null default 'waiting', -- waiting, running, done, failed, removed
  node text,                      -- which works at it
  beat timestamptz,               -- when that node was last heard of
  tries int4 not null default 0,  -- how often nodes began to work at it since it last went on
  part int4 not null default 0,   -- how far it is: the part (a type), and the id in it
  position text not null default '',
  resources int8 not null default 0,
  created timestamptz not null default now(),
  expires timestamptz,            -- when its files are removed; null while it is not done
  error text                      -- why it failed, for whoever asked
);
create index export_job_open on export_job (created) where state in ('waiting', 'running');
create index export_job_owner on export_job (owner);

create table export_file (
  job text not null,
  number int4 not null,
  kind text not null,             -- output, deleted, error
  type text not null,
  count int8 not null,            -- lines
  bytes int8 not null,            -- unpacked
  chunks int4 not null,
  primary key (job, number)
);

create table export_chunk (
  job text not null,
  file int4 not null,
  number int4 not null,
  content bytea not null,         -- whole lines, packed with gzip
  primary key (job, file, number)
);
-- It is packed already.
alter table export_chunk alter column content set storage external;
