package pgsql

import (
	"strconv"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

func (p Printer) createStatistics(s schema.Statistics) string {
	var b strings.Builder
	b.WriteString("CREATE STATISTICS " + p.Name(s.ID))
	if len(s.Kinds) > 0 && len(s.Kinds) < 3 {
		b.WriteString(" (" + strings.Join(s.Kinds, ", ") + ")")
	}
	elements := make([]string, 0, len(s.Columns)+len(s.Exprs))
	for _, c := range s.Columns {
		elements = append(elements, p.Ident(c))
	}
	for _, e := range s.Exprs {
		elements = append(elements, "("+e.SQL+")")
	}
	b.WriteString("\n    ON " + strings.Join(elements, ", ") + " FROM " + p.Name(s.Table))
	return b.String()
}

// StatisticsTarget returns the statement that sets the target of extended statistics.
func (p Printer) StatisticsTarget(s schema.Statistics) string {
	return "ALTER STATISTICS " + p.Name(s.ID) + " SET STATISTICS " + strconv.Itoa(s.Target)
}
