-- pgen:revision 0002_add_employees
-- pgen:revises 0001_create_companies
-- add employees

-- pgen:up
CREATE TYPE employee_role AS ENUM ('engineer', 'manager', 'director');

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

-- pgen:down
DROP TABLE employees;
DROP TYPE employee_role;
