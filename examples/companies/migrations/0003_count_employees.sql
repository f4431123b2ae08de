-- pgen:revision 0003_count_employees
-- pgen:revises 0002_add_employees
-- count employees

-- pgen:up
CREATE VIEW company_headcounts AS
SELECT c.id, c.name, count(e.id) AS employees
FROM companies c
LEFT JOIN employees e ON e.company_id = c.id
GROUP BY c.id, c.name;

-- pgen:down
DROP VIEW company_headcounts;
