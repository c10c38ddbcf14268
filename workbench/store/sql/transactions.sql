-- A payout's included transactions with where each stands: excluded or confirmed by a person, or for review. One that lacks an
-- account or a product stays for review; $unmatched are the SKUs without a product, behind the kind of transaction.
SELECT
    t.*,
    CASE
        WHEN d.decided = 'excluded' THEN 'excluded'
        WHEN NOT t.complete OR NOT t.matched THEN 'for-review'
        ELSE coalesce(d.decided, $rest)
    END AS status
FROM (
    SELECT
        *,
        NOT list_has_any(kinds, $incomplete) AS complete,
        NOT (
            len($unmatched::VARCHAR[]) > 0
            AND list_has_any(list_transform(string_split(skus, ', '), lambda sku: kind || '|' || sku), $unmatched::VARCHAR[])
        ) AS matched
    FROM lake.included
) AS t
LEFT JOIN decided AS d USING (transaction_key)
WHERE t.load_id = $load
