-- The transfers that stand in these settlements, each once.
WITH kept AS ({kept})
SELECT
    settlement_id,
    account_type,
    posted_at,
    sum(amount)::DECIMAL(18, 2) AS amount,
    any_value(amount_description) AS description,
    regexp_extract(any_value(amount_description), 'ID\s*:?\s*([A-Z0-9]{8,})', 1) AS bank_transfer_id
FROM lake.report_line
JOIN kept USING (load_id, line_no)
WHERE is_transfer
GROUP BY load_id, line_no, settlement_id, account_type, posted_at
ORDER BY posted_at, settlement_id
