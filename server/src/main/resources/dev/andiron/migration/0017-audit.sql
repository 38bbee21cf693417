-- AuditEvents (docs/adr/0029-records.md). Their ids are UUIDs of version 7, so that ranges of ids are ranges of time:
-- what is past its retention is dropped whole. There are other columns and indexes than those of every type's tables
-- (TypeTables) at no time. Parts for the months to come are made by the server (audit.Partitions).
do $$
declare
  earlier boolean := to_regclass('auditevent') is not null;
  month timestamptz := date_trunc('month', now() at time zone 'UTC') at time zone 'UTC';
  bound text;
  next text;
begin
  if earlier then
    alter table auditevent rename to auditevent_earlier;
    alter table auditevent_earlier rename constraint auditevent_pkey to auditevent_earlier_pkey;
    drop index if exists auditevent_ts;
  end if;
  create table auditevent (
    id text primary key,
    version bigint not null,
    ts timestamptz not null,
    cts timestamptz not null,
    text text not null,
    resource jsonb generated always as (text::jsonb) stored)
    partition by range (id);
  create index auditevent_ts on auditevent (ts, id);
  create table auditevent_other partition of auditevent default;
  create table if not exists auditevent_history (
    id text not null,
    version bigint not null,
    ts timestamptz not null,
    cts timestamptz not null,
    deleted boolean not null,
    text text not null,
    primary key (id, version));
  create index if not exists auditevent_history_ts on auditevent_history (ts, id);
  for i in 0..2 loop
    bound := lpad(to_hex((extract(epoch from month) * 1000)::bigint), 12, '0');
    next := lpad(to_hex((extract(epoch from (month at time zone 'UTC' + interval '1 month') at time zone 'UTC') * 1000)::bigint), 12, '0');
    execute format(
      'create table %I partition of auditevent for values from (%L) to (%L)',
      'auditevent_' || to_char(month at time zone 'UTC', 'YYYY_MM'),
      substr(bound, 1, 8) || '-' || substr(bound, 9, 4),
      substr(next, 1, 8) || '-' || substr(next, 9, 4));
    month := (month at time zone 'UTC' + interval '1 month') at time zone 'UTC';
  end loop;
  if earlier then
    insert into auditevent (id, version, ts, cts, text)
      select id, version, ts, cts, text from auditevent_earlier;
    drop table auditevent_earlier;
  end if;
end
$$;
