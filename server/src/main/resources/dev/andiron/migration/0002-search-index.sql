-- The search index, layout 1 (docs/adr/0003-search-index-layout.md). One row per value of a parameter of a resource.
-- key: type and parameter in one number (the first 4 bytes of SHA-256 of 'Patient.family', see search.SearchParameter).
-- id: the resource's id, the distribution key where tables are sharded. No unique constraints, no sequences.
-- edge: 1 on the value that is first among the resource's values of this parameter, 2 on the last, 3 on both: a sort
-- visits each resource once.
create table search_string_1 (
  key int4 not null,
  value text collate "C" not null,   -- folded, at most 400 characters
  exact int8 not null,               -- hash of the whole as it was written
  edge int2 not null,
  id text not null
);
create index search_string_1_value on search_string_1 (key, value);
create index search_string_1_id on search_string_1 (id);

-- Tokens, and URIs (with system 0).
create table search_token_1 (
  key int4 not null,
  code text collate "C" not null,    -- tokens: in lower case; beyond 200 characters shortened and hashed
  system int8 not null,              -- hash of the system's URI; 0 where there is none
  edge int2 not null,
  id text not null
);
create index search_token_1_value on search_token_1 (key, code, system);
create index search_token_1_id on search_token_1 (id);

create table search_reference_1 (
  key int4 not null,
  target text collate "C" not null,  -- the id of a resource here, or a whole URL (beyond 200 characters shortened and hashed)
  target_type text collate "C" not null, -- '' for a URL
  edge int2 not null,
  id text not null
);
create index search_reference_1_value on search_reference_1 (key, target, target_type);
create index search_reference_1_id on search_reference_1 (id);

-- Each date is a range, from low (within) to high (not within).
create table search_date_1 (
  key int4 not null,
  low timestamptz not null,
  high timestamptz not null,
  edge int2 not null,
  id text not null
);
create index search_date_1_low on search_date_1 (key, low);
create index search_date_1_high on search_date_1 (key, high) where high - low > interval '25 hours';
create index search_date_1_id on search_date_1 (id);

create table search_number_1 (
  key int4 not null,
  value numeric not null,
  edge int2 not null,
  id text not null
);
create index search_number_1_value on search_number_1 (key, value);
create index search_number_1_id on search_number_1 (id);

-- Which values are frequent depends on the parameter; the planner has to know the two together.
create statistics search_token_1_values (mcv, ndistinct, dependencies) on key, code, system from search_token_1;
alter statistics search_token_1_values set statistics 1000;
create statistics search_reference_1_values (mcv, ndistinct, dependencies) on key, target from search_reference_1;
alter statistics search_reference_1_values set statistics 500;
alter table search_token_1 alter column key set statistics 1000;
alter table search_string_1 alter column key set statistics 1000;
alter table search_reference_1 alter column key set statistics 1000;
alter table search_date_1 alter column key set statistics 1000;
