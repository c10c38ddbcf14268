-- What these loads have of these orders on days up to one: a sum for each moment and type of transaction.
SELECT order_id, load_id, transaction_type, posted_at, sum(amount)::DECIMAL(18, 2) AS amount
FROM lake.line
JOIN lake.line_kind USING (load_id, kind_id)
WHERE list_contains($loads, load_id) AND posted_on <= $until AND list_contains($orders, order_id)
GROUP BY ALL
ORDER BY order_id, load_id, posted_at, transaction_type
