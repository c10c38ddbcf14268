-- What each load has of each kind of line, month by month.
SELECT load_id, (year(posted_on) * 100 + month(posted_on))::INTEGER AS period, kind_id, sum(amount)::DECIMAL(18, 2)
FROM lake.line
WHERE list_contains($loads::VARCHAR[], load_id)
GROUP BY ALL
ORDER BY ALL
