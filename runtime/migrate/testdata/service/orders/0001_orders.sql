-- pgen:revision 0001_orders
-- orders with totals that a program computes

-- pgen:up
CREATE TABLE orders (id bigint PRIMARY KEY, total bigint);

-- pgen:step
INSERT INTO orders (id) VALUES (1), (2), (3);

-- pgen:step function=fill_totals

-- pgen:step role=admin
CREATE TABLE audit (at timestamptz);

-- pgen:down
DROP TABLE audit, orders;
