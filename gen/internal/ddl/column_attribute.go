package ddl

import (
	pg "github.com/pganalyze/pg_query_go/v5"
)

// isAttribute reports whether the parser gives as a constraint what only says when the one
// before it is checked.
func isAttribute(c *pg.Constraint) bool {
	return c.Contype >= pg.ConstrType_CONSTR_ATTR_DEFERRABLE
}

// attributed is a constraint of a column with what was said of the time of its check.
type attributed struct {
	to                    *pg.Constraint
	deferrable, initially bool
}

// read applies DEFERRABLE and its kin to the constraint. It returns why the server does
// not take it, "" if it does.
func (a *attributed) read(c *pg.Constraint) string {
	words := map[pg.ConstrType]string{pg.ConstrType_CONSTR_ATTR_DEFERRABLE: "DEFERRABLE", pg.ConstrType_CONSTR_ATTR_NOT_DEFERRABLE: "NOT DEFERRABLE",
		pg.ConstrType_CONSTR_ATTR_DEFERRED: "INITIALLY DEFERRED", pg.ConstrType_CONSTR_ATTR_IMMEDIATE: "INITIALLY IMMEDIATE"}
	initially := c.Contype == pg.ConstrType_CONSTR_ATTR_DEFERRED || c.Contype == pg.ConstrType_CONSTR_ATTR_IMMEDIATE
	switch {
	case !a.canWait():
		return "misplaced " + words[c.Contype] + " clause"
	case initially && a.initially:
		return "multiple INITIALLY IMMEDIATE/DEFERRED clauses not allowed"
	case !initially && a.deferrable:
		return "multiple DEFERRABLE/NOT DEFERRABLE clauses not allowed"
	}
	switch c.Contype {
	case pg.ConstrType_CONSTR_ATTR_DEFERRABLE, pg.ConstrType_CONSTR_ATTR_NOT_DEFERRABLE:
		a.deferrable, a.to.Deferrable = true, c.Contype == pg.ConstrType_CONSTR_ATTR_DEFERRABLE
	default:
		a.initially, a.to.Initdeferred = true, c.Contype == pg.ConstrType_CONSTR_ATTR_DEFERRED
		a.to.Deferrable = a.to.Deferrable || a.to.Initdeferred && !a.deferrable
	}
	if a.to.Initdeferred && !a.to.Deferrable {
		return "constraint declared INITIALLY DEFERRED must be DEFERRABLE"
	}
	return ""
}

// canWait reports whether there is a constraint before, of a kind whose check can wait.
func (a *attributed) canWait() bool {
	switch a.to.GetContype() {
	case pg.ConstrType_CONSTR_PRIMARY, pg.ConstrType_CONSTR_UNIQUE, pg.ConstrType_CONSTR_EXCLUSION, pg.ConstrType_CONSTR_FOREIGN:
		return true
	}
	return false
}
