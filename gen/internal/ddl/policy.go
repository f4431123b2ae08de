package ddl

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// createPolicy runs CREATE POLICY.
func (s *stmt) createPolicy(n *pg.CreatePolicyStmt) error {
	rel, err := s.table(n.Table)
	if err != nil {
		return err
	}
	if s.isForeign(rel) {
		return s.fault(n.Table.Location, wrongObjectType, "%q is not a table", rel.Name)
	}
	p := schema.Policy{Header: s.header(rel.In(schema.KindPolicy, n.PolicyName)), Restrictive: !n.Permissive, Command: n.CmdName}
	p.Roles = s.policyRoles(n.Roles)
	if s.db.Has(p.ID) {
		return s.nameFault(n.PolicyName, duplicateObject, "policy %q for table %q already exists", n.PolicyName, rel.Name)
	}
	return s.policyConditions(p, n.Qual, n.WithCheck)
}

// alterPolicy runs ALTER POLICY; what it does not name stays.
func (s *stmt) alterPolicy(n *pg.AlterPolicyStmt) error {
	rel, err := s.table(n.Table)
	if err != nil {
		return err
	}
	p, ok := schema.Get[schema.Policy](s.db, rel.In(schema.KindPolicy, n.PolicyName))
	if !ok {
		return s.nameFault(n.PolicyName, undefinedObject, "policy %q for table %q does not exist", n.PolicyName, rel.Name)
	}
	if len(n.Roles) > 0 {
		p.Roles = s.policyRoles(n.Roles)
	}
	return s.policyConditions(p, n.Qual, n.WithCheck)
}

// policyConditions reads the conditions that are given and puts the policy.
func (s *stmt) policyConditions(p schema.Policy, using, check *pg.Node) error {
	switch {
	case check != nil && (p.Command == "select" || p.Command == "delete"):
		return s.fault(0, syntaxError, "WITH CHECK cannot be applied to SELECT or DELETE")
	case using != nil && p.Command == "insert":
		return s.fault(0, syntaxError, "only WITH CHECK expression allowed for INSERT")
	}
	var err error
	sc := scope{relation: p.ID.Parent(), clause: canon.InPolicy}
	if using != nil {
		if p.Using, err = s.expr(using, s.parenthesized(using, "USING"), sc); err != nil {
			return err
		}
	}
	if check != nil {
		if p.Check, err = s.expr(check, s.parenthesized(check, "CHECK"), sc); err != nil {
			return err
		}
	}
	s.put(p)
	return nil
}

// policyRoles returns role names as the model has them. PUBLIC beside others counts
// alone.
func (s *stmt) policyRoles(nodes []*pg.Node) []string {
	out := s.roleNames(nodes)
	for i, name := range out {
		switch name {
		case schema.Public:
			return []string{schema.Public}
		case "":
			out[i] = schema.CurrentUser
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// renamePolicy runs ALTER POLICY ... RENAME TO.
func (s *stmt) renamePolicy(n *pg.RenameStmt) error {
	rel, err := s.table(n.Relation)
	if err != nil {
		return err
	}
	from := rel.In(schema.KindPolicy, n.Subname)
	if !s.db.Has(from) {
		return s.fault(n.Relation.Location, undefinedObject, "policy %q for table %q does not exist", n.Subname, rel.Name)
	}
	if s.db.Has(renamedID(from, n.Newname)) {
		return s.fault(n.Relation.Location, duplicateObject, "policy %q for table %q already exists", n.Newname, rel.Name)
	}
	s.move(from, renamedID(from, n.Newname))
	return nil
}
