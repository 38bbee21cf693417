-- Search parameters that are stored as resources (docs/adr/0018-stored-search-parameters.md). The resources themselves are in
-- the table of their type; small tables, which are not sharded.

-- The places in the search index that active ones take: two of the same code for the same type would take the same.
create table search_parameter_key (
  key int4 primary key,           -- as in search_parameter_state
  id text not null                -- of the SearchParameter
);
create index search_parameter_key_id on search_parameter_key (id);

-- One row. Grows whenever an active one comes, goes or changes: nodes look at it, and take them up anew.
create table search_parameter_revision (
  one boolean primary key default true check (one),
  revision int8 not null
);
insert into search_parameter_revision (revision) values (0);
