-- Why requests were denied, for a day (docs/adr/0024-why-denied.md). No values of requests.
create table access_trace (
  request text not null,          -- X-Request-Id of the answer
  id text not null,               -- in the order of time
  ts timestamptz not null,
  told text not null,             -- JSON: who, operation, method, path, and what each policy said
  primary key (request, id)
);
create index access_trace_ts on access_trace (ts);
