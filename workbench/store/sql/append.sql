-- A checked file's lines into the lake, in file order; the day is taken in the company's time zone.
INSERT INTO lake.line
SELECT
    $load,
    f.line_no,
    k.kind_id,
    f.amount,
    f.order_id,
    f.merchant_order_id,
    f.adjustment_id,
    f.shipment_id,
    f.fulfillment,
    f.posted_at,
    coalesce({day}, f.posted_date),
    f.order_item_code,
    f.sku,
    f.quantity,
    f.promotion_id
FROM ({select}) AS f
JOIN kind_text AS k USING (transaction_type, amount_type, amount_description, marketplace)
