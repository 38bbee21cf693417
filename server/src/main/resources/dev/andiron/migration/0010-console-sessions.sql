-- Somebody who signs in at the console does so to the server itself, through no client.
alter table session_state alter column client_id drop not null;
alter table session_state alter column client_epoch drop not null;
