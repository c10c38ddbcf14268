-- The lines of one order (one refund of it) in one month become one included transaction, its lines summed by column.
-- Quantity is taken once per order item, because Amazon repeats it on every line of the item.
INSERT INTO lake.included
WITH line AS (
    SELECT
        l.*,
        m.kind,
        m.side,
        m.line_column,
        year(l.posted_on) * 100 + month(l.posted_on) AS period
    FROM lake.line AS l
    JOIN meaning AS m USING (kind_id)
    WHERE l.load_id = $load AND m.kind <> ''
),
item AS (
    SELECT kind, order_id, adjustment_id, period, sum(quantity)::INTEGER AS quantity
    FROM (
        SELECT kind, order_id, adjustment_id, period, order_item_code, sku, max(quantity) AS quantity
        FROM line
        WHERE quantity IS NOT NULL
        GROUP BY ALL
    )
    GROUP BY ALL
),
summed AS (
    SELECT
        kind,
        order_id,
        adjustment_id,
        period,
        any_value(side) AS side,
        max(posted_on) AS posted,
        min(line_no) AS first_line,
        coalesce(string_agg(DISTINCT sku, ', ' ORDER BY sku) FILTER (sku <> ''), '') AS skus,
        coalesce(sum(amount) FILTER (line_column = 'gross'), 0) AS gross,
        coalesce(sum(amount) FILTER (line_column = 'shipping'), 0) AS shipping,
        coalesce(sum(amount) FILTER (line_column = 'discounts'), 0) AS discounts,
        coalesce(sum(amount) FILTER (line_column = 'tax'), 0) AS tax,
        coalesce(sum(amount) FILTER (line_column = 'fees'), 0) AS fees,
        sum(amount) AS net,
        count(*) AS line_count,
        list(DISTINCT kind_id) AS kinds
    FROM line
    GROUP BY ALL
)
SELECT
    $load,
    concat_ws('|', s.kind, s.order_id, s.adjustment_id, (s.period // 100) || '-' || lpad((s.period % 100)::VARCHAR, 2, '0')),
    s.kind,
    s.side,
    s.order_id,
    s.posted,
    s.skus,
    coalesce(item.quantity, 0),
    s.gross,
    s.shipping,
    s.discounts,
    s.tax,
    s.fees,
    s.net,
    s.line_count,
    s.kinds
FROM summed AS s
LEFT JOIN item USING (kind, order_id, adjustment_id, period)
ORDER BY s.posted, s.first_line
