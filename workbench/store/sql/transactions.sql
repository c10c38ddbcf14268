-- A payout's included transactions with where each stands: excluded or confirmed by a person, or for review.
SELECT
    t.*,
    NOT list_has_any(t.kinds, $incomplete) AS complete,
    CASE
        WHEN d.decided = 'excluded' THEN 'excluded'
        WHEN list_has_any(t.kinds, $incomplete) THEN 'for-review'
        ELSE coalesce(d.decided, $rest)
    END AS status
FROM lake.included AS t
LEFT JOIN decided AS d USING (transaction_key)
WHERE t.load_id = $load
