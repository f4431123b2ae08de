package ddl

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// createDomain runs CREATE DOMAIN.
func (s *stmt) createDomain(n *pg.CreateDomainStmt) error {
	id, err := s.newType(schema.KindDomain, n.Domainname)
	if err != nil {
		return err
	}
	d := schema.Domain{Header: s.header(id)}
	if d.Base, err = s.wholeType(n.TypeName); err != nil {
		return err
	}
	if d.Base.Builtin() && pseudoTypes[d.Base.Name] && !d.Base.Array {
		return s.fault(n.TypeName.Location, datatypeMismatch, "%q is not a valid base type for a domain", d.Base.Name)
	}
	if n.CollClause != nil {
		if d.Collation, err = s.collation(n.CollClause, d.Base); err != nil {
			return err
		}
	}
	if base, ok := schema.Get[schema.Domain](s.db, d.Base.ID()); ok {
		d.Default = base.Default // copied once, not followed
	}
	for i, c := range n.Constraints {
		if err := s.judgeDomainConstraint(n.Constraints[:i], c.GetConstraint()); err != nil {
			return err
		}
		if d, err = s.addDomainConstraint(d, c.GetConstraint()); err != nil {
			return err
		}
	}
	s.put(d)
	return nil
}

// judgeDomainConstraint gives 42601 for what contradicts a constraint before it.
func (s *stmt) judgeDomainConstraint(before []*pg.Node, c *pg.Constraint) error {
	for _, n := range before {
		switch old := n.GetConstraint().Contype; {
		case c.Contype == pg.ConstrType_CONSTR_DEFAULT && old == c.Contype:
			return s.fault(c.Location, syntaxError, "multiple default expressions")
		case c.Contype == pg.ConstrType_CONSTR_NULL && old == pg.ConstrType_CONSTR_NOTNULL, c.Contype == pg.ConstrType_CONSTR_NOTNULL && old == pg.ConstrType_CONSTR_NULL:
			return s.fault(c.Location, syntaxError, "conflicting NULL/NOT NULL constraints")
		}
	}
	return nil
}

// addDomainConstraint adds a NOT NULL, DEFAULT or CHECK to the domain.
func (s *stmt) addDomainConstraint(d schema.Domain, c *pg.Constraint) (schema.Domain, error) {
	var err error
	switch c.Contype {
	case pg.ConstrType_CONSTR_ATTR_DEFERRABLE, pg.ConstrType_CONSTR_ATTR_NOT_DEFERRABLE, pg.ConstrType_CONSTR_ATTR_DEFERRED, pg.ConstrType_CONSTR_ATTR_IMMEDIATE:
		return d, s.fault(c.Location, notSupported, "specifying constraint deferrability not supported for domains")
	case pg.ConstrType_CONSTR_NOTNULL:
		d.NotNull = true
	case pg.ConstrType_CONSTR_NULL:
		d.NotNull = false
	case pg.ConstrType_CONSTR_DEFAULT:
		d.Default = schema.Expr{}
		if !s.isNone(c.RawExpr, d.Base) {
			d.Default, err = s.defaultOf(c.RawExpr, s.columnDefault(c), d.Base)
		}
	case pg.ConstrType_CONSTR_CHECK:
		if c.IsNoInherit {
			return d, s.fault(c.Location, invalidObject, "check constraints for domains cannot be marked NO INHERIT")
		}
		check := schema.DomainCheck{Name: c.Conname, NotValid: c.SkipValidation}
		if check.Expr, err = s.expr(c.RawExpr, s.constraintBody(c, "CHECK"), scope{value: d.Base, clause: canon.InCheck}); err != nil {
			return d, err
		}
		if check.Name == "" {
			check.Name = s.domainCheckName(d)
		} else if hasCheck(d, check.Name) {
			return d, s.fault(c.Location, duplicateObject, "constraint %q for domain %q already exists", check.Name, d.ID.Name)
		}
		d.Checks = sortedChecks(append(slices.Clone(d.Checks), check))
	default:
		return d, s.fault(c.Location, syntaxError, "this constraint is not possible for domains")
	}
	return d, err
}

// domainCheckName chooses a name that is free in the schema and in the domain,
// which is not in the model yet while it is created.
func (s *stmt) domainCheckName(d schema.Domain) string {
	return chooseName(d.ID.Name, "", "check", func(name string) bool {
		return hasCheck(d, name) || s.db.HasConstraintNamed(d.ID.Schema, name)
	})
}

func hasCheck(d schema.Domain, name string) bool {
	return slices.ContainsFunc(d.Checks, func(c schema.DomainCheck) bool { return c.Name == name })
}

func sortedChecks(checks []schema.DomainCheck) []schema.DomainCheck {
	slices.SortFunc(checks, func(a, b schema.DomainCheck) int { return strings.Compare(a.Name, b.Name) })
	return checks
}

// alterDomain runs ALTER DOMAIN.
func (s *stmt) alterDomain(n *pg.AlterDomainStmt) error {
	id, err := s.oldType(n.TypeName, schema.KindDomain)
	if err != nil {
		return err
	}
	d, _ := schema.Get[schema.Domain](s.db, id)
	switch n.Subtype {
	case "T":
		d.Default = schema.Expr{}
		if n.Def != nil && !s.isNone(n.Def, d.Base) {
			d.Default, err = s.defaultOf(n.Def, s.exprText(n.Def), d.Base)
		}
	case "N":
		d.NotNull = false
	case "O":
		if !d.NotNull {
			err = s.constrainable(id)
		}
		d.NotNull = true
	case "C":
		if d, err = s.addDomainConstraint(d, n.Def.GetConstraint()); err == nil && !n.Def.GetConstraint().SkipValidation {
			err = s.constrainable(id)
		}
	case "X":
		if !hasCheck(d, n.Name) {
			if n.MissingOk {
				return nil
			}
			return s.nameFault(n.Name, undefinedObject, "constraint %q of domain %q does not exist", n.Name, id.Name)
		}
		s.remove(id.In(schema.KindCheck, n.Name).Comment())
		d.Checks = slices.DeleteFunc(slices.Clone(d.Checks), func(c schema.DomainCheck) bool { return c.Name == n.Name })
	case "V":
		if !hasCheck(d, n.Name) {
			return s.nameFault(n.Name, undefinedObject, "constraint %q of domain %q does not exist", n.Name, id.Name)
		}
		d.Checks = slices.Clone(d.Checks)
		for i := range d.Checks {
			if d.Checks[i].Name == n.Name {
				d.Checks[i].NotValid = false
			}
		}
	}
	if err != nil {
		return err
	}
	s.put(d)
	return nil
}
