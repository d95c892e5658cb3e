-- One message in and one answer out: stored, claimed, answered; three commits, because a bot thinks with
-- no transaction open.
\set n :n + 1
\set conversation :first + :client_id * :span + :n
BEGIN;
INSERT INTO handover_message
    (conversation_id, channel_id, external_id, direction, author, text, status, version, because, evidence,
     is_final, created_at, occurred_at, attempts, last_error)
VALUES
    (:conversation, :channel, 'floor-' || gen_random_uuid(), 'inbound', 'contact', 'When are you open?',
     'received', 0, '', '[]', FALSE, now(), now(), 0, '')
RETURNING id AS message \gset
UPDATE handover_conversation
   SET last_inbound_id = :message, last_message_at = now(), waiting_since = now(), turn_due_at = now(),
       turn_since = now()
 WHERE id = :conversation;
COMMIT;
UPDATE handover_conversation
   SET turn_lease_until = now() + interval '60 seconds', turn_attempts = turn_attempts + 1
 WHERE id = :conversation AND turn_due_at <= now()
   AND (turn_lease_until IS NULL OR turn_lease_until <= now());
BEGIN;
UPDATE handover_conversation
   SET turn_due_at = NULL, turn_since = NULL, turn_lease_until = NULL, turn_attempts = 0,
       waiting_since = NULL, last_message_at = now()
 WHERE id = :conversation AND status = 'open' AND owner_kind = 'bot' AND version = 1
   AND last_inbound_id = :message;
INSERT INTO handover_message
    (conversation_id, channel_id, turn_key, direction, author, text, status, version, because, evidence,
     is_final, created_at, occurred_at, attempts, next_try_at, last_error)
VALUES
    (:conversation, :channel, :message::bigint::text, 'outbound', 'bot',
     'We are open from Monday to Saturday, 9 to 18.', 'pending', 1, 'The bot knew an answer.',
     '[{"kind": "article", "text": "answered by the article \"When are you open?\"", "score": 0.997}]',
     FALSE, now(), now(), 0, now(), '');
COMMIT;
