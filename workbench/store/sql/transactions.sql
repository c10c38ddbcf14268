-- The included transactions of one load: the lines of one order (one refund of it) in one month, summed by column.
-- Quantity is taken once per order item, because Amazon repeats it on every line of the item.
SELECT
    concat_ws('|', m.kind, l.order_id, l.adjustment_id, strftime(l.posted_on, '%Y-%m')) AS transaction_key,
    any_value(m.kind) AS kind,
    any_value(m.side) AS side,
    any_value(l.order_id) AS order_id,
    max(l.posted_on) AS posted,
    string_agg(DISTINCT l.sku, ', ' ORDER BY l.sku) FILTER (l.sku <> '') AS skus,
    list_sum(map_values(map_from_entries(list(DISTINCT {k: l.order_item_code || l.sku, v: l.quantity}) FILTER (l.quantity IS NOT NULL AND m.line_column = 'gross'))))::INTEGER AS quantity,
    coalesce(sum(l.amount) FILTER (m.line_column = 'gross'), 0)::DECIMAL(18, 2) AS gross,
    coalesce(sum(l.amount) FILTER (m.line_column = 'shipping'), 0)::DECIMAL(18, 2) AS shipping,
    coalesce(sum(l.amount) FILTER (m.line_column = 'discounts'), 0)::DECIMAL(18, 2) AS discounts,
    coalesce(sum(l.amount) FILTER (m.line_column = 'tax'), 0)::DECIMAL(18, 2) AS tax,
    coalesce(sum(l.amount) FILTER (m.line_column = 'fees'), 0)::DECIMAL(18, 2) AS fees,
    sum(l.amount)::DECIMAL(18, 2) AS net,
    count(*) AS line_count,
    bool_and(m.complete) AS complete,
    CASE
        WHEN any_value(d.decided) = 'excluded' THEN 'excluded'
        WHEN NOT bool_and(m.complete) THEN 'for-review'
        ELSE coalesce(any_value(d.decided), (SELECT rest FROM rest))
    END AS status
FROM lake.line AS l
JOIN meaning AS m USING (kind_id)
LEFT JOIN decided AS d ON d.transaction_key = concat_ws('|', m.kind, l.order_id, l.adjustment_id, strftime(l.posted_on, '%Y-%m'))
WHERE l.load_id = $load AND m.kind <> ''
GROUP BY 1
