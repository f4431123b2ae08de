package ddl

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// securityLabel runs SECURITY LABEL. A server refuses it while the provider is not loaded
// (22023), which nobody knows here: it is taken that it is.
func (s *stmt) securityLabel(n *pg.SecLabelStmt) error {
	id, err := s.commented(&pg.CommentStmt{Objtype: n.Objtype, Object: n.Object})
	if err != nil || id.IsZero() {
		return err
	}
	if n.Provider == "" {
		s.warn(0, "the security label on %s is left out: which provider it is for depends on what the server has loaded", id)
		s.found[len(s.found)-1].Hint = "name the provider: SECURITY LABEL FOR provider ON ..."
		return nil
	}
	l, _ := schema.Get[schema.SecurityLabels](s.db, id.SecurityLabels())
	l.Header = s.header(id.SecurityLabels())
	if l = l.With(n.Provider, n.Label); len(l.Labels) == 0 {
		s.remove(l.ID)
		return nil
	}
	s.put(l)
	return nil
}
