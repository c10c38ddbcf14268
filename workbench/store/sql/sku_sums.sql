-- Sales and fees of each SKU in one month, the most sold first; $period is year * 100 + month. `asked` says which kinds of line
-- are sales and which are fees.
SELECT
    sku,
    coalesce(sum(amount) FILTER (side = 'fees'), 0)::DECIMAL(18, 2) AS fees,
    coalesce(sum(amount) FILTER (side = 'sales'), 0)::DECIMAL(18, 2) AS sales,
    count(*) OVER () AS skus
FROM lake.line
JOIN asked USING (load_id, kind_id)
WHERE sku <> '' AND year(posted_on) * 100 + month(posted_on) = $period
GROUP BY sku
ORDER BY sales DESC, sku
LIMIT $limit OFFSET $offset
