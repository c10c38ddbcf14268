-- A load's own lines in file order, each with the key and the last day of the transaction that it belongs to ('' and its own day
-- for one of none): those of some days, and of some line numbers or keys when they are given.
WITH l AS (
    SELECT
        line.*,
        CASE WHEN m.kind = '' THEN '' ELSE concat_ws('|', m.kind, order_id, adjustment_id, strftime(posted_on, '%Y-%m')) END AS key
    FROM lake.line
    JOIN meaning AS m USING (kind_id)
    WHERE load_id = $load AND posted_on BETWEEN $first::DATE AND $last::DATE
)
SELECT
    l.line_no,
    l.kind_id,
    l.posted_on,
    l.order_id,
    l.adjustment_id,
    l.sku,
    l.quantity,
    l.amount,
    l.key,
    coalesce(i.posted, l.posted_on) AS transaction_day
FROM l
LEFT JOIN lake.included AS i ON i.load_id = $load AND l.key <> '' AND i.transaction_key = l.key
WHERE $all OR list_contains($numbers::INTEGER[], l.line_no) OR list_contains($keys::VARCHAR[], l.key)
ORDER BY l.line_no
