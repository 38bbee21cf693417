-- The order of a history (see HistorySql). New tables are made with it (TypeTables); these are the older ones.
do $$
declare
  history record;
begin
  for history in
    select c.relname as name
    from pg_class c
    where c.relnamespace = current_schema()::regnamespace
      and c.relkind = 'r'
      and c.relname like '%\_history'
      and (
        select count(*)
        from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
          and a.attname in ('id', 'version', 'ts', 'cts', 'deleted', 'text')) = 6
  loop
    execute format('create index if not exists %I on %I (ts, id)', history.name || '_ts', history.name);
  end loop;
end
$$;
