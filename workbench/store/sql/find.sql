-- Transactions, and lines of other kinds ($others), of the loads in `shown`, that answer what is asked; '' and NULL ask nothing.
SELECT load_id, transaction_key, kind AS what, order_id, posted AS day, skus, net AS amount
FROM lake.included
WHERE load_id IN (SELECT load_id FROM shown)
  AND ($order = '' OR order_id = $order)
  AND ($sku = '' OR contains(', ' || lower(skus) || ', ', ', ' || $sku || ', '))
  AND ($day IS NULL OR posted = $day)
  AND ($amount IS NULL OR net IN ($amount, -$amount) OR gross IN ($amount, -$amount))
UNION ALL
SELECT l.load_id, '', k.transaction_type || ' › ' || k.amount_description, l.order_id, l.posted_on, l.sku, l.amount
FROM lake.line AS l
JOIN lake.line_kind AS k ON k.load_id = l.load_id AND k.kind_id = l.kind_id
WHERE l.load_id IN (SELECT load_id FROM shown)
  AND k.transaction_type IN (SELECT unnest($others::VARCHAR[]))
  AND ($order = '' OR l.order_id = $order)
  AND ($sku = '' OR lower(l.sku) = $sku)
  AND ($day IS NULL OR l.posted_on = $day)
  AND ($amount IS NULL OR l.amount IN ($amount, -$amount))
ORDER BY day DESC, order_id, what, load_id
LIMIT $limit
