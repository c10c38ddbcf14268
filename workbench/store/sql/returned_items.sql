-- The refunds of a load that are not excluded, each beside the sale of the same order and SKU in any of the loads: what was refunded
-- of the price, what was charged, how many units were sold and when. A refund whose sale is not in the books is left out.
WITH refunded AS (
    SELECT
        l.order_id,
        l.sku,
        min(l.kind_id) AS kind_id,
        min(l.posted_on) AS posted_on,
        -sum(l.amount) AS refunded
    FROM lake.line AS l
    JOIN goods AS g USING (load_id, kind_id)
    LEFT JOIN decided AS d
        ON d.transaction_key = concat_ws('|', g.kind, l.order_id, l.adjustment_id, strftime(l.posted_on, '%Y-%m'))
    WHERE l.load_id = $load AND g.kind = 'refund' AND coalesce(d.decided, '') <> 'excluded'
    GROUP BY l.order_id, l.adjustment_id, l.sku, strftime(l.posted_on, '%Y-%m')
),
sale AS (
    SELECT order_id, sku, min(posted_on) AS sold_on, sum(units)::INTEGER AS units, sum(amount) AS charged
    FROM ({items})
    WHERE order_id IN (SELECT order_id FROM refunded)
    GROUP BY order_id, sku
)
SELECT
    refunded.posted_on,
    refunded.kind_id,
    refunded.sku,
    sale.sold_on,
    sale.units,
    sale.charged::DECIMAL(18, 2) AS charged,
    refunded.refunded::DECIMAL(18, 2) AS refunded
FROM refunded
JOIN sale USING (order_id, sku)
WHERE sale.units > 0
ORDER BY refunded.posted_on, refunded.kind_id, refunded.sku, sale.sold_on
