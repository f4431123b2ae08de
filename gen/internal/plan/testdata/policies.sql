-- case: conditions that are queries
CREATE TABLE t (a int, b int);
-- new
CREATE TABLE t (a int, b int);
CREATE POLICY p ON t USING ((SELECT max(a) > 1 FROM t));
CREATE POLICY q ON t USING ((WITH x AS (SELECT true AS y) SELECT y FROM x)) WITH CHECK ((VALUES (true)));
CREATE POLICY r ON t USING ((((SELECT true LIMIT 1) UNION (SELECT false LIMIT 1)))) WITH CHECK ((SELECT true) AND a > 1);
