-- The load's money by month and kind of line; an excluded transaction's lines stand apart under its key, and those of the kinds
-- $by_sku under their SKU.
WITH l AS (
    SELECT
        line.*,
        strftime(posted_on, '%Y-%m') AS month,
        CASE WHEN m.kind = '' THEN '' ELSE concat_ws('|', m.kind, order_id, adjustment_id, strftime(posted_on, '%Y-%m')) END AS key
    FROM lake.line
    JOIN meaning AS m USING (kind_id)
    WHERE load_id = $load
)
SELECT
    l.month,
    l.kind_id,
    CASE WHEN d.decided = 'excluded' THEN l.key ELSE '' END AS excluded,
    sum(l.amount)::DECIMAL(18, 2) AS amount,
    max(l.posted_on) AS posted,
    CASE WHEN d.decided = 'excluded' OR NOT list_contains($by_sku, l.kind_id) THEN '' ELSE l.sku END AS sku
FROM l
LEFT JOIN decided AS d ON l.key <> '' AND d.transaction_key = l.key
GROUP BY ALL
ORDER BY 1, 2, 3, sku
