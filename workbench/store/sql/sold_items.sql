-- The order items that loads sold, each once: Amazon repeats an item's quantity on every line of it, and an item that was sent in
-- two shipments has two quantities. A price without the item's code, as liquidators pay it, is an item of its own. $loads are the loads.
SELECT
    g.kind,
    l.order_id,
    l.adjustment_id,
    l.sku,
    min(l.kind_id) AS kind_id,
    min(l.posted_on) AS posted_on,
    sum(l.amount) AS amount,
    CASE WHEN sum(l.amount) < 0 THEN -max(abs(l.quantity)) ELSE max(abs(l.quantity)) END AS units
FROM lake.line AS l
JOIN goods AS g USING (load_id, kind_id)
WHERE list_contains($loads, l.load_id) AND g.kind <> 'refund'
GROUP BY l.load_id, g.kind, g.transaction_type, l.order_id, l.adjustment_id, l.sku, l.order_item_code, l.shipment_id,
    CASE WHEN l.order_item_code = '' THEN l.line_no ELSE 0 END
