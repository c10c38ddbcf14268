-- What all reports together say of each settlement: rows, net of what is released, what is still deferred, first and last posting.
-- A transfer is a row of the settlement it stands in, and part of no net.
WITH kept AS ({kept})
SELECT
    settlement_id,
    account_type,
    list(DISTINCT marketplace ORDER BY marketplace) FILTER (marketplace <> '') AS marketplaces,
    count(DISTINCT (load_id, line_no)) AS row_count,
    coalesce(sum(amount) FILTER (status = 'released' AND NOT is_transfer), 0)::DECIMAL(18, 2) AS net,
    coalesce(sum(amount) FILTER (status = 'deferred' AND NOT is_transfer), 0)::DECIMAL(18, 2) AS deferred,
    min(posted_at) AS first_at,
    max(posted_at) AS last_at,
    list(DISTINCT load_id ORDER BY load_id) AS reports
FROM lake.report_line
JOIN kept USING (load_id, line_no)
GROUP BY settlement_id, account_type
ORDER BY settlement_id, account_type
