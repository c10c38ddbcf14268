-- A checked report's lines into the lake.
INSERT INTO lake.report_line
SELECT
    $load, line_no, content, settlement_id, account_type, status, is_transfer, transaction_type, amount_type, amount_description,
    marketplace, amount, order_id, fulfillment, posted_at, posted_on, sku, quantity
FROM ({select})
