-- Every line of one order, in whichever settlement of `shown` Amazon wrote it, oldest first.
SELECT
    l.load_id,
    l.line_no,
    k.transaction_type,
    k.amount_type,
    k.amount_description,
    l.posted_on,
    l.adjustment_id,
    l.sku,
    l.amount
FROM lake.line AS l
JOIN lake.line_kind AS k ON k.load_id = l.load_id AND k.kind_id = l.kind_id
WHERE l.load_id IN (SELECT load_id FROM shown)
  AND l.order_id = $order
ORDER BY l.posted_on, l.load_id, l.line_no
