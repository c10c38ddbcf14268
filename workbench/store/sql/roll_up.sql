-- The lines of one order (one refund of it) in one month become one included transaction, its lines summed by column: first
-- by order item and shipment, because Amazon repeats an item's quantity on every line of it and an item that was sent in two
-- shipments has two, then by transaction. The quantity is that of the price; of an item without a price, what its lines say.
INSERT INTO lake.included
WITH item AS (
    SELECT
        m.kind,
        m.side,
        l.order_id,
        l.adjustment_id,
        year(l.posted_on) * 100 + month(l.posted_on) AS period,
        l.sku,
        l.order_item_code,
        max(l.quantity) FILTER (m.line_column = 'gross') AS priced,
        max(l.quantity) AS quantity,
        max(l.posted_on) AS posted,
        min(l.line_no) AS first_line,
        sum(l.amount) FILTER (m.line_column = 'gross') AS gross,
        sum(l.amount) FILTER (m.line_column = 'shipping') AS shipping,
        sum(l.amount) FILTER (m.line_column = 'discounts') AS discounts,
        sum(l.amount) FILTER (m.line_column = 'tax') AS tax,
        sum(l.amount) FILTER (m.line_column = 'fees') AS fees,
        sum(l.amount) AS net,
        count(*) AS line_count,
        list(DISTINCT l.kind_id) FILTER (NOT m.sure) AS kinds
    FROM lake.line AS l
    JOIN meaning AS m USING (kind_id)
    WHERE l.load_id = $load AND m.kind <> ''
    GROUP BY m.kind, m.side, l.order_id, l.adjustment_id, period, l.sku, l.order_item_code, l.shipment_id
),
counted AS (
    SELECT
        *,
        CASE
            WHEN max(priced) OVER (PARTITION BY kind, order_id, adjustment_id, period, sku, order_item_code) IS NULL THEN quantity
            ELSE priced
        END AS units
    FROM item
)
SELECT
    $load,
    concat_ws('|', kind, order_id, adjustment_id, (period // 100) || '-' || lpad((period % 100)::VARCHAR, 2, '0')),
    kind,
    any_value(side),
    order_id,
    max(posted) AS posted,
    coalesce(string_agg(DISTINCT sku, ', ' ORDER BY sku) FILTER (sku <> ''), ''),
    coalesce(sum(units), 0)::INTEGER,
    coalesce(sum(gross), 0),
    coalesce(sum(shipping), 0),
    coalesce(sum(discounts), 0),
    coalesce(sum(tax), 0),
    coalesce(sum(fees), 0),
    sum(net),
    sum(line_count),
    coalesce(list_distinct(flatten(list(kinds) FILTER (kinds IS NOT NULL))), [])
FROM counted
GROUP BY kind, order_id, adjustment_id, period
ORDER BY posted, min(first_line)
