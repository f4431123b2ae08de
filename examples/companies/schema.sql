-- What the service wants. The migrations lead here.

CREATE TYPE employee_role AS ENUM ('engineer', 'manager', 'director');

CREATE TABLE companies (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text NOT NULL CHECK (name <> ''),
    tags text[] NOT NULL DEFAULT '{}',
    settings jsonb NOT NULL DEFAULT '{}',
    founded_on date,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (name)
);
COMMENT ON TABLE companies IS 'Whom people work for.';

CREATE TABLE employees (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    company_id uuid NOT NULL REFERENCES companies (id),
    manager_id uuid REFERENCES employees (id),
    email text NOT NULL,
    full_name text NOT NULL,
    nickname text,
    role employee_role NOT NULL DEFAULT 'engineer',
    salary numeric(12, 2) CHECK (salary >= 0),
    hired_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (email)
);
CREATE INDEX employees_company_id_idx ON employees (company_id);
CREATE INDEX employees_manager_id_idx ON employees (manager_id);
COMMENT ON COLUMN employees.salary IS 'Per year, in the currency of the company.';

CREATE VIEW company_headcounts AS
SELECT c.id, c.name, count(e.id) AS employees
FROM companies c
LEFT JOIN employees e ON e.company_id = c.id
GROUP BY c.id, c.name;
