package pgsql

import (
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

func (p Printer) createAggregate(a schema.Aggregate) string {
	settings := []string{}
	for _, fn := range a.Functions {
		settings = append(settings, fn.Option+" = "+p.Name(fn.Function))
		switch fn.Option {
		case "sfunc":
			settings = append(settings, "stype = "+p.Type(a.State))
		case "msfunc":
			settings = append(settings, "mstype = "+p.Type(a.MState))
		}
	}
	for _, option := range a.Options {
		name, value, _ := strings.Cut(option, "=")
		switch name {
		case "initcond", "minitcond":
			value = Literal(value)
		case "sortop":
			value = p.operator(value)
		}
		if value == "true" && strings.HasSuffix(name, "_extra") {
			settings = append(settings, name)
			continue
		}
		settings = append(settings, name+" = "+value)
	}
	if a.Hypothetical {
		settings = append(settings, "hypothetical")
	}
	return "CREATE AGGREGATE " + p.Name(a.ID) + "(" + p.aggregated(a, true) + ") (\n    " +
		strings.Join(settings, ",\n    ") + "\n)"
}

// aggregated prints the arguments of an aggregate, with their names if wanted.
func (p Printer) aggregated(a schema.Aggregate, named bool) string {
	if len(a.Arguments) == 0 && !a.OrderedSet {
		return "*"
	}
	parts := make([]string, len(a.Arguments))
	for i, arg := range a.Arguments {
		if !named {
			arg.Name = ""
		}
		parts[i] = p.parameter(arg)
	}
	if !a.OrderedSet {
		return strings.Join(parts, ", ")
	}
	direct := strings.Join(parts[:a.Direct], ", ")
	if direct != "" {
		direct += " "
	}
	ordered := parts[a.Direct:]
	if len(ordered) == 0 {
		// A variadic "any" stands for both lists.
		ordered = parts[a.Direct-1:]
	}
	return direct + "ORDER BY " + strings.Join(ordered, ", ")
}
