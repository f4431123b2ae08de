package pgsql

import (
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// Tie returns the statements that lead from one list of extensions, with which an object
// of db goes, to another.
func (p Printer) Tie(db *schema.Database, id schema.ID, from, to []string) string {
	var out []string
	say := func(list, other []string, no string) {
		for _, name := range list {
			if !slices.Contains(other, name) {
				out = append(out, "ALTER "+p.Target(db, id)+no+" DEPENDS ON EXTENSION "+p.Ident(name))
			}
		}
	}
	say(from, to, " NO")
	say(to, from, "")
	return strings.Join(out, ";\n")
}
