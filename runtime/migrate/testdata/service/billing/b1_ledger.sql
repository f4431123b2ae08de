-- pgen:revision b1_ledger
-- pgen:depends-on 0001_orders
-- the ledger

-- pgen:up
CREATE TABLE ledger (order_id bigint REFERENCES orders);

-- pgen:down
DROP TABLE ledger;
