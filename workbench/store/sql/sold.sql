-- How many lines of each kind that carries a product's price each SKU has. $kinds are those kinds.
SELECT kind_id, sku, count(*)::INTEGER AS line_count
FROM lake.line
WHERE load_id = $load AND sku <> '' AND list_contains($kinds, kind_id)
GROUP BY kind_id, sku
ORDER BY kind_id, sku
