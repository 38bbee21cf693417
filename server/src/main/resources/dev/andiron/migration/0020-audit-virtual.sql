-- Of an AuditEvent nobody but people reads the jsonb, and there are more of them than of anything else: it is computed
-- when it is read. To store it took two fifths of the database's time for an event (docs/performance.md). Before 18
-- PostgreSQL has no such columns, and keeps it stored.
do $$
begin
  if current_setting('server_version_num')::int >= 180000 then
    alter table auditevent drop column resource;
    -- Not read before it is run: older ones do not know the word.
    execute 'alter table auditevent add column resource jsonb generated always as (text::jsonb) virtual';
  end if;
end
$$;
