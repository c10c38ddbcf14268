-- A gathered settlement's lines as `append.sql` wants them. A report does not number its order items: every row is one.
SELECT
    line_no, transaction_type, amount_type, amount_description, marketplace, amount, order_id, '' AS merchant_order_id,
    '' AS adjustment_id, '' AS shipment_id, fulfillment, posted_at, posted_on AS posted_date,
    concat('report ', position, ', line ', line_no) AS order_item_code, sku, quantity, '' AS promotion_id
FROM lake.report_line
JOIN ({kept}) USING (load_id, line_no)
WHERE settlement_id = {settlement} AND account_type = {account_type} AND status = 'released' AND NOT is_transfer
ORDER BY position, line_no
