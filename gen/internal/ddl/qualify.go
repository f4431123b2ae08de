package ddl

import (
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// beforeColumn makes sure that the queries which read the table still mean the same
// when it has a column of the name, too: the server keeps what a name meant
// when the query was written, so the text has to say it.
func (s *stmt) beforeColumn(rel schema.ID, name string) error {
	for _, user := range s.db.Users(rel) {
		o, ok := s.db.Lookup(user)
		if !ok {
			continue
		}
		changed := false
		next, err := mapExprs(o, func(e schema.Expr, sc scope) (schema.Expr, error) {
			if !slices.Contains(e.Uses, rel) || !strings.Contains(e.SQL, name) {
				return e, nil
			}
			sc.path = s.writtenPath(user, e)
			clear, err := canon.Qualify(e, s.canonScope(sc), rel, name)
			changed = changed || clear.SQL != e.SQL
			return clear, err
		})
		if err != nil {
			return s.placed(err)
		}
		if changed {
			s.put(next)
		}
	}
	return nil
}
