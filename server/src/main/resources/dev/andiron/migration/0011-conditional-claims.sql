-- Who wrote "if there is none": see Claims. A condition is the SHA-256 of its type and words.
create table conditional_claim (
  condition bytea not null,
  number bigint not null,
  ts timestamptz not null,
  primary key (condition, number)
);

create index conditional_claim_ts on conditional_claim (ts);
