-- The rows of all reports, each once, though two reports may cover the same days: a row that stands twice in one file is two
-- rows, a row that stands once in each of two files is one. A row that one report has as deferred and another as released is
-- released.
SELECT load_id, line_no, position
FROM (
    SELECT
        r.*,
        loads.position,
        row_number() OVER (PARTITION BY load_id, content ORDER BY line_no) AS copy
    FROM (
        SELECT load_id, line_no, content, any_value(status) AS status
        FROM lake.report_line
        WHERE settlement_id IN (SELECT unnest({settlements}))
        GROUP BY ALL
    ) AS r
    JOIN (VALUES {loads}) AS loads (load_id, position) USING (load_id)
)
QUALIFY row_number() OVER (PARTITION BY content, copy ORDER BY status = 'released' DESC, position) = 1
