-- case: default classes that are written out
CREATE TABLE b (a text, v varchar, n int, big bigint, j jsonb, tags text[], at timestamptz, ip inet, net cidr, words tsvector, spot point, box box, r int4range, u uuid);
CREATE INDEX i ON b (lower(a) text_ops, (n + 1) int4_ops, (a::varchar) varchar_ops, v text_ops, v varchar_ops, at timestamptz_ops, u uuid_ops);
CREATE INDEX ON b USING gin ((j -> 'x') jsonb_ops, j jsonb_ops, j jsonb_path_ops, tags array_ops, to_tsvector('simple', a) tsvector_ops, words tsvector_ops);
CREATE INDEX ON b USING gist (words tsvector_ops, spot point_ops, r range_ops, ip inet_ops);
CREATE INDEX ON b USING brin (ip inet_inclusion_ops, ip inet_minmax_ops, net inet_minmax_ops, net inet_inclusion_ops, n int4_minmax_ops, n int4_bloom_ops, big int8_minmax_ops, r range_inclusion_ops, box box_inclusion_ops);
CREATE INDEX ON b USING spgist (spot quad_point_ops);
CREATE INDEX ON b USING spgist (spot kd_point_ops);
CREATE INDEX ON b USING hash (n int4_ops);
CREATE INDEX ON b (lower(a) text_pattern_ops, v varchar_pattern_ops, a pg_catalog.text_ops);
CREATE TYPE span AS RANGE (subtype = text, subtype_opclass = text_ops);
