-- pgen:revision 0001_create_companies
-- create companies

-- pgen:up
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

-- pgen:down
DROP TABLE companies;
