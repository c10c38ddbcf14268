-- The lake: one row per line of a settlement, appended settlement by settlement (so that one payout's rows lie together),
-- and the kinds of line they point to. No key is relied on; the state says which loads may be read.
CREATE TABLE IF NOT EXISTS lake.line (
    load_id VARCHAR NOT NULL,
    line_no INTEGER NOT NULL,          -- the physical line of the original file
    kind_id INTEGER NOT NULL,
    amount DECIMAL(18, 2) NOT NULL,    -- in the settlement's currency, + = to the seller
    order_id VARCHAR NOT NULL,
    merchant_order_id VARCHAR NOT NULL,
    adjustment_id VARCHAR NOT NULL,
    shipment_id VARCHAR NOT NULL,
    fulfillment VARCHAR NOT NULL,
    posted_at TIMESTAMP,               -- UTC
    posted_on DATE NOT NULL,           -- the day in the company's time zone: it decides the month
    order_item_code VARCHAR NOT NULL,
    sku VARCHAR NOT NULL,
    quantity INTEGER,                  -- repeated on every line of an order item: never summed over lines
    promotion_id VARCHAR NOT NULL
);
CREATE TABLE IF NOT EXISTS lake.line_kind (
    load_id VARCHAR NOT NULL,
    kind_id INTEGER NOT NULL,
    transaction_type VARCHAR NOT NULL,
    amount_type VARCHAR NOT NULL,
    amount_description VARCHAR NOT NULL,
    marketplace VARCHAR NOT NULL
);
-- The included transactions, summed by column once, when the lines are written: a page of them never reads the lines.
CREATE TABLE IF NOT EXISTS lake.included (
    load_id VARCHAR NOT NULL,
    transaction_key VARCHAR NOT NULL,  -- kind | order | refund | month
    kind VARCHAR NOT NULL,
    side VARCHAR NOT NULL,
    order_id VARCHAR NOT NULL,
    posted DATE NOT NULL,
    skus VARCHAR NOT NULL,
    quantity INTEGER NOT NULL,
    gross DECIMAL(18, 2) NOT NULL,
    shipping DECIMAL(18, 2) NOT NULL,
    discounts DECIMAL(18, 2) NOT NULL,
    tax DECIMAL(18, 2) NOT NULL,
    fees DECIMAL(18, 2) NOT NULL,
    net DECIMAL(18, 2) NOT NULL,
    line_count INTEGER NOT NULL,
    kinds INTEGER[] NOT NULL           -- its kinds of line that no rule is sure of: whether one has an account depends on the mapping
);
-- The lines of reports of transactions: one per amount of a row. A settlement is gathered from them when its reports are whole.
CREATE TABLE IF NOT EXISTS lake.report_line (
    load_id VARCHAR NOT NULL,
    line_no INTEGER NOT NULL,          -- the physical line of the original file: one row of it has several lines here
    content UBIGINT NOT NULL,          -- what the row says, its status left out: the same for the same row of two files
    settlement_id VARCHAR NOT NULL,
    account_type VARCHAR NOT NULL,
    status VARCHAR NOT NULL,           -- released or deferred
    is_transfer BOOLEAN NOT NULL,      -- money that left for the bank: part of no settlement's net
    transaction_type VARCHAR NOT NULL,
    amount_type VARCHAR NOT NULL,
    amount_description VARCHAR NOT NULL,
    marketplace VARCHAR NOT NULL,
    amount DECIMAL(18, 2) NOT NULL,    -- in the report's currency, + = to the seller
    order_id VARCHAR NOT NULL,
    fulfillment VARCHAR NOT NULL,
    posted_at TIMESTAMP,               -- UTC
    posted_on DATE NOT NULL,           -- as printed
    sku VARCHAR NOT NULL,
    quantity INTEGER
);
