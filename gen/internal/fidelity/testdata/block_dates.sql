-- Blocks that calculate with dates, as those that make partitions do.

-- case: months
CREATE TABLE m (id int, at timestamptz NOT NULL) PARTITION BY RANGE (at);
DO $$ DECLARE s date; e date; BEGIN
	FOR i IN 0..3 LOOP
		s := date_trunc('month', date '2024-11-15') + (i || ' months')::interval;
		e := s + interval '1 month';
		EXECUTE format('CREATE TABLE IF NOT EXISTS m_%s PARTITION OF m FOR VALUES FROM (%L) TO (%L)', to_char(s, 'YYYY_MM'), s, e);
	END LOOP;
END $$;
DO $$ DECLARE d date; BEGIN
	FOR d IN SELECT generate_series('2026-01-01'::date, '2026-03-01'::date, '1 month')::date LOOP
		EXECUTE 'CREATE TABLE m_' || to_char(d, 'YYYYMM') || ' PARTITION OF m FOR VALUES FROM (''' || d || ''') TO (''' || d + interval '1 month' || ''')';
	END LOOP;
END $$;

-- case: weeks and days
CREATE TABLE w (id int, at date NOT NULL) PARTITION BY RANGE (at);
DO $$ DECLARE d date := date '2024-01-03'; BEGIN
	d := date_trunc('week', d);
	WHILE d < '2024-01-20' LOOP
		EXECUTE format('CREATE TABLE w_%s PARTITION OF w FOR VALUES FROM (%L) TO (%L)', to_char(d, 'IYYY"w"IW'), d, d + 7);
		d := d + 7;
	END LOOP;
	FOR i IN 1..2 LOOP
		EXECUTE format('CREATE TABLE w_y%s PARTITION OF w FOR VALUES FROM (%L) TO (%L)', i, make_date(2030 + i, 1, 1), (make_date(2030 + i, 1, 1) + i * interval '6 months')::date);
	END LOOP;
END $$;

-- case: how dates print
CREATE TABLE t ();
DO $$ DECLARE d date := '2024-01-31'; m timestamp := '2024-02-29 13:05:09'; BEGIN
	EXECUTE format('COMMENT ON TABLE t IS %L', concat_ws(' ', d, m, d + 1, d - 31, (d + interval '1 month')::date, m + interval '1 day 2 hours', date '2024-03-01' - d,
		to_char(d, 'DD.MM.YY Q DDD'), to_char(m, 'HH24:MI:SS Mon'), extract(year FROM d), date_part('week', d), date_trunc('quarter', m), '20240105'::date,
		to_char(m - interval '1 year', 'YYYY-MM-DD')));
END $$;

-- case: a function of a date
CREATE TABLE v (id bigint NOT NULL, at date NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE FUNCTION make_part(tab text, day date, fill int DEFAULT 100) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
	this varchar; next varchar; name varchar;
BEGIN
	SELECT to_char(day, 'YYYYMMDD') INTO this;
	SELECT to_char(day + interval '1 day', 'YYYYMMDD') INTO next;
	name := lower(format('%s_%s', tab, this));
	IF EXISTS (SELECT 1 FROM pg_tables WHERE tablename = name) THEN RETURN 0; END IF;
	EXECUTE format('CREATE TABLE %s (LIKE %s INCLUDING INDEXES)', name, tab);
	EXECUTE format('ALTER TABLE %I SET (fillfactor = %s)', name, fill);
	EXECUTE format('ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM (''%s'') TO (''%s'')', tab, name, this, next);
	RETURN 1;
END $$;
SELECT make_part('v', date '2024-02-28'); SELECT make_part('v', '2024-02-29', 80), make_part('v', '20241231'); SELECT make_part('v', '2024-12-31'::date);
