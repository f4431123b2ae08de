package plpgsql

import "strings"

// typed gives a value the form that a variable of the declared type keeps it in: names
// of objects are looked up, dates are read.
func (m *machine) typed(v value, declared string) value {
	if v.kind != valueText {
		return v
	}
	switch name := typeWord(declared); name {
	case "regclass", "regtype", "regnamespace", "regproc", "regprocedure", "regrole":
		return m.object(name, v.text, true)
	case "text", "varchar":
		return m.printed(v)
	case "date", "timestamp", "timestamptz":
		return momentOf(v, name)
	}
	return v
}

// typeWord is the short name of a type as a declaration writes it, "" for an array.
func typeWord(declared string) string {
	t := strings.TrimPrefix(strings.ToLower(strings.ReplaceAll(declared, `"`, "")), "pg_catalog.")
	if strings.HasSuffix(t, "]") {
		return ""
	}
	switch {
	case strings.HasPrefix(t, "character varying"):
		return "varchar"
	case strings.HasPrefix(t, "timestamp") && strings.HasSuffix(t, "with time zone"):
		return "timestamptz"
	}
	end := strings.IndexAny(t+" ", "( ")
	return t[:end]
}
