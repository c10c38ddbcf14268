-- The file's own lines of one transaction, or of one kind of adjustment.
SELECT
    l.line_no,
    k.transaction_type,
    k.amount_type,
    k.amount_description,
    k.marketplace,
    l.amount,
    l.order_id,
    l.sku,
    l.quantity,
    l.posted_on,
    l.posted_at,
    l.shipment_id,
    l.adjustment_id,
    l.order_item_code,
    l.promotion_id
FROM lake.line AS l
JOIN meaning AS m USING (kind_id)
JOIN lake.line_kind AS k ON k.load_id = l.load_id AND k.kind_id = l.kind_id
WHERE l.load_id = $load
  AND ($key = '' OR concat_ws('|', m.kind, l.order_id, l.adjustment_id, strftime(l.posted_on, '%Y-%m')) = $key)
  AND ($kind < 0 OR l.kind_id = $kind)
ORDER BY l.line_no
LIMIT $limit
