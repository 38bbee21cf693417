-- What changed, for the nodes that keep things in memory. Read by transaction id (see ChangeFeed): rows of
-- transactions that are still running appear later and are not missed.
create table feed (
  xid xid8 not null default pg_current_xact_id(),
  type text not null,
  id text not null,
  ts timestamptz not null default now()
);

create index feed_xid on feed (xid);
create index feed_ts on feed (ts);
