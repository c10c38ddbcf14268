-- Orders of which Amazon withheld tax and did not withhold what was collected: both sums, and the last day of either.
SELECT
    order_id,
    max(posted_on) AS posted,
    coalesce(sum(amount) FILTER (list_contains($collected, kind_id)), 0)::DECIMAL(18, 2) AS collected,
    coalesce(sum(amount) FILTER (list_contains($withheld, kind_id)), 0)::DECIMAL(18, 2) AS withheld
FROM lake.line
WHERE load_id = $load AND (list_contains($collected, kind_id) OR list_contains($withheld, kind_id))
GROUP BY order_id
HAVING withheld <> 0 AND collected + withheld <> 0
ORDER BY posted, order_id
