package catalog

import "testing"

func TestTextsOfTheServer(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"(a > 0)":                "a > 0",
		"((a > 0) AND (b < 1))":  "(a > 0) AND (b < 1)",
		"(a > 0) AND (b < 1)":    "(a > 0) AND (b < 1)",
		"(')' || \"(\")":         "')' || \"(\"",
		"('it''s (' || E'\\\\')": "'it''s (' || E'\\\\'",
		"lower(b)":               "lower(b)",
		"((a))":                  "a",
		"( SELECT 1)":            "( SELECT 1)",
		"(( SELECT 1\n LIMIT 1)\nUNION\n SELECT 2)": "(( SELECT 1\n LIMIT 1)\nUNION\n SELECT 2)",
		"(( SELECT 1) AND (a > 1))":                 "( SELECT 1) AND (a > 1)",
		"":                                          "",
	} {
		if got := unwrapped(in); got != want {
			t.Errorf("unwrapped %s is %s, want %s", in, got, want)
		}
	}
	for in, want := range map[string]string{
		`CREATE TRIGGER " WHEN (" AFTER INSERT ON public.t FOR EACH ROW WHEN ((new.a = ') EXECUTE'::text)) EXECUTE FUNCTION f(' WHEN (')`: `(new.a = ') EXECUTE'::text)`,
		`CREATE TRIGGER x AFTER INSERT ON public.t FOR EACH ROW EXECUTE FUNCTION f(' WHEN (')`:                                            "",
	} {
		if got := condition(in); got != want {
			t.Errorf("condition of %s is %s, want %s", in, got, want)
		}
	}
	for in, want := range map[string]string{"numeric(10,2)[]": "10,2", "interval day to second(3)": "day to second(3)", "interval(3)": "3",
		"timestamp(3) without time zone": "3", "interval year": "year", "character varying(20)": "20", "integer": "", "public.geometry(Point,4326)": "Point,4326"} {
		if got := modifier(in); got != want {
			t.Errorf("modifier of %s is %s, want %s", in, got, want)
		}
	}
}
