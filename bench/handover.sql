-- The writes of one handover, as plain as they can be: one transaction, six statements, the same rows.
\set n :n + 1
\set conversation :first + :client_id * :span + :n
\set message :first_message + (:conversation - :first) * 3 + 2
BEGIN;
UPDATE handover_conversation
   SET owner_kind = 'member', version = version + 1, assignee_id = :member, assigned_at = now(),
       bot_resumes_at = now() + interval '4 hours', pause_for = interval '4 hours', last_message_at = now(),
       turn_due_at = NULL, turn_since = NULL, turn_lease_until = NULL, turn_attempts = 0
 WHERE id = :conversation AND status = 'open' AND owner_kind = 'bot' AND version = 1;
WITH said AS (
    INSERT INTO handover_message
        (conversation_id, channel_id, direction, author, text, status, version, because, evidence, is_final,
         created_at, occurred_at, attempts, next_try_at, last_error)
    VALUES
        (:conversation, :channel, 'outbound', 'bot',
         'Thank you! Someone from our team will get back to you here.', 'pending', 1, '', '[]', TRUE,
         now(), now(), 0, now(), ''),
        (:conversation, NULL, 'line', 'system',
         'Handed over: The contact asked for a person — assigned to Bea Okoro.', 'noted', 0, '', '[]', FALSE,
         now(), now(), 0, NULL, '')
    RETURNING id)
SELECT min(id) AS final FROM said \gset
INSERT INTO handover_handover
    (conversation_id, bot_id, scenario_id, scenario_name, revision_id, trigger, because, evidence, score,
     message_id, final_message_id, assignee_id, actions, tags, briefing, paused_until, created_at, outcome)
VALUES
    (:conversation, :bot, :scenario, 'Human Requested', :revision, 'human_requested',
     'The contact asked for a person.',
     '[{"kind": "phrase", "text": "\"I would like to talk to a human, please\" is like \"talk to a human\"", "score": 0.97}]',
     0.97, :message, :final, :member,
     '[{"action": "assign", "detail": "Bea Okoro", "result": "assigned"}, {"action": "final_message", "detail": "Thank you! Someone from our team will get back to you here.", "result": "written"}, {"action": "pause", "detail": "in four hours, an ISO date and time", "result": "until"}, {"action": "task", "detail": "Follow up with Contact 1000, due in a day, an ISO date", "result": "created"}, {"action": "tags", "detail": "human_handover, bench", "result": "added"}, {"action": "notify", "detail": "Bea Okoro", "result": "told"}]',
     '["human_handover", "bench"]',
     '{"why": "The contact asked for a person.", "told": "Thank you! Someone from our team will get back to you here.", "asked": ["Hello", "I would like to talk to a human, please"], "tried": ["Hello!"], "contact": {"name": "Contact 1000", "email": "", "phone": ""}, "evidence": ["\"I would like to talk to a human, please\" is like \"talk to a human\""]}',
     now() + interval '4 hours', now(), '')
RETURNING id AS handover \gset
INSERT INTO handover_task
    (contact_id, conversation_id, handover_id, title, description, assignee_id, due_at, created_at)
VALUES
    (:conversation, :conversation, :handover, 'Follow up with Contact 1000',
     'Contact 1000 wrote: “I would like to talk to a human, please”', :member, now() + interval '1 day', now());
INSERT INTO handover_contacttag (contact_id, tag_id, created_at)
VALUES (:conversation, :tag1, now()), (:conversation, :tag2, now())
ON CONFLICT DO NOTHING;
INSERT INTO staff_notification
    (member_id, event, cause, title, body, url, transports, in_app, created_at)
VALUES
    (:member, 'conversation_assigned', 'conversation:' || :conversation::bigint || ':' || 'handover:' || 1,
     'Contact 1000 was handed to you', 'The contact asked for a person.', '/desk/1000/', '["in_app"]', TRUE,
     now()),
    (:member, 'task_assigned', 'conversation:' || :conversation::bigint || ':' || 'handover:' || 1,
     'New task: Follow up with Contact 1000', '', '/desk/1000/', '["in_app"]', TRUE, now())
ON CONFLICT DO NOTHING;
COMMIT;
