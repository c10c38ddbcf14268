-- The rows of all reports, each once and without transfers, summed by settlement, status and month: the month as printed, and the
-- month in the time zone in which the books count the settlement's days ($zones, beside $settlements; the printed one for others).
WITH kept AS ({kept}), zone AS (SELECT unnest($settlements::VARCHAR[]) AS settlement_id, unnest($zones::VARCHAR[]) AS name)
SELECT
    settlement_id,
    status = 'released' AS released,
    strftime(posted_on, '%Y-%m') AS printed,
    strftime(coalesce(timezone(zone.name, timezone('UTC', posted_at))::DATE, posted_on), '%Y-%m') AS booked,
    sum(amount)::DECIMAL(18, 2)
FROM lake.report_line
JOIN kept USING (load_id, line_no)
LEFT JOIN zone USING (settlement_id)
WHERE NOT is_transfer
GROUP BY ALL
ORDER BY ALL
