-- What receipts are made of: each included, not excluded transaction's lines without fees, by kind of line and SKU. With $fees
-- the fees alone: what expenses are made of. Amazon repeats an item's quantity on every line of it, once for each shipment.
WITH l AS (
    SELECT
        line.*,
        m.kind,
        concat_ws('|', m.kind, order_id, adjustment_id, strftime(posted_on, '%Y-%m')) AS key
    FROM lake.line
    JOIN meaning AS m USING (kind_id)
    WHERE load_id = $load AND m.kind <> '' AND (m.line_column = 'fees') = $fees
)
SELECT
    l.key,
    any_value(l.kind),
    any_value(l.order_id),
    max(l.posted_on) OVER (PARTITION BY l.key) AS posted,
    l.kind_id,
    l.sku,
    sum(l.quantity)::INTEGER AS quantity,
    sum(l.amount)::DECIMAL(18, 2) AS amount
FROM (
    SELECT key, kind, order_id, kind_id, sku, order_item_code, shipment_id, max(posted_on) AS posted_on, max(quantity) AS quantity,
           sum(amount) AS amount, min(line_no) AS line_no
    FROM l
    GROUP BY ALL
) AS l
LEFT JOIN decided AS d ON d.transaction_key = l.key
WHERE coalesce(d.decided, '') <> 'excluded'
GROUP BY l.key, l.kind_id, l.sku, l.posted_on
ORDER BY posted, l.key, l.kind_id, l.sku
