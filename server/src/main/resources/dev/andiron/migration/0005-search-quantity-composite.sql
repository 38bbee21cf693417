-- Quantities and composites in the search index, layout 1 (docs/adr/0003-search-index-layout.md); see 0002 for key, edge and id.

-- A quantity is a range from its value to its end, both within; alike for all but Range, SampledData and comparators
-- (`< 5` begins at -10^2000, `> 5` ends at 10^2000).
create table search_quantity_1 (
  key int4 not null,
  canonical numeric not null,        -- in the canonical unit of UCUM, 21 digits; as it was written where it has none
  canonical_high numeric not null,
  unit int8 not null,                -- hash of the canonical unit, or of system and code where it has none
  value numeric not null,            -- as it was written
  value_high numeric not null,
  code text collate "C" not null,    -- of the unit, '' where there is none
  unit_text text collate "C" not null, -- for people, '' where it is the same as the code
  edge int2 not null,
  id text not null
);
create index search_quantity_1_canonical on search_quantity_1 (key, canonical, unit);
create index search_quantity_1_canonical_high on search_quantity_1 (key, canonical_high) where canonical_high > canonical;
create index search_quantity_1_value on search_quantity_1 (key, value);
create index search_quantity_1_value_high on search_quantity_1 (key, value_high) where value_high > value;
create index search_quantity_1_id on search_quantity_1 (id);

-- Composites: a table for each combination of kinds that R4 has. One row for each pair of values of the same element;
-- a_, b_ and c_ are the columns of the first, second and third component.
create table search_token_quantity_1 (
  key int4 not null,
  a_code text collate "C" not null,
  a_system int8 not null,
  b_canonical numeric not null,
  b_canonical_high numeric not null,
  b_unit int8 not null,
  b_value numeric not null,
  b_value_high numeric not null,
  b_code text collate "C" not null,
  b_unit_text text collate "C" not null,
  edge int2 not null,
  id text not null
);
create index search_token_quantity_1_canonical on search_token_quantity_1 (key, a_code, b_canonical, b_unit);
create index search_token_quantity_1_ranges on search_token_quantity_1 (key, a_code)
  where b_canonical_high > b_canonical;
create index search_token_quantity_1_id on search_token_quantity_1 (id);

create table search_token_token_1 (
  key int4 not null,
  a_code text collate "C" not null,
  a_system int8 not null,
  b_code text collate "C" not null,
  b_system int8 not null,
  edge int2 not null,
  id text not null
);
create index search_token_token_1_value on search_token_token_1 (key, a_code, b_code);
create index search_token_token_1_id on search_token_token_1 (id);

create table search_token_string_1 (
  key int4 not null,
  a_code text collate "C" not null,
  a_system int8 not null,
  b_value text collate "C" not null,
  b_exact int8 not null,
  edge int2 not null,
  id text not null
);
create index search_token_string_1_value on search_token_string_1 (key, a_code, b_value);
create index search_token_string_1_id on search_token_string_1 (id);

create table search_token_date_1 (
  key int4 not null,
  a_code text collate "C" not null,
  a_system int8 not null,
  b_low timestamptz not null,
  b_high timestamptz not null,
  edge int2 not null,
  id text not null
);
create index search_token_date_1_low on search_token_date_1 (key, a_code, b_low);
create index search_token_date_1_high on search_token_date_1 (key, a_code, b_high)
  where b_high - b_low > interval '25 hours';
create index search_token_date_1_id on search_token_date_1 (id);

create table search_reference_token_1 (
  key int4 not null,
  a_target text collate "C" not null,
  a_target_type text collate "C" not null,
  b_code text collate "C" not null,
  b_system int8 not null,
  edge int2 not null,
  id text not null
);
create index search_reference_token_1_value on search_reference_token_1 (key, a_target, b_code);
create index search_reference_token_1_id on search_reference_token_1 (id);

create table search_token_number_number_1 (
  key int4 not null,
  a_code text collate "C" not null,
  a_system int8 not null,
  b_value numeric not null,
  c_value numeric not null,
  edge int2 not null,
  id text not null
);
create index search_token_number_number_1_value on search_token_number_number_1 (key, a_code, b_value);
create index search_token_number_number_1_id on search_token_number_number_1 (id);

create statistics search_token_quantity_1_values (mcv, ndistinct, dependencies) on key, a_code from search_token_quantity_1;
alter statistics search_token_quantity_1_values set statistics 1000;
create statistics search_token_token_1_values (mcv, ndistinct, dependencies) on key, a_code, b_code from search_token_token_1;
alter statistics search_token_token_1_values set statistics 1000;
