-- The limits of each session, as they were when it was made, and when it was last used (docs/adr/0030-sessions-end.md).
alter table session_state add column idle_seconds integer;   -- how long it may lie unused; null for as long as its tokens live
alter table session_state add column ends_at timestamptz;    -- beyond which no token of it goes; null for no end
alter table session_state add column used_at timestamptz;    -- written some seconds late; null while it never was

-- Last use is written again and again, and stands in no index: there is room on each page for the next version of a row.
alter table session_state set (fillfactor = 90);

-- Those that can be removed: when a session was closed, or its last token ended.
create index session_state_over on session_state ((least(closed_at, greatest(exp, refresh_exp))));

-- The others that a person has at a client.
create index session_state_user on session_state (user_id, client_id) where closed_at is null;

-- Whom failures are counted for, where it is somebody of this server, so that an administrator can see it and lift it; what
-- else was typed as a name stays a hash. And when they began.
alter table sign_in_failure add column who text;             -- User/… or Client/…
alter table sign_in_failure add column began timestamptz;
create index sign_in_failure_who on sign_in_failure (who) where who is not null;
