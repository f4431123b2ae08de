package ddl

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// createPolicy runs CREATE POLICY.
func (s *stmt) createPolicy(n *pg.CreatePolicyStmt) error {
	switch {
	case n.WithCheck != nil && (n.CmdName == "select" || n.CmdName == "delete"):
		return s.fault(0, syntaxError, "WITH CHECK cannot be applied to SELECT or DELETE")
	case n.Qual != nil && n.CmdName == "insert":
		return s.fault(0, syntaxError, "only WITH CHECK expression allowed for INSERT")
	}
	rel, err := s.policyTable(n.Table)
	if err != nil {
		return err
	}
	p := schema.Policy{Header: s.header(rel.In(schema.KindPolicy, n.PolicyName)), Restrictive: !n.Permissive, Command: n.CmdName}
	p.Roles = s.policyRoles(n.Roles)
	if err := s.policyConditions(&p, n.Qual, n.WithCheck); err != nil {
		return err
	}
	if s.db.Has(p.ID) {
		return s.nameFault(n.PolicyName, duplicateObject, "policy %q for table %q already exists", n.PolicyName, rel.Name)
	}
	s.put(p)
	return nil
}

// policyTable finds the table of a policy, which cannot be a foreign one.
func (s *stmt) policyTable(rv *pg.RangeVar) (schema.ID, error) {
	rel, err := s.table(rv)
	if err == nil && s.isForeign(rel) {
		err = s.fault(rv.Location, wrongObjectType, "%q is not a table", rel.Name)
	}
	return rel, err
}

// alterPolicy runs ALTER POLICY; what it does not name stays.
func (s *stmt) alterPolicy(n *pg.AlterPolicyStmt) error {
	rel, err := s.policyTable(n.Table)
	if err != nil {
		return err
	}
	p, ok := schema.Get[schema.Policy](s.db, rel.In(schema.KindPolicy, n.PolicyName))
	if !ok {
		p.ID = rel.In(schema.KindPolicy, n.PolicyName)
	}
	if len(n.Roles) > 0 {
		p.Roles = s.policyRoles(n.Roles)
	}
	if err := s.policyConditions(&p, n.Qual, n.WithCheck); err != nil {
		return err
	}
	switch {
	case !ok:
		return s.nameFault(n.PolicyName, undefinedObject, "policy %q for table %q does not exist", n.PolicyName, rel.Name)
	case n.WithCheck != nil && (p.Command == "select" || p.Command == "delete"):
		return s.fault(0, syntaxError, "only USING expression allowed for SELECT, DELETE")
	case n.Qual != nil && p.Command == "insert":
		return s.fault(0, syntaxError, "only WITH CHECK expression allowed for INSERT")
	}
	s.put(p)
	return nil
}

// policyConditions reads the conditions that are given; the server does so before it
// asks whether there is such a policy.
func (s *stmt) policyConditions(p *schema.Policy, using, check *pg.Node) error {
	var err error
	sc := scope{relation: p.ID.Parent(), clause: canon.InPolicy}
	if using != nil {
		if p.Using, err = s.expr(using, s.parenthesized(using, "USING"), sc); err != nil {
			return err
		}
	}
	if check != nil {
		p.Check, err = s.expr(check, s.parenthesized(check, "CHECK"), sc)
	}
	return err
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
	rel, err := s.policyTable(n.Relation)
	if err != nil {
		return err
	}
	from := rel.In(schema.KindPolicy, n.Subname)
	if s.db.Has(renamedID(from, n.Newname)) {
		return s.fault(n.Relation.Location, duplicateObject, "policy %q for table %q already exists", n.Newname, rel.Name)
	}
	if !s.db.Has(from) {
		return s.fault(n.Relation.Location, undefinedObject, "policy %q for table %q does not exist", n.Subname, rel.Name)
	}
	s.move(from, renamedID(from, n.Newname))
	return nil
}
