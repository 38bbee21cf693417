-- What a reference points to is compared with ids of resources, in both directions: chains go from references to their
-- targets, _has from targets to references. An index answers an equality only of its own collation, and ids have the
-- database's; so target has it too, no longer "C" (docs/adr/0016-chains.md).
alter table search_reference_1 alter column target type text collate "default";
analyze search_reference_1; -- what was known of the column is gone
