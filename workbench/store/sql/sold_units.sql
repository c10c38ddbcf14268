-- What a load sold, by day, kind of line and SKU; excluded transactions are left out. Of what takes money back and states no
-- quantity nothing is counted; of what was paid for and states none, that it does not.
SELECT
    item.posted_on,
    item.kind_id,
    item.sku,
    coalesce(sum(item.units), 0)::INTEGER AS units,
    count(*) FILTER (item.units IS NULL AND item.amount > 0)::INTEGER AS unstated
FROM ({items}) AS item
LEFT JOIN decided AS d
    ON d.transaction_key = concat_ws('|', item.kind, item.order_id, item.adjustment_id, strftime(item.posted_on, '%Y-%m'))
WHERE coalesce(d.decided, '') <> 'excluded'
GROUP BY item.posted_on, item.kind_id, item.sku
ORDER BY item.posted_on, item.kind_id, item.sku
