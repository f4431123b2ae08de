package pgsql

import "strings"

// options prints "name=value" settings as the inside of WITH (...) and SET (...).
func (p Printer) options(settings []string) string {
	parts := make([]string, len(settings))
	for i, setting := range settings {
		name, value, _ := strings.Cut(setting, "=")
		parts[i] = p.optionName(name) + " = " + optionValue(value)
	}
	return strings.Join(parts, ", ")
}

func (p Printer) optionName(name string) string {
	if prefix, rest, ok := strings.Cut(name, "."); ok {
		return p.Ident(prefix) + "." + p.Ident(rest)
	}
	return p.Ident(name)
}

func optionValue(value string) string {
	if n := numberEnd(value); n > 0 && n == len(value) || isPlain(value) && !reserved[value] && !columnWords[value] {
		return value
	}
	if value == "true" || value == "false" || value == "on" {
		return value
	}
	return Literal(value)
}

// SetOptions returns the statement that leads from one list of storage parameters
// to another, as one or two ALTER statements on what head names ("ALTER TABLE t").
func (p Printer) SetOptions(head string, from, to []string) []string {
	var out, reset, set []string
	has := map[string]string{}
	for _, setting := range to {
		name, _, _ := strings.Cut(setting, "=")
		has[name] = setting
	}
	old := map[string]bool{}
	for _, setting := range from {
		name, _, _ := strings.Cut(setting, "=")
		old[setting] = true
		if _, kept := has[name]; !kept {
			reset = append(reset, p.optionName(name))
		}
	}
	for _, setting := range to {
		if !old[setting] {
			set = append(set, setting)
		}
	}
	if len(reset) > 0 {
		out = append(out, head+" RESET ("+strings.Join(reset, ", ")+")")
	}
	if len(set) > 0 {
		out = append(out, head+" SET ("+p.options(set)+")")
	}
	return out
}

func (p Printer) with(settings []string) string {
	if len(settings) == 0 {
		return ""
	}
	return " WITH (" + p.options(settings) + ")"
}

func (p Printer) tablespace(name string) string {
	if name == "" {
		return ""
	}
	return " TABLESPACE " + p.Ident(name)
}
